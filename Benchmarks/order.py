"""The functions that a command uses, for the linker of scripts/release: it puts them beside each other."""

import re
import subprocess
import tempfile


def functions_of(command, environment, wrap=list):
    """The names in the program's own symbols, sorted. The program has its symbols: it is not stripped.

    wrap: makes of a command one that runs it.
    """
    with tempfile.NamedTemporaryFile() as profile:
        subprocess.run(
            wrap([
                "valgrind", "--tool=callgrind", "--demangle=no", f"--callgrind-out-file={profile.name}", *map(str, command),
            ]),
            env=environment, check=True, capture_output=True,
        )
        text = profile.read().decode()
    # A name stands where its number comes first, also as that of a function that is called.
    names = dict(re.findall(r"^c?fn=\((\d+)\) (\S+)", text, re.MULTILINE))
    used = {re.sub(r"('\d+)+$", "", names[number]) for number in re.findall(r"^fn=\((\d+)\)", text, re.MULTILINE)}
    symbols = subprocess.run(["nm", "--format=posix", command[0]], check=True, capture_output=True, text=True).stdout
    return sorted(used & {line.split()[0] for line in symbols.splitlines()})
