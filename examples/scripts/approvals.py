#!/usr/bin/env python3
"""Prints waiting=true if a run of this GitHub workflow waits for an approval, else waiting=false.

    approvals.py

It fails if it cannot know. GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_WORKFLOW_REF, GITHUB_TOKEN (actions: read).
"""

import sys

import forge


def main():
    if len(sys.argv) != 1:
        sys.exit(__doc__)
    try:
        waiting = forge.connect().waiting_runs() > 0
        print(f"waiting={str(waiting).lower()}")
        if waiting:
            # On stderr: stdout is for the outputs of the step.
            print("A run of this workflow waits for an approval: this one asks for none.", file=sys.stderr)
    except forge.ForgeError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
