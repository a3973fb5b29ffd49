#!/usr/bin/env python3
"""Keeps one issue about drift: opens it, updates it while things drift, and closes it when everything is in sync.

    drift_issue.py FILE EXIT_CODE [TITLE]

FILE is the output `report-markdown` of this run of `rekon drift`, never a file of the checkout, and EXIT_CODE what it
ended with: 2 drift, 0 in sync. With any other the live state is not known, and the issue stays as it is. The marker in
the first line tells the issue from others. Its key has the regions and accounts of the files. If these may change, give
the run a `--comment-key`: an issue with an earlier key stays open.
GitHub: GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_WORKFLOW_REF, GITHUB_TOKEN (issues: write, actions: read).
GitLab: CI_API_V4_URL, CI_PROJECT_ID, REKON_GITLAB_TOKEN (a project access token with the scope api).
"""

import os
import pathlib
import sys

import forge

DRIFT, IN_SYNC = 2, 0


def keep(service, text, code, title, run=""):
    """What was done: opened, updated, unchanged, newer, closed or nothing."""
    if code not in (DRIFT, IN_SYNC):
        return "nothing"
    marker = forge.Marker.of(text)
    if marker is None:
        raise forge.ForgeError("the text's first line is not rekon's marker")
    found = [(forge.Marker.of(entry.text), entry) for entry in service.open_issues()]
    issues = sorted(
        ((mark, entry) for mark, entry in found if mark and mark.subject == marker.subject),
        key=lambda pair: pair[1].id,
    )
    if any(forge.is_newer(service, mark, marker) for mark, _ in issues):
        return "newer"
    if code == IN_SYNC:
        for _, entry in issues:
            service.close_issue(entry.id, f"Everything is in sync again. {run}".strip())
        return "closed" if issues else "nothing"
    if not issues:
        service.add_issue(title, text)
        return "opened"
    # Two runs at the same moment may have opened two.
    for _, entry in issues[1:]:
        service.close_issue(entry.id, f"The same as #{issues[0][1].id}.")
    if forge.same(issues[0][1].text, text):
        return "unchanged"
    service.change_issue(issues[0][1].id, text)
    return "updated"


def address_of_run(environment):
    if "CI_JOB_URL" in environment:
        return environment["CI_JOB_URL"]
    if "GITHUB_RUN_ID" in environment:
        server, repository = environment.get("GITHUB_SERVER_URL", ""), environment.get("GITHUB_REPOSITORY", "")
        return f"{server}/{repository}/actions/runs/{environment['GITHUB_RUN_ID']}"
    return ""


def main():
    if len(sys.argv) not in (3, 4) or not sys.argv[2].isdecimal():
        sys.exit(__doc__)
    title = sys.argv[3] if len(sys.argv) > 3 else "Model versions have drifted"
    try:
        text = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
        service, code, run = forge.connect(), int(sys.argv[2]), address_of_run(os.environ)
        print(f"issue: {forge.settle(lambda: keep(service, text, code, title, run))}")
    except UnicodeDecodeError:
        sys.exit(f"error: {sys.argv[1]} is not text in UTF-8")
    except (OSError, forge.ForgeError) as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
