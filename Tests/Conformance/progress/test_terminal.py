"""The progress of `apply --wait` and `wait` in a real pseudo-terminal, and where there is none."""

import json
import os
import re
import signal
import subprocess
import time

import pytest

from support.rekon import REKON, run, sandbox_environment, start, write_desired_state
from support.terminal import Terminal

NAMES = ["2026-11-a-first-labelled-batch", "2026-12-a-second-labelled-batch-with-night"]


class Screen:
    """What a terminal that does not reflow shows of the few sequences that rekon writes."""

    def __init__(self, columns):
        self.columns = columns
        self.lines = [""]
        self.row = self.column = 0
        self.wrapped = False
        self.unknown = []

    def feed(self, text):
        for part in re.findall(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b.|[^\x1b]", text):
            if part == "\n":
                self.row += 1
                if self.row == len(self.lines):
                    self.lines.append("")
            elif part == "\r":
                self.column = 0
            elif part.startswith("\x1b["):
                self.control(part[2:-1], part[-1])
            elif part < " " or part == "\x7f":
                self.unknown.append(part)
            else:
                self.put(part)

    def control(self, number, letter):
        if letter == "A":
            self.row -= int(number or 1)
            assert self.row >= 0, "above the first line"
        elif letter == "J" and number in ("", "0"):
            self.lines[self.row] = self.lines[self.row][: self.column]
            del self.lines[self.row + 1 :]
        elif letter != "m":
            self.unknown.append(number + letter)

    def put(self, character):
        if self.column >= self.columns:
            self.wrapped = True
        line = self.lines[self.row].ljust(self.column)
        self.lines[self.row] = line[: self.column] + character + line[self.column + 1 :]
        self.column += 1


@pytest.fixture
def place(tmp_path):
    write_desired_state(tmp_path / "a.yaml", *NAMES)
    variables = sandbox_environment(tmp_path, TERM="xterm")

    def rekon(*arguments, **options):
        return run([*arguments, "a.yaml"], variables, **options)

    def seed(duration):
        assert rekon("sandbox", "seed", "--training-duration", str(duration)).returncode == 0

    def terminal(*arguments, columns=80, rows=24):
        return Terminal([*arguments, "a.yaml"], variables, columns, rows)

    place.rekon, place.seed, place.terminal, place.environment = rekon, seed, terminal, variables
    place.path = tmp_path
    return place


def test_bars_on_a_terminal(place):
    place.seed(3)
    terminal = place.terminal("apply", "--auto-approve", "--wait", columns=200)
    text = terminal.read()
    assert terminal.process.wait(timeout=10) == 0
    assert re.search(r"2026-11-a-first-labelled-batch +\[-+\]  training [0-9]+s", text)
    screen = Screen(200)
    screen.feed(text)
    shown = "\n".join(screen.lines)
    assert not screen.unknown and not screen.wrapped
    # When all is over no bar is left, and every line that was said is whole.
    assert "[-" not in shown and "training 0s" not in shown
    assert f"{NAMES[0]}: created\n" in shown.replace("\r", "")
    assert "Wait: 2 trained." in shown
    # The cursor is never hidden, and no mode is changed.
    assert "\x1b[?" not in text


@pytest.mark.parametrize("columns, rows", [(20, 24), (8, 24), (1, 2), (40, 3)])
def test_a_narrow_terminal(place, columns, rows):
    place.seed(2)
    terminal = place.terminal("apply", "--auto-approve", "--wait", columns=columns, rows=rows)
    text = terminal.read()
    assert terminal.process.wait(timeout=10) == 0
    for frame in re.findall(r"\x1b\[J([^\x1b]*)", text):
        for line in frame.replace("\r", "").split("\n")[:-1] if "\n" in frame else [frame]:
            if re.match(r"^2026-1[12]", line) and ":" not in line:
                assert len(line) < max(columns, 2), line


def test_resized_while_it_runs(place):
    place.seed(6)
    terminal = place.terminal("apply", "--auto-approve", "--wait", columns=120)
    terminal.read(until="]  training 1s")
    terminal.resize(24)
    terminal.text = ""
    terminal.read(until="2026-11")
    # One frame may still be of the old width; those that follow are not.
    terminal.text = ""
    terminal.read(until="2026-12")
    time.sleep(0.6)
    terminal.text = ""
    text = terminal.read()
    assert terminal.process.wait(timeout=20) == 0
    bars = [line for line in re.split(r"[\r\n]|\x1b\[[0-9]*[A-Z]", text) if re.match(r"2026-1[12]\S*… ", line)]
    assert bars and all(len(line) < 24 for line in bars)


def test_no_terminal(place):
    place.seed(2)
    result = place.rekon("apply", "--auto-approve", "--wait", "--format", "json")
    assert result.returncode == 0
    assert "\x1b" not in result.stderr and "\r" not in result.stderr
    lines = result.stderr.splitlines()
    assert f"{NAMES[0]}: training in signs" in lines
    assert any(line.startswith(f"{NAMES[1]}: trained, F1 0.") for line in lines)
    assert {item["training"]["result"] for item in json.loads(result.stdout)["results"]} == {"completed"}


def test_a_dumb_terminal_gets_lines(place):
    place.seed(1)
    place.environment["TERM"] = "dumb"
    terminal = place.terminal("apply", "--auto-approve", "--wait")
    text = terminal.read()
    assert terminal.process.wait(timeout=10) == 0
    assert "\x1b[" not in text


def wait_until_it_runs(place):
    place.seed(3600)
    assert place.rekon("apply", "--auto-approve").returncode == 0


@pytest.mark.parametrize("number, status", [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 143)])
def test_a_signal_ends_the_wait_at_once(place, number, status):
    wait_until_it_runs(place)
    terminal = place.terminal("wait", columns=100)
    terminal.read(until="training ")
    terminal.process.send_signal(number)
    text = terminal.read()
    assert terminal.process.wait(timeout=5) == status
    screen = Screen(100)
    screen.feed(text)
    shown = "\n".join(screen.lines)
    assert "Stopping. Trainings in progress continue in AWS." in shown
    assert f"- {NAMES[0]}: still training" in shown
    assert "Run `rekon wait a.yaml` to wait again." in " ".join(shown.split())
    assert "[-" not in shown


