"""A `rekon sandbox serve` in a process of its own."""

import pathlib

from support.rekon import REKON, ROOT, environment, start

# What `rekon sandbox serve` runs.
PROGRAM = pathlib.Path(REKON).with_name("rekon-sandbox")


class SandboxServer:
    def __init__(self, *arguments, home="/nonexistent", **variables):
        self.process = start(["sandbox", "serve", "--port", "0", *arguments], environment(home, **variables), cwd=ROOT)
        self.url = self.process.stdout.readline().split()[-1]

    def stop(self):
        self.process.terminate()
        self.process.communicate(timeout=20)

    def kill(self):
        self.process.kill()
        self.process.communicate(timeout=20)
