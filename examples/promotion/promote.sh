#!/usr/bin/env bash
# Starts the version that `rekon select` prints. When it runs, stops the versions of the project that ran before.
#
#   promote.sh --min-inference-units N [--max-inference-units N] [--keep] -- ARGUMENT-OF-SELECT...
#   promote.sh --min-inference-units 1 -- --min-f1 0.8 models/
#
# Prints the ARN of the version that runs. With --keep, nothing is stopped. A running model is charged by the hour.
# Exit codes: those of `rekon select` (4: no version qualifies), 1 if the version does not start, 64 for a wrong command
# line. If the version does not start, what ran before still runs.
set -euo pipefail

usage() {
    sed -n '/^#   /s/^#   //p' "$0" >&2
    exit 64
}

fail() {
    echo "error: $1" >&2
    exit 1
}

units=()
keep=false
while [ $# -gt 0 ]; do
    case $1 in
        --min-inference-units | --max-inference-units)
            [ $# -gt 1 ] || usage
            units+=("$1" "$2")
            shift 2
            ;;
        --keep)
            keep=true
            shift
            ;;
        --)
            shift
            break
            ;;
        *) usage ;;
    esac
done
[ $# -gt 0 ] && [[ " ${units[*]} " == *" --min-inference-units "* ]] || usage

# The exit code of rekon is the exit code of this script: nothing was changed.
winner=$(rekon select "$@")

# arn:PARTITION:rekognition:REGION:ACCOUNT:project/PROJECT/version/NAME/NUMBER
IFS=: read -r _ _ _ region _ resource <<<"$winner"
IFS=/ read -r _ project_name _ name _ <<<"$resource"

rekognition() {
    aws rekognition "$@" --region "$region"
}

# The ARN of a version does not have the number of its project.
project=$(rekognition describe-projects --project-names "$project_name" \
    --query 'ProjectDescriptions[].ProjectArn' --output text)
[[ $project == arn:* ]] || fail "the project $project_name was not found in $region"

# What runs now. A version that someone else starts from here on is not stopped.
before=$(rekognition describe-project-versions --project-arn "$project" --output text \
    --query "ProjectVersionDescriptions[?Status=='RUNNING' && ProjectVersionArn!='$winner'].ProjectVersionArn")

status=$(rekognition describe-project-versions --project-arn "$project" --version-names "$name" \
    --query 'ProjectVersionDescriptions[].Status' --output text)
case $status in
    RUNNING | STARTING) echo "$name has the status $status." >&2 ;;
    STOPPING) fail "$name is being stopped: run this again when it is stopped" ;;
    *)
        echo "Starting $name ..." >&2
        rekognition start-project-version --project-version-arn "$winner" "${units[@]}" >/dev/null
        ;;
esac
# Every 30 seconds, 20 minutes at most.
rekognition wait project-version-running --project-arn "$project" --version-names "$name" ||
    fail "$name does not run; what ran before was not stopped"

if ! $keep; then
    for arn in $before; do
        # The CLI writes None for an empty list.
        [[ $arn == arn:* ]] || continue
        echo "Stopping $(cut -d / -f 4 <<<"$arn") ..." >&2
        rekognition stop-project-version --project-version-arn "$arn" >/dev/null
    done
fi
echo "$winner"
