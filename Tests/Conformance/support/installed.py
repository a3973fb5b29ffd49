"""Checks that the installed packages are those of requirements.txt: `python installed.py` fails when one differs."""

import importlib.metadata
import pathlib
import re
import sys

REQUIREMENTS = pathlib.Path(__file__).resolve().parents[1] / "requirements.txt"
# Part of every virtual environment.
TOOLS = {"pip", "setuptools"}


def normal(name):
    return re.sub(r"[-_.]+", "-", name.split("[")[0]).lower()


def main():
    lines = [line.strip() for line in REQUIREMENTS.read_text().splitlines()]
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    required = {normal(name): version for name, version in pairs}
    problems = [] if len(required) == len(pairs) else ["a package is named twice"]
    installed = {normal(one.metadata["Name"]): one.version for one in importlib.metadata.distributions()}
    for name in sorted(required | installed):
        if required.get(name) != installed.get(name) and name not in TOOLS:
            problems.append(f"{name}: required {required.get(name, 'no')}, installed {installed.get(name, 'no')}")
    if problems:
        sys.exit("\n".join(["error: the packages differ from Tests/Conformance/requirements.txt", *problems]))


if __name__ == "__main__":
    main()
