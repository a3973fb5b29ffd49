"""`rekon apply` is killed at random moments, and run again: nothing is trained twice, and every report is true.

The service is `rekon sandbox serve`, in a process of its own that stays alive: its state file holds the trainings that
would have been paid for. REKON_KILL_SEED=N runs one case alone.
"""

import concurrent.futures
import json
import os
import random
import signal
import time

from support.rekon import KEYS, PROJECT, environment, run, start, write_desired_state
from support.sandbox import SandboxServer

SIGNALS = {signal.SIGKILL: -9, signal.SIGTERM: 143, signal.SIGINT: 130}
SEEDS = [int(os.environ["REKON_KILL_SEED"])] if "REKON_KILL_SEED" in os.environ else list(range(54))
WORKERS = 12


class Case:
    """A service, a desired state, a run that is killed, and one that is not."""

    def __init__(self, seed, folder):
        self.random = random.Random(seed)
        self.folder = folder
        self.names = [f"v{number}" for number in range(self.random.randint(2, 4))]
        self.state = folder / "state.json"
        self.audit = folder / "audit.jsonl"
        self.desired = write_desired_state(folder / "a.yaml", *self.names)
        self.environment = environment(folder, AWS_MAX_ATTEMPTS=None, **KEYS)
        self.slots = self.random.choice([1, 2, 3, 10])
        # Some want more than the service gives, and are refused.
        self.limit = self.slots if self.random.random() < 0.8 else 10
        self.waits = self.random.random() < 0.5
        self.events = self.random.random() < 0.3
        self.signal = self.random.choice(list(SIGNALS))
        # Until the first create, or anywhere in the run.
        self.delay = self.random.uniform(0, 0.15 if self.random.random() < 0.4 else 1.5)

    def start_service(self):
        settings = [
            "--training-duration", self.random.randint(0, 1), "--appear-after", self.random.choice([0, 100, 300, 600]),
            "--concurrent-trainings", self.slots,
        ]
        run(["sandbox", "seed", "--sandbox", self.state, *settings, self.desired], self.environment, check=True)
        self.service = SandboxServer("--state", self.state, home=self.folder)
        self.environment["AWS_ENDPOINT_URL_REKOGNITION"] = self.service.url

    def apply(self, *arguments):
        events = ["--events", self.folder / "events.jsonl"] if self.events else []
        options = ["--auto-approve", "--format", "json", "--max-trainings", self.limit, "--audit-log", self.audit]
        return start(["apply", *options, *events, *arguments, self.desired], self.environment)

    def trained(self):
        """Every successful CreateProjectVersion: nothing is ever deleted."""
        projects = json.loads(self.state.read_text())["projects"]
        return [(version["request"]["VersionName"], version["arn"]) for project in projects for version in project["versions"]]

    def run(self):
        self.start_service()
        try:
            self.run_killed()
            self.run_again()
        finally:
            self.service.kill()

    def run_killed(self):
        process = self.apply(*(["--wait"] if self.waits else []))
        time.sleep(self.delay)
        process.send_signal(self.signal)
        output, errors = process.communicate(timeout=60)
        trained = self.trained()
        assert len(dict(trained)) == len(trained), "trained twice"
        # It may have ended before the signal came: then 0, or 5 where a slot was wanted.
        # Or not begun: the first milliseconds of a process have no handlers.
        assert process.returncode in (0, 5, SIGNALS[self.signal], -self.signal), errors
        self.was_hit = process.returncode == SIGNALS[self.signal]
        report = json.loads(output) if output else {}
        if "results" in report:
            self.check_report(report, dict(trained))
        elif output:
            # Stopped while it read: before the first create.
            assert report["error"]["message"] and not trained, errors
        elif process.returncode != -signal.SIGKILL:
            # Cut off before it could write.
            assert not trained, errors
        if self.events and process.returncode != -signal.SIGKILL and "results" in report:
            events = [json.loads(line) for line in (self.folder / "events.jsonl").read_text().splitlines()]
            assert events[-1]["type"] == "summary" and events[-1]["exitCode"] == process.returncode
        self.check_audit(dict(trained))

    def check_report(self, report, trained):
        assert [result["name"] for result in report["results"]] == self.names
        for result in report["results"]:
            if result["result"] in ("created", "confirmed", "already-there"):
                assert trained[result["name"]] == result["arn"]
            elif result["result"] in ("deferred", "not-started"):
                assert result["name"] not in trained
            else:
                raise AssertionError(result)

    def check_audit(self, trained):
        content = self.audit.read_text() if self.audit.exists() else ""
        assert not content or content.endswith("\n")
        lines = [json.loads(line) for line in content.splitlines()]
        assert set(trained) <= {line["name"] for line in lines if line["type"] == "send"}
        answers = [line for line in lines if line["type"] == "answer"]
        for line in answers:
            if line["outcome"] == "created":
                assert trained[line["name"]] == line["arn"]
        created = {line["name"] for line in answers if line["outcome"] == "created"}
        # One create is sent at a time: at most the last one of a run has no answer.
        assert len(set(trained) - created) <= 1
        assert {line["project"] for line in lines if line["type"] != "run"} <= {PROJECT}

    def run_again(self):
        process = self.apply("--wait")
        output, errors = process.communicate(timeout=60)
        trained = self.trained()
        assert process.returncode == 0, errors
        assert sorted(name for name, _ in trained) == self.names
        report = json.loads(output)
        trainings = [result["training"] for result in report["results"]] + report["waiting"]["existing"]
        assert sorted(training["name"] for training in trainings) == self.names
        assert {training["result"] for training in trainings} == {"completed"}
        assert {training["arn"] for training in trainings} == {arn for _, arn in trained}
        self.check_audit(dict(trained))
        plan = run(["plan", "--detailed-exitcode", self.desired], self.environment)
        assert plan.returncode == 0, plan.stdout


def test_apply_is_killed_at_any_moment(tmp_path):
    def run(seed):
        folder = tmp_path / str(seed)
        folder.mkdir()
        case = Case(seed, folder)
        try:
            case.run()
        except Exception as error:
            raise AssertionError(
                f"REKON_KILL_SEED={seed} ({case.signal!r} after {case.delay:.3f} s, "
                f"{'with' if case.waits else 'without'} --wait): {error}"
            ) from error
        return case

    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        cases = list(pool.map(run, SEEDS))
    if len(cases) > 1:
        # The test is worth something only as long as signals of each kind hit runs that were at work.
        for number in SIGNALS:
            assert sum(case.was_hit for case in cases if case.signal == number) >= 5, number
        assert any(case.was_hit for case in cases if case.waits)
