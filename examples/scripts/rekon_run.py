#!/usr/bin/env python3
"""Runs rekon in a pipeline, and hands on what it found as outputs: wrappers and runners lose exit codes.

    rekon_run.py [--rekon PROGRAM] [--outputs FILE] [--report FILE] [--markdown FILE] [--plan FILE]
                 [--accept "0 2"] [--expect-digest DIGEST] COMMAND [ARGUMENT ...]

Outputs, one `name=value` a line, appended to FILE ($GITHUB_OUTPUT, or a dotenv file of GitLab's):

    exit-code        of rekon (specs/exit-codes.md)
    has-changes      true if there are versions to create, or something drifts; false; empty if that is not known
    creates          versions to create; after `apply`: versions that it created
    in-training      versions of the plan that are in training now
    estimated-cost   US dollars, two decimals, the median of the estimate; empty where there is none
    plan-path        the saved plan; empty if none was saved
    digest           of the saved plan: the same wherever that file is read
    report-path      what rekon printed with `--format json`

With --underscores the names are written exit_code and so on, as shells and GitLab want them.

Ends with 0 if rekon's exit code is one of --accept, otherwise with that code.
"""

import argparse
import json
import pathlib
import subprocess
import sys

# The commands that know `--format json`, and those of them that also write Markdown.
REPORTING = {"validate", "plan", "apply", "wait", "drift"}
REVIEWED = {"validate", "plan", "drift"}


def saved_digest(path):
    document = json.loads(path.read_text(encoding="utf-8"))
    if document.get("kind") != "rekon.plan":
        sys.exit(f"error: {path} is not a saved plan of rekon")
    return document["digest"]


def read_report(path):
    """The report; nothing if rekon ended before it wrote one."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def find_outputs(command, code, report, plan):
    outputs = dict.fromkeys(["has-changes", "creates", "in-training", "estimated-cost", "plan-path", "digest"], "")
    if command == "plan" and report.get("complete"):
        outputs["has-changes"] = str(bool(report["hasChanges"])).lower()
        outputs["creates"] = str(report["summary"]["create"])
        live = [
            version["live"]["status"]
            for project in report["projects"] for version in project.get("versions", []) if "live" in version
        ]
        outputs["in-training"] = str(live.count("TRAINING_IN_PROGRESS"))
        median = report.get("estimate", {}).get("median")
        if median:
            outputs["estimated-cost"] = f"{median['costUSD']:.2f}"
    elif command == "apply" and "results" in report:
        outputs["creates"] = str(sum(result["result"] == "created" for result in report["results"]))
    elif command == "drift" and code in (0, 2):
        outputs["has-changes"] = str(code == 2).lower()
    # A blocked or failed plan saves nothing: what is there then is an earlier run's.
    if plan and code in (0, 2) and plan.is_file():
        outputs["plan-path"] = str(plan)
        outputs["digest"] = saved_digest(plan)
    return outputs


def write_outputs(path, outputs, underscores):
    lines = []
    for name, value in outputs.items():
        if any(ord(character) < 32 for character in value):
            sys.exit(f"error: the output {name} has a control character: {value!r}")
        lines.append(f"{name.replace('-', '_') if underscores else name}={value}\n")
    with open(path, "a", encoding="utf-8") as file:
        file.writelines(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rekon", default="rekon")
    parser.add_argument("--outputs", type=pathlib.Path)
    parser.add_argument("--underscores", action="store_true")
    parser.add_argument("--report", type=pathlib.Path, default=pathlib.Path("rekon-report.json"))
    parser.add_argument("--markdown", type=pathlib.Path)
    parser.add_argument("--plan", type=pathlib.Path)
    parser.add_argument("--accept", default="0 2")
    parser.add_argument("--expect-digest", default="")
    parser.add_argument("command")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    accepted = {int(code) for code in options.accept.split()}

    arguments = list(options.arguments)
    if options.command == "apply" and options.plan:
        digest = saved_digest(options.plan)
        if options.expect_digest and digest != options.expect_digest:
            sys.exit(f"error: {options.plan} has the digest {digest}, not {options.expect_digest}, which was reviewed")
        arguments.append(str(options.plan))
    base = [options.rekon, options.command]
    extra = ["--detailed-exitcode"] if options.command == "plan" else []
    saving = ["--out", str(options.plan)] if options.command == "plan" and options.plan else []

    if options.command in REPORTING:
        with open(options.report, "wb") as report:
            code = subprocess.run(
                [*base, "--format", "json", *extra, *saving, *arguments], stdout=report, check=False
            ).returncode
    else:
        code = subprocess.run([*base, *arguments], check=False).returncode
    if options.markdown and options.command in REVIEWED and code != 64:
        # It reads again, since the live state is the only state. The saved plan is the one of the run before.
        with open(options.markdown, "wb") as markdown:
            again = subprocess.run(
                [*base, "--format", "markdown", *extra, *arguments], stdout=markdown, stderr=subprocess.DEVNULL,
                check=False,
            ).returncode
        if again != code:
            print(f"note: the text for people ended with {again}, not {code}: the live state has changed since",
                  file=sys.stderr)

    outputs = {"exit-code": str(code)}
    outputs |= find_outputs(options.command, code, read_report(options.report), options.plan)
    outputs["report-path"] = str(options.report) if options.command in REPORTING else ""
    if options.outputs:
        write_outputs(options.outputs, outputs, options.underscores)
    for name, value in outputs.items():
        print(f"{name}: {value}")
    return 0 if code in accepted else code


if __name__ == "__main__":
    sys.exit(main())
