"""Programs to package, and root folders to run them in."""

import os
import pathlib
import shutil
import subprocess

from support.rekon import REKON, ROOT

# The programs of scripts/release; without it, those of the debug build are packaged, which load Swift's libraries.
RELEASE = os.environ.get("REKON_RELEASE")
AS_ROOT = [] if os.geteuid() == 0 else ["sudo", "--preserve-env"]
PROGRAMS = ("rekon", "rekon-sandbox")
# The user of the container.
USER = 65532


def take_programs(folder):
    """A folder with the two programs, without their symbols."""
    source = pathlib.Path(RELEASE).resolve() if RELEASE else pathlib.Path(REKON).parent
    folder.mkdir()
    for name in PROGRAMS:
        subprocess.run(["strip", "-o", folder / name, source / name], check=True)
    return folder


def call(*command, **options):
    """Runs a command that must succeed, and returns its output."""
    options = {"text": True, "capture_output": True, "timeout": 900, **options}
    result = subprocess.run([str(word) for word in command], **options)
    assert result.returncode == 0, f"{command}: {result.stdout}{result.stderr}"
    return result.stdout


def make_root(folder, programs):
    call(ROOT / "scripts/rootfs", folder, "--binaries", programs)
    return folder


def make_empty_root(folder, programs):
    """A root folder with what the programs need of the system, but without them."""
    make_root(folder, programs)
    shutil.rmtree(folder / "usr/local")
    return folder


def command_in(root, *command, folder="/"):
    """A command that runs in a root folder as the container's user: no other file of this machine is there."""
    script = """
        root=$1 folder=$2
        shift 2
        mount --bind /proc "$root/proc"
        exec unshare --root "$root" --wd "$folder" --setgid "$USER_ID" --setuid "$USER_ID" -- "$@"
    """
    # A mount namespace of its own: /proc is not mounted for others, and not after the end.
    start = [*AS_ROOT, "unshare", "--mount", "sh", "-ec", script.replace("$USER_ID", str(USER)), "sh"]
    return [*map(str, [*start, root, folder, *command])]


def variables(**more):
    """An environment without Swift, and without a user's settings. The path is for the commands outside the root."""
    return {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/home/rekon", "AWS_EC2_METADATA_DISABLED": "true",
        **{name: str(value) for name, value in more.items()},
    }


def run_in(root, *command, folder="/", **more):
    options = {"text": True, "capture_output": True, "timeout": 120, "stdin": subprocess.DEVNULL}
    return subprocess.run(command_in(root, *command, folder=folder), env=variables(**more), **options)