@pytest.mark.parametrize("number, status", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_while_queued(place, number, status):
    place.seed(3600)
    options = ["--auto-approve", "--wait", "--max-trainings", "1", "--format", "json"]
    process = start(["apply", *options, "a.yaml"], place.environment)
    for line in process.stderr:
        if "waiting for a training slot" in line:
            break
    process.send_signal(number)
    output, _ = process.communicate(timeout=10)
    assert process.returncode == status
    document = json.loads(output)
    assert [item["result"] for item in document["results"]] == ["created", "not-started"]
    assert document["results"][0]["training"]["result"] == "in-progress"
    assert document["waiting"]["ended"] == "interrupted"


def test_a_closed_terminal(place):
    """The terminal goes away, and with it both outputs: what was started is in the state, and nothing hangs."""
    wait_until_it_runs(place)
    terminal = place.terminal("wait")
    terminal.read(until="training ")
    os.close(terminal.parent)
    terminal.process.send_signal(signal.SIGHUP)
    assert terminal.process.wait(timeout=10) == 143


def test_a_hang_up_that_is_ignored(place):
    place.seed(3)
    process = subprocess.Popen(
        ["nohup", REKON, "apply", "--auto-approve", "--wait", "a.yaml"],
        cwd=place.path, env=place.environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )
    for line in process.stderr:
        if "training in signs" in line:
            break
    process.send_signal(signal.SIGHUP)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Wait: 2 trained." in output


def test_readers_that_go_away_do_not_end_it(place):
    place.seed(1)
    process = start(["apply", "--auto-approve", "--wait", "a.yaml"], place.environment)
    process.stdout.close()
    process.stderr.close()
    assert process.wait(timeout=60) == 141
    assert place.rekon("plan", "--detailed-exitcode").returncode == 0
    assert len(json.loads((place.path / "state.json").read_text())["projects"][0]["versions"]) == 2
