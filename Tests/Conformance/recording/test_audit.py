"""`--audit-log`: the lines on the disk before and after each create, and a log that cannot be written."""

import hashlib
import json
import os
import resource
import signal
import stat


def read(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_every_attempt_and_how_it_ended(serve, start, validate, tmp_path):
    service = serve(b="lost", c="refused")
    log = tmp_path / "audit.jsonl"
    seen = []
    # What is in the file while a create is under way.
    service.on_create = lambda name: seen.append((name, read(log)[-1]))
    process = start(service, "apply", "--auto-approve", "--audit-log", log)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 1, errors
    lines = read(log)
    validate("audit-log.schema.json", lines)
    assert [(line["type"], line.get("name"), line.get("outcome")) for line in lines] == [
        ("run", None, None),
        ("send", "a", None), ("answer", "a", "created"),
        ("send", "b", None), ("answer", "b", "lost"), ("resolved", "b", "confirmed"),
        ("send", "c", None), ("answer", "c", "refused"),
    ]
    assert [(name, line["type"], line["name"]) for name, line in seen] == [
        ("a", "send", "a"), ("b", "send", "b"), ("c", "send", "c"),
    ]
    digests = [line["requestDigest"] for line in lines if line["type"] == "send"]
    assert digests == ["sha256:" + hashlib.sha256(body).hexdigest() for body in service.bodies]
    assert lines[2]["arn"] == service.versions["a"] and lines[5]["arn"] == service.versions["b"]
    assert lines[7]["code"] == "AccessDeniedException"
    assert lines[7]["requestId"] == "11111111-2222-4333-8444-555555555555"
    assert "\u001b" not in lines[7]["message"]
    assert len({line["run"] for line in lines}) == 1
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert "thesecret" not in log.read_text() and "thetoken" not in log.read_text()


def test_runs_append(serve, start, tmp_path):
    log = tmp_path / "audit.jsonl"
    # What a full disk left of a first line.
    cut_off = '{"formatVersion":"1.0","rek'
    log.write_text(cut_off)
    log.chmod(0o640)
    first = start(serve(), "apply", "--auto-approve", "--audit-log", log, names=["a"])
    assert first.wait(timeout=60) == 0
    second = start(serve(), "apply", "--auto-approve", "--audit-log", log, names=["a"])
    assert second.wait(timeout=60) == 0
    cut, *lines = log.read_text().splitlines()
    assert cut == cut_off
    lines = [json.loads(line) for line in lines]
    assert [line["type"] for line in lines] == ["run", "send", "answer"] * 2
    assert len({line["run"] for line in lines}) == 2
    assert stat.S_IMODE(log.stat().st_mode) == 0o640


def test_a_run_that_creates_nothing_writes_nothing(serve, start, tmp_path):
    service = serve()
    service.create("a")
    log = tmp_path / "audit.jsonl"
    assert start(service, "apply", "--auto-approve", "--audit-log", log, names=["a"]).wait(timeout=60) == 0
    assert log.read_text() == ""


def test_a_file_that_cannot_be_opened(serve, start, tmp_path):
    for path in (tmp_path, tmp_path / "missing" / "audit.jsonl", "/dev/null"):
        service = serve()
        process = start(service, "apply", "--auto-approve", "--audit-log", path)
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 1
        assert "nothing was created" in errors and "--audit-log" in errors
        assert not service.bodies


def limit_file_size(size):
    def limit():
        # A write past the limit fails with an error, as on a full disk, instead of ending the process.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return {"preexec_fn": limit, "restore_signals": False}


def test_a_full_disk_before_the_first_create(serve, start, tmp_path):
    service = serve()
    log = tmp_path / "audit.jsonl"
    process = start(service, "apply", "--auto-approve", "--audit-log", log, **limit_file_size(20))
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "cannot be written" in errors and "nothing was created" in errors
    assert not service.bodies


def test_a_full_disk_in_the_middle(serve, start, tmp_path):
    # From no room for the first create's line to room for all: whatever is cut off, the report stays true.
    for size in range(200, 2000, 200):
        service = serve()
        log = tmp_path / f"{size}.jsonl"
        process = start(
            service, "apply", "--auto-approve", "--format", "json", "--audit-log", log, **limit_file_size(size)
        )
        output, errors = process.communicate(timeout=60)
        results = {result["name"]: result["result"] for result in json.loads(output)["results"]}
        created = [name for name, result in results.items() if result == "created"]
        assert list(service.versions) == created
        assert set(results.values()) <= {"created", "failed"}
        lines = log.read_text().splitlines()
        sent = [json.loads(line)["name"] for line in lines if line.startswith("{") and line.endswith("}")
                and json.loads(line)["type"] == "send"]
        assert set(created) <= set(sent)
        assert process.returncode == (0 if len(created) == 3 and "warning" not in errors else 1 if len(created) < 3 else 0)


def test_a_crash_in_the_middle(serve, start, tmp_path):
    """kill -9 while a create is under way: the file says that it was sent."""
    service = serve()
    log = tmp_path / "audit.jsonl"
    process = start(service, "apply", "--auto-approve", "--audit-log", log)
    service.on_create = lambda name: name == "b" and process.kill()
    process.communicate(timeout=60)
    assert process.returncode == -9
    lines = read(log)
    assert [(line["type"], line.get("name")) for line in lines] == [
        ("run", None), ("send", "a"), ("answer", "a"), ("send", "b"),
    ]
    again = start(service, "apply", "--auto-approve", "--audit-log", log)
    _, errors = again.communicate(timeout=60)
    assert again.returncode == 0, errors
    assert len(service.bodies) == 3
    assert os.path.getsize(log) > 0 and read(log)[-1]["outcome"] == "created"
