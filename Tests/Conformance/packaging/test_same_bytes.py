"""scripts/release gives the same bytes in every folder: a small package that names its files is built twice."""

import os
import pathlib
import shutil
import subprocess

import pytest

from installing import PROGRAMS, call
from support.rekon import ROOT

SMALL = pathlib.Path(__file__).parent / "small"


def build(folder, *options, zone, mask):
    """The programs of the small package, built in a new folder."""
    shutil.copytree(SMALL, folder)
    shutil.copytree(ROOT / "Sources/CLibYAML", folder / "Sources/CLibYAML")
    for name in ("scripts/release", "Benchmarks/startup-order.txt"):
        (folder / name).parent.mkdir()
        shutil.copy(ROOT / name, folder / name)
    call(
        folder / "scripts/release", folder / "out", *options, env={**os.environ, "TZ": zone, "LC_ALL": "C"},
        preexec_fn=lambda: os.umask(mask),
    )
    return {name: (folder / "out" / name).read_bytes() for name in PROGRAMS}


def test_the_folder_the_umask_and_the_zone_change_no_byte(tmp_path):
    first = build(tmp_path / "first", zone="Asia/Tokyo", mask=0o022)
    second = build(tmp_path / "a second", "--scratch-path", tmp_path / "elsewhere", zone="UTC", mask=0o077)
    for name in PROGRAMS:
        assert first[name] == second[name], name
        assert bytes(tmp_path) not in first[name]
    # The paths that C's __FILE__ gives are those inside the package.
    output = subprocess.run([tmp_path / "first/out/rekon"], capture_output=True, text=True, check=True).stdout
    assert output.split() == [
        "Core/Core.swift", "Sources/CPart/part.c", "Sources/CPart/include/part.h", "Sources/CXXPart/part.cc", "9",
    ]


def test_a_path_that_cannot_be_mapped_is_refused(tmp_path):
    folder = tmp_path / "package"
    with pytest.raises(AssertionError, match="contains paths of this folder(?s:.*)Core.swift"):
        build(folder, "-Xswiftc", "-DWITH_FILE_PATH", zone="UTC", mask=0o022)
    assert not (folder / "out").exists()
