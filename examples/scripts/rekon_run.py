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
    report-path      rekon's JSON; empty if it ended before it had any

One run of rekon saves the plan and writes --report and --markdown: a comment shows the plan that is saved, and no other.
With --underscores the names are written exit_code and so on, as shells and GitLab want them.

Ends with 0 if rekon's exit code is one of --accept, otherwise with that code.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys

# The commands that write their result to several files, and those that have JSON on the standard output alone.
REVIEWED = {"validate", "plan", "verify", "drift"}
PRINTING = {"apply", "wait"}


def saved_digest(path):
    document = json.loads(path.read_text(encoding="utf-8"))
    if document.get("kind") != "rekon.plan":
        sys.exit(f"error: {path} is not a saved plan of rekon")
    return document["digest"]


def read_report(path):
    """The report; nothing if rekon ended before it wrote one."""
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return report if isinstance(report, dict) else {}


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


def forget(path):
    """Removes a report of an earlier run, which must not pass for this one's; anything else is left to rekon to refuse."""
    report = read_report(path)
    try:
        if "formatVersion" in report or path.read_bytes().startswith(b"<!-- rekon:"):
            path.unlink()
    except OSError:
        pass


def run(command, report):
    """rekon's exit code. What it prints goes to the file, if there is one."""
    if report is None:
        return subprocess.run(command, check=False).returncode
    with open(report, "wb") as file:
        return subprocess.run(command, stdout=file, check=False).returncode


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
    if options.command == "plan":
        arguments = ["--detailed-exitcode", *(["--out", str(options.plan)] if options.plan else []), *arguments]
    reports = [(name, path) for name, path in [("json", options.report), ("markdown", options.markdown)] if path]
    for _, path in reports:
        forget(path)
    if options.command in REVIEWED:
        arguments = [*(f"--report={name}={path}" for name, path in reports), *arguments]
        if os.environ.get("GITHUB_ACTIONS") == "true":
            # Annotations where the files are reviewed, the Markdown in the step's summary, and no line of the log that
            # a runner would take for a command.
            arguments = ["--format", "github", *arguments]
    elif options.command in PRINTING:
        arguments = ["--format", "json", *arguments]
    code = run([options.rekon, options.command, *arguments], options.report if options.command in PRINTING else None)

    outputs = {"exit-code": str(code)}
    report = read_report(options.report)
    outputs |= find_outputs(options.command, code, report, options.plan)
    outputs["report-path"] = str(options.report) if report else ""
    if options.outputs:
        write_outputs(options.outputs, outputs, options.underscores)
    for name, value in outputs.items():
        print(f"{name}: {value}")
    return 0 if code in accepted else code


if __name__ == "__main__":
    sys.exit(main())
