"""`--events`: each line follows its schema, and nothing that becomes of the file touches the run."""

import fcntl
import json
import os
import resource
import signal
import threading


def read(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def seed(start, *settings):
    process = start(None, "sandbox", "seed", *settings)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors


def test_an_apply_that_waits(start, validate, tmp_path):
    seed(start, "--training-duration", "1", "--concurrent-trainings", "2")
    path = tmp_path / "events.jsonl"
    earlier = '{"formatVersion":"1.0","rekon":"0.1.0","time":1795000000000,"type":"version"}\n{"type":"earlier"}\n'
    path.write_text(earlier)
    process = start(None, "apply", "--auto-approve", "--wait", "--require-f1", "0.999", "--events", path)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 4, errors
    events = read(path)
    validate("events.schema.json", events)
    types = [event["type"] for event in events]
    assert types[:3] == ["version", "plan", "create-started"] and types[-1] == "summary"
    assert {"create-queued", "create-finished", "training-followed", "training-ended", "heartbeat"} <= set(types)
    assert events[1]["summary"]["create"] == 3
    assert events[-1]["creates"] == {"created": 3} and events[-1]["trainings"] == {"completed": 3}
    assert events[-1]["exitCode"] == 4 and events[-1]["ended"] == "all-ended"
    ended = [event["training"] for event in events if event["type"] == "training-ended"]
    assert {training["gate"] for training in ended} == {"missed"}
    assert [event["time"] for event in events] == sorted(event["time"] for event in events)


def test_a_wait(start, validate, tmp_path):
    seed(start, "--training-duration", "2", "--concurrent-trainings", "9")
    assert start(None, "apply", "--auto-approve").wait(timeout=60) == 0
    path = tmp_path / "events.jsonl"
    process = start(None, "wait", "--events", path)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    events = read(path)
    validate("events.schema.json", events)
    assert [event["type"] for event in events][:2] == ["version", "plan"]
    assert events[-1]["trainings"] == {"completed": 3} and "creates" not in events[-1]


def test_what_goes_wrong(serve, start, validate, tmp_path):
    path = tmp_path / "events.jsonl"
    process = start(serve(a="lost", b="refused", c="full"), "apply", "--auto-approve", "--events", path)
    process.communicate(timeout=60)
    events = read(path)
    validate("events.schema.json", events)
    assert [(event["type"], event.get("result")) for event in events][2:] == [
        ("create-started", None), ("create-resolving", None), ("create-finished", "confirmed"),
        ("create-started", None), ("create-finished", "failed"),
        ("create-started", None), ("create-finished", "deferred"),
        ("summary", None),
    ]
    assert events[-1]["exitCode"] == process.returncode == 1


def test_a_refused_plan(start, validate, tmp_path):
    seed(start)
    path = tmp_path / "events.jsonl"
    process = start(None, "apply", "--auto-approve", "--max-creates", "1", "--events", path)
    process.communicate(timeout=60)
    events = read(path)
    validate("events.schema.json", events)
    assert [event["type"] for event in events] == ["version", "plan", "summary"]
    assert events[-1]["refused"] == "too-many-creates" and events[-1]["exitCode"] == process.returncode == 3


def test_nothing_to_do(start, validate, tmp_path):
    seed(start, "--concurrent-trainings", "9")
    path = tmp_path / "events.jsonl"
    assert start(None, "apply", "--auto-approve").wait(timeout=60) == 0
    assert start(None, "apply", "--auto-approve", "--events", path).wait(timeout=60) == 0
    events = read(path)
    validate("events.schema.json", events)
    assert [event["type"] for event in events] == ["version", "plan", "summary"]
    assert events[-1]["creates"] == {}


def test_a_pipe_that_was_passed_on(start, tmp_path):
    seed(start, "--concurrent-trainings", "9")
    reading, writing = os.pipe()
    arguments = ["apply", "--auto-approve", "--events", f"/dev/fd/{writing}"]
    process = start(None, *arguments, pass_fds=[writing])
    os.close(writing)
    with os.fdopen(reading) as file:
        events = [json.loads(line) for line in file]
    assert process.wait(timeout=60) == 0
    assert events[0]["type"] == "version" and events[-1]["type"] == "summary"


def test_a_named_pipe_whose_reader_comes_late(start, tmp_path):
    seed(start, "--concurrent-trainings", "9")
    path = tmp_path / "pipe"
    os.mkfifo(path)
    process = start(None, "apply", "--auto-approve", "--events", path)
    lines = []
    timer = threading.Timer(0.3, lambda: lines.extend(path.read_text().splitlines()))
    timer.start()
    assert process.wait(timeout=60) == 0
    timer.join(20)
    assert json.loads(lines[-1])["type"] == "summary"


def test_a_reader_that_goes_away(serve, start, tmp_path):
    service = serve()
    path = tmp_path / "pipe"
    os.mkfifo(path)
    process = start(service, "apply", "--auto-approve", "--format", "json", "--events", path)
    with open(path) as file:
        file.readline()
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert {result["result"] for result in json.loads(output)["results"]} == {"created"}
    assert errors.count("no more events") == 1 and "has closed the pipe" in errors


def test_a_reader_that_does_not_read(serve, start, tmp_path):
    service = serve()
    path = tmp_path / "pipe"
    os.mkfifo(path)
    names = [f"a-rather-long-name-{'x' * 200}-{number}" for number in range(20)]
    process = start(service, "apply", "--auto-approve", "--format", "json", "--max-trainings", "500", "--events", path,
                    names=names)
    with open(path) as file:
        # The smallest pipe there is (Linux: F_SETPIPE_SZ), which is soon full.
        fcntl.fcntl(file, 1031, 4096)
        output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert len(service.versions) == len(names)
    assert errors.count("no more events") == 1 and "does not read" in errors


def test_a_full_disk(serve, start, tmp_path):
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))

    service = serve()
    path = tmp_path / "events.jsonl"
    process = start(
        service, "apply", "--auto-approve", "--format", "json", "--events", path, preexec_fn=limit, restore_signals=False
    )
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert list(service.versions) == ["a", "b", "c"]
    assert errors.count("no more events") == 1


def test_a_file_that_cannot_be_opened(serve, start, tmp_path):
    for path, status in ((tmp_path, 1), (tmp_path / "missing" / "events", 1), ("-", 64)):
        service = serve()
        process = start(service, "apply", "--auto-approve", "--events", path)
        _, errors = process.communicate(timeout=60)
        assert process.returncode == status, errors
        assert "--events" in errors
        assert not service.bodies
