"""Whole processes, measured: pairs that take turns, and the C programs beside them."""

import functools
import os
import pathlib
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
KEYS = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "AWS_EC2_METADATA_DISABLED": "true", **KEYS}


def run(command, environment, allowed=(0,)):
    """Runs a command; wall, CPU and user seconds, and peak memory in MiB."""
    command = [str(word) for word in command]
    result = subprocess.run([compile_program("run"), *command], env=environment, capture_output=True, text=True)
    status, wall, user, system, memory = map(float, result.stdout.split())
    if status not in allowed:
        subprocess.run(command, env=environment)
        sys.exit(f"{' '.join(command[:6])} ended with {status:.0f}")
    return {"wall": wall, "cpu": user + system, "user": user, "memory": memory / 1024}


def take_turns(commands, runs, allowed=(0,)):
    """name: figures of each run. The commands take turns, after one that is not counted: name: (command, environment)."""
    figures = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, (command, environment) in commands.items():
            figure = run(command, environment, allowed)
            if turn > 0:
                figures[name].append(figure)
    return figures


def median(figures, key):
    return statistics.median(figure[key] for figure in figures)


def ratio(figures, others, key):
    """How many times the others' figure is as large: the median of the pairs, and its range."""
    ratios = [other[key] / figure[key] for figure, other in zip(figures, others)]
    return statistics.median(ratios), min(ratios), max(ratios)


@functools.cache
def compile_program(name, *libraries):
    """A program of this folder, compiled when its source is newer."""
    source = ROOT / "Benchmarks" / f"{name}.c"
    program = ROOT / ".build-release" / f"bench-{name}"
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        program.parent.mkdir(exist_ok=True)
        subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-o", program, source, *libraries], check=True)
    return str(program)
