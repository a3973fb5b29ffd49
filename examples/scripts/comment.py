#!/usr/bin/env python3
"""Posts a Markdown report of rekon as a comment on a pull or merge request, or updates the one there.

    comment.py FILE NUMBER [TITLE]
    comment.py FILE COMMIT [TITLE]

FILE is the output `report-markdown` of this run, never a file of the checkout. COMMIT is the whole id of a commit: the
comment goes to the request that this commit merged, and nowhere if there is none. TITLE becomes a heading. The hidden
marker in the first line of FILE finds the comment of an earlier run of the same command. A run that started earlier and
ends later leaves the newer comment alone, and a comment that says the same already is not touched.
GitHub: GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_WORKFLOW_REF, GITHUB_TOKEN (pull-requests: write, actions: read).
GitLab: CI_API_V4_URL, CI_PROJECT_ID, REKON_GITLAB_TOKEN (a project access token with the scope api).
"""

import pathlib
import re
import sys

import forge


def titled(text, title):
    """The text with a heading behind the marker. The characters of a title have no meaning in Markdown or for a forge."""
    if not title:
        return text
    if len(title) > 100 or not all(sign.isalnum() or sign in " -.,:()" for sign in title) or not title.strip():
        raise forge.ForgeError("a title has at most 100 characters: letters, digits, spaces and -.,:()")
    marker, _, rest = text.partition("\n")
    rest = rest.lstrip("\n")
    return f"{marker}\n\n### {title.strip()}\n\n{rest}"


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
    place = sys.argv[2] if len(sys.argv) in (3, 4) else ""
    title = "".join(sys.argv[3:])
    # SHA-1 or SHA-256.
    is_commit = re.fullmatch("[0-9a-f]{40}|[0-9a-f]{64}", place)
    if not is_commit and not re.fullmatch("[0-9]{1,20}", place):
        sys.exit(__doc__)
    try:
        text = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
        text = titled(text, title)
        service = forge.connect()
        number = service.merged_by(place) if is_commit else place
        done = forge.settle(lambda: post(service, number, text)) if number else "none: the commit merged no request"
        print(f"comment: {done}")
    except (OSError, UnicodeError, forge.ForgeError) as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
