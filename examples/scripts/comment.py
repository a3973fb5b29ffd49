#!/usr/bin/env python3
"""Posts what `rekon plan --format markdown` wrote as a comment on a pull or merge request, or updates the one there.

    comment.py FILE NUMBER

FILE is the output `report-markdown` of this run, never a file of the checkout. The hidden marker in its first line finds
the comment of an earlier run. A run that started earlier and ends later leaves the newer comment alone, and a comment
that says the same already is not touched.
GitHub: GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_WORKFLOW_REF, GITHUB_TOKEN (pull-requests: write, actions: read).
GitLab: CI_API_V4_URL, CI_PROJECT_ID, REKON_GITLAB_TOKEN (a project access token with the scope api).
"""

import pathlib
import re
import sys

import forge


def post(service, number, text):
    """What was done: created, updated, unchanged or newer (the comment there is a later run's)."""
    marker = forge.Marker.of(text)
    if marker is None:
        raise forge.ForgeError("the text's first line is not rekon's marker")
    found = [(forge.Marker.of(entry.text), entry) for entry in service.comments(number)]
    earlier = [(mark, entry) for mark, entry in found if mark and mark.subject == marker.subject]
    if not earlier:
        service.add_comment(number, text)
        return "created"
    mark, entry = min(earlier, key=lambda pair: pair[1].id)
    if forge.is_newer(service, mark, marker):
        return "newer"
    if forge.same(entry.text, text):
        return "unchanged"
    service.change_comment(number, entry.id, text)
    return "updated"


def main():
    if len(sys.argv) != 3 or not re.fullmatch("[0-9]+", sys.argv[2]):
        sys.exit(__doc__)
    try:
        text = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
        service = forge.connect()
        print(f"comment: {forge.settle(lambda: post(service, sys.argv[2], text))}")
    except (OSError, UnicodeError, forge.ForgeError) as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
