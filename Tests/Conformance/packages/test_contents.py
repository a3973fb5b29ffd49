"""What the programs contain: what costs start-up time, memory and megabytes must not come back unseen.

The Swift runtime looks through all conformance records of a program for each conformance that it needs the first time.

`REKON_RELEASE=FOLDER` names the two programs of a release (scripts/release), which are then checked too.
"""

import os
import pathlib
import re
import subprocess

import pytest

from support.rekon import REKON
from support.sandbox import PROGRAM

RELEASE = pathlib.Path(os.environ.get("REKON_RELEASE", "/nonexistent"))
needs_release = pytest.mark.skipif("REKON_RELEASE" not in os.environ, reason="REKON_RELEASE names no release")

# With some slack for new code. A new package, or a trait of one, is more than the slack.
MOST_RECORDS = 9_000
MOST_MIBIBYTES = 37

# The HTTP server, and what only it needs.
SERVER = {"Hummingbird", "HummingbirdCore", "SandboxServer", "NIOHTTPTypes", "ServiceLifecycle", "AsyncAlgorithms"}
# Full Foundation and what it brings; FoundationEssentials is what rekon uses.
FOUNDATION = {"Foundation", "FoundationInternationalization", "_FoundationICU"}


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, errors="replace").stdout


def records_of(program):
    """The number of conformance records: each is an offset of four bytes."""
    lines = output_of("readelf", "-SW", program).splitlines()
    line = next(line for line in lines if "swift5_protocol_conformances" in line)
    return int(line.split("]")[1].split()[4], 16) // 4


def modules_of(program):
    """The Swift modules whose types a program contains, also when it is stripped: types name their module by a text."""
    content = program.read_bytes()
    names = SERVER | FOUNDATION | {"AWSTransport", "AsyncHTTPClient", "Commands", "NIOCore"}
    return {name for name in names if f"\0{name}\0".encode() in content}


def defined_modules(program):
    """The modules whose code a program contains, by its symbols: $s, the length of the name, the name."""
    names = re.findall(r" [A-Za-z] \$s(\d+)([A-Za-z_]\w*)", output_of("nm", "--defined-only", program))
    return {name[: int(length)] for length, name in names}


@needs_release
def test_a_release_is_small():
    assert (RELEASE / "rekon").stat().st_size <= MOST_MIBIBYTES * 1_048_576


@needs_release
def test_a_release_has_few_conformance_records():
    assert records_of(RELEASE / "rekon") <= MOST_RECORDS


@needs_release
def test_a_release_contains_what_it_needs():
    rekon, sandbox = modules_of(RELEASE / "rekon"), modules_of(RELEASE / "rekon-sandbox")
    assert rekon >= {"Commands", "AWSTransport", "AsyncHTTPClient", "NIOCore"} and not rekon & (SERVER | FOUNDATION)
    assert sandbox >= SERVER and not sandbox & FOUNDATION
    assert not sandbox & {"Commands", "AWSTransport", "AsyncHTTPClient"}
    for program in ("rekon", "rekon-sandbox"):
        assert b"icudt" not in (RELEASE / program).read_bytes(), "the data of ICU"


def test_the_server_is_a_program_of_its_own():
    rekon, sandbox = defined_modules(REKON), defined_modules(PROGRAM)
    assert rekon >= {"Commands", "AWSTransport", "AsyncHTTPClient", "Sandbox"} and not rekon & SERVER
    assert sandbox >= SERVER | {"Sandbox"} and not sandbox & {"Commands", "AWSTransport", "AsyncHTTPClient"}


@pytest.mark.parametrize("program", [REKON, PROGRAM], ids=["rekon", "rekon-sandbox"])
def test_full_foundation_is_not_linked(program):
    libraries = re.findall(r"\(NEEDED\).*\[(.*?)\]", output_of("readelf", "-dW", program))
    assert not {library.removeprefix("lib").split(".")[0] for library in libraries} & FOUNDATION


def test_the_regular_expressions_of_the_standard_library_are_not_used():
    """Nor are its searches for a text, which belong to them. One function is left: swift-configuration calls it where it
    reads files and variables, which no code of rekon does."""
    symbols = re.findall(r" U (\$s\S*17_StringProcessing\S*)", output_of("nm", "--undefined-only", REKON))
    symbols = {symbol.split("@")[0] for symbol in symbols}
    assert symbols <= {"$sSl17_StringProcessingE14trimmingPrefix5while11SubSequenceQzSb7ElementQzKXE_tKF"}
