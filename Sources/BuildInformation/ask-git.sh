#!/bin/sh
# Writes Commit.swift, if it is not so already: ask-git.sh PACKAGE FOLDER
# REKON_COMMIT stands in for git where the sources come without it, as in a container's build.
set -eu

commit=${REKON_COMMIT:-}
if [ -z "$commit" ] && top=$(git -C "$1" rev-parse --show-toplevel 2>/dev/null) && [ "$top" -ef "$1" ]; then
    commit=$(git -C "$1" rev-parse --verify --quiet --short=12 HEAD || :)
    # Ignored files do not count: a build's own are among them.
    if [ -n "$commit" ] && [ -n "$(git -C "$1" status --porcelain 2>/dev/null)" ]; then
        commit=$commit+
    fi
fi
# It is put into Swift, so it must be nothing else than a commit.
case $commit in
    '' | *[!0-9a-f+]*) commit=unknown ;;
esac

file=$2/Commit.swift
mkdir -p "$2"
# A function, whose text no other module sees: another commit compiles this file again, and nothing that uses it.
text="func generatedCommit() -> String { \"$commit\" }"
[ -f "$file" ] && [ "$text" = "$(cat "$file")" ] || printf '%s\n' "$text" > "$file"
