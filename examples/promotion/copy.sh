#!/usr/bin/env bash
# Copies a version to a project of another account in the same region, and waits for the end of the copying.
#
#   copy.sh --from-profile NAME --to-profile NAME --to-project ARN --output s3://BUCKET/PREFIX [--name NAME]
#           [--kms-key KEY] VERSION-ARN
#   copy.sh --from-profile dev --to-profile prod --to-project ARN --output s3://acme-prod/signs "$(rekon select models/)"
#
# The profiles are those of the AWS CLI. Prints the ARN of the copy. The copy has the name of the version unless --name
# gives another one. A second run finds the copy of the first one. Exit codes: 1 if the copy failed, 64 for a wrong
# command line.
set -euo pipefail

usage() {
    sed -n '/^#   /s/^#   //p' "$0" >&2
    exit 64
}

fail() {
    echo "error: $1" >&2
    exit 1
}

from_profile='' to_profile='' to_project='' output='' name=''
encryption=()
while [ $# -gt 1 ]; do
    case $1 in
        --from-profile) from_profile=$2 ;;
        --to-profile) to_profile=$2 ;;
        --to-project) to_project=$2 ;;
        --output) output=$2 ;;
        --name) name=$2 ;;
        --kms-key) encryption=(--kms-key-id "$2") ;;
        *) usage ;;
    esac
    shift 2
done
[ $# -eq 1 ] && [ -n "$from_profile" ] && [ -n "$to_profile" ] || usage
version=$1
project_form='^arn:[a-z0-9-]+:rekognition:[a-z0-9-]+:[0-9]{12}:project/[A-Za-z0-9_.-]+'
[[ $version =~ $project_form/version/[A-Za-z0-9_.-]+/[0-9]+$ && $to_project =~ $project_form/[0-9]+$ ]] || usage
[[ $output == s3://?* ]] || usage

# arn:PARTITION:rekognition:REGION:ACCOUNT:project/PROJECT/version/NAME/NUMBER
IFS=: read -r _ partition _ region from_account resource <<<"$version"
IFS=/ read -r _ project_name _ version_name _ <<<"$resource"
IFS=: read -r _ _ _ to_region to_account _ <<<"$to_project"
[ "$region" = "$to_region" ] || fail "both projects must be in one region: $region is not $to_region"
name=${name:-$version_name}
IFS=/ read -r bucket prefix <<<"${output#s3://}"

from() {
    aws rekognition "$@" --region "$region" --profile "$from_profile"
}

to() {
    aws rekognition "$@" --region "$region" --profile "$to_profile"
}

# Sets the ARN, the status and the source of the version with the name; empty where there is none.
find_copy() {
    local found
    found=$(to describe-project-versions --project-arn "$to_project" --version-names "$name" --output text \
        --query 'ProjectVersionDescriptions[].[ProjectVersionArn,Status,SourceProjectVersionArn]') ||
        fail "the versions of $to_project could not be read"
    read -r arn status source <<<"$found"
}

# The policy allows this account to copy this version, while this script runs.
policy="rekon-copy-$(cksum <<<"$version $to_account" | cut -d ' ' -f 1)"
allow_copy() {
    local document revision revisions=()
    document=$(printf '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"%s"},"Action":"%s","Resource":"%s"}]}' \
        "arn:$partition:iam::$to_account:root" rekognition:CopyProjectVersion "$version")
    # Of a run that was killed.
    revision=$(from list-project-policies --project-arn "$from_project" --output text \
        --query "ProjectPolicies[?PolicyName=='$policy'].PolicyRevisionId")
    [[ -z $revision || $revision == None ]] || revisions=(--policy-revision-id "$revision")
    from put-project-policy --project-arn "$from_project" --policy-name "$policy" --policy-document "$document" \
        ${revisions[@]+"${revisions[@]}"} >/dev/null
    trap end_permission EXIT
}

end_permission() {
    from delete-project-policy --project-arn "$from_project" --policy-name "$policy" >/dev/null ||
        echo "warning: the policy $policy of $from_project could not be deleted" >&2
}

find_copy
if [[ $arn != arn:* ]]; then
    # The ARN of a version does not have the number of its project.
    from_project=$(from describe-projects --project-names "$project_name" \
        --query 'ProjectDescriptions[].ProjectArn' --output text)
    [[ $from_project == arn:* ]] || fail "the project $project_name was not found in account $from_account"
    [ "$from_account" = "$to_account" ] || allow_copy
    echo "Copying $version_name to account $to_account ..." >&2
    to copy-project-version --source-project-arn "$from_project" --source-project-version-arn "$version" \
        --destination-project-arn "$to_project" --version-name "$name" \
        --output-config "S3Bucket=$bucket,S3KeyPrefix=$prefix" ${encryption[@]+"${encryption[@]}"} >/dev/null
elif [ "$source" != "$version" ]; then
    fail "$name is another version in $to_project: give the copy another --name"
fi

# The service has no waiter for copies. Two hours with 30 seconds between the calls.
for _ in {1..240}; do
    find_copy
    [[ -z $arn || $status == COPYING_IN_PROGRESS ]] || break
    sleep "${POLL_SECONDS:-30}"
done
case $status in
    COPYING_FAILED) fail "the copying failed: rekon status --project $to_project shows the reason" ;;
    '' | COPYING_IN_PROGRESS) fail "the copying did not end in time: run this again" ;;
esac
echo "$arn"
