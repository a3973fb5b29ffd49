"""A process on a pseudo-terminal."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time

from support.rekon import REKON, check


class Terminal:
    """Runs rekon with stdin, stdout and stderr on a pseudo-terminal, and collects the text that it shows."""

    def __init__(self, arguments, variables, columns=80, rows=24, **options):
        check(variables)
        self.parent, child = pty.openpty()
        self.resize(columns, rows)
        options = {
            "cwd": variables["HOME"], "stdin": child, "stdout": child, "stderr": child, "start_new_session": True,
            **options,
        }
        self.process = subprocess.Popen([REKON, *map(str, arguments)], env=variables, **options)
        os.close(child)
        self.text = ""

    def resize(self, columns, rows=24):
        fcntl.ioctl(self.parent, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def write(self, data):
        os.write(self.parent, data)

    def read(self, until=None, timeout=60):
        """Reads until a text is there, or until the end."""
        deadline = time.monotonic() + timeout
        data = b""
        while until is None or until not in self.text:
            assert time.monotonic() < deadline, f"{until!r} is not in {self.text!r}"
            if not select.select([self.parent], [], [], 0.2)[0]:
                continue
            try:
                new = os.read(self.parent, 65536)
            except OSError:  # The other end is closed.
                break
            if not new:
                break
            data += new
            # A character may be split between two reads.
            text = data.decode(errors="ignore")
            self.text += text
            data = data[len(text.encode()) :]
        return self.text

    def close(self):
        os.close(self.parent)
