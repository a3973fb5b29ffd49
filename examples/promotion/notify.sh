#!/usr/bin/env bash
# Reads the events of one run of `rekon apply` or `rekon wait` (--events), and sends one notice about its trainings.
#
#   notify.sh sns TOPIC-ARN < events.jsonl       # publishes to an SNS topic with the AWS CLI
#   notify.sh webhook < events.jsonl             # posts {"text": ...} to $NOTIFY_WEBHOOK_URL with curl
#
# A run in which no training ended, and nothing failed, sends nothing. Needs Python 3. Exit codes: 1 if the notice could
# not be sent, 64 for a wrong command line.
set -euo pipefail

usage() {
    sed -n '/^#   /s/^#   //p' "$0" >&2
    exit 64
}

case ${1:-} in
    sns) [ $# -eq 2 ] && [[ $2 == arn:*:sns:* ]] || usage ;;
    # No character that could end the URL in curl's configuration.
    webhook) [ $# -eq 1 ] && [[ ${NOTIFY_WEBHOOK_URL:-} =~ ^https?://[^\"\\[:space:]]+$ ]] || usage ;;
    *) usage ;;
esac

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# Texts of the service and names are untrusted: control characters are left out, and what a chat reads as markup is
# escaped.
cat >"$folder/notice.py" <<'PYTHON'
import json
import sys

folder = sys.argv[1]
MOST = 50


def plain(text):
    return "".join(letter if letter.isprintable() else " " for letter in str(text))[:300]


def score(training):
    return f"F1 {training['f1Score']:.3f}" if "f1Score" in training else "no F1 score"


def line(training):
    project = training["project"].split("/")[1]
    required = f"{training['minF1Score']:.3f}" if "minF1Score" in training else ""
    result = training["result"]
    if result == "completed":
        gate = training.get("gate")
        if gate in ("missed", "unknown"):
            text = f"{score(training)}, below the required {required}"
        else:
            text = f"trained, {score(training)}" + (f", at least {required} required" if required else "")
    else:
        text = result.replace("-", " ")
        if training.get("statusMessage"):
            text += f": {training['statusMessage']}"
    return plain(f"{project} {training['name']}: {text}")


trainings, refused, summary, sandbox = [], [], None, False
for text in sys.stdin:
    try:
        event = json.loads(text)
    except json.JSONDecodeError:
        # The last line of a run that was killed.
        continue
    if event["type"] == "version":
        if not event["formatVersion"].startswith("1."):
            sys.exit("error: these events have another format; use the script of this version of rekon")
        sandbox = event["sandbox"]
    elif event["type"] == "training-ended" and event["training"].get("counted", True):
        trainings.append(event["training"])
    elif event["type"] == "create-finished" and event["result"] in (
            "failed", "conflict", "refused", "unresolved", "deferred"):
        refused.append(plain(f"{event['project'].split('/')[1]} {event['name']}: create {event['result']}: "
                             f"{event.get('message', '')}"))
    elif event["type"] == "summary":
        summary = event

code = summary["exitCode"] if summary else None
if code == 0 and not trainings:
    sys.exit(0)
good = sum(training["result"] == "completed" and training.get("gate") in ("none", "passed") for training in trainings)
head = f"rekon: {good} of {len(trainings)} trainings passed"
head += f" (exit code {code})" if summary else " (the run ended without a summary)"
if sandbox:
    head += ", sandbox"
lines = refused + [line(training) for training in trainings]
if len(lines) > MOST:
    lines[MOST:] = [f"and {len(lines) - MOST} more"]
message = "\n".join([head, *lines])
escaped = message.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
for name, content in [("subject", head[:100]), ("message", message), ("body.json", json.dumps({"text": escaped}))]:
    with open(f"{folder}/{name}", "w", encoding="utf-8") as file:
        file.write(content)
PYTHON
python3 "$folder/notice.py" "$folder"
[ -e "$folder/message" ] || exit 0

case $1 in
    sns)
        region=$(cut -d : -f 4 <<<"$2")
        aws sns publish --region "$region" --topic-arn "$2" --subject "$(cat "$folder/subject")" \
            --message "file://$folder/message" >/dev/null || exit 1
        ;;
    webhook)
        # The URL is a secret: it is not an argument that other users of the machine could see.
        printf 'url = "%s"\n' "$NOTIFY_WEBHOOK_URL" |
            curl --config - --fail --silent --show-error --max-time 30 --retry 3 \
                --header 'content-type: application/json' --data-binary "@$folder/body.json" >/dev/null || exit 1
        ;;
esac
