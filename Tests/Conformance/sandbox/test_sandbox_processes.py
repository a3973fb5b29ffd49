"""Several processes on one state file."""

import concurrent.futures
import json
import os
import random
import re
import threading
import time

import botocore.exceptions

from sandbox_support import make_client, rekon, train, version_names
from support.rekon import finish
from support.sandbox import SandboxServer

MANY = ("--concurrent-trainings", "1000")


def in_threads(count, work):
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, range(count)))


def test_two_servers_lose_nothing(serve, tmp_path):
    clients = [make_client(server.url, max_pool_connections=20) for server in (serve(*MANY), serve())]
    projects = in_threads(8, lambda n: clients[n % 2].create_project(ProjectName=f"p{n}")["ProjectArn"])
    for client in clients:
        pages = client.get_paginator("describe_projects").paginate(PaginationConfig={"PageSize": 3})
        found = [project["ProjectArn"] for project in pages.search("ProjectDescriptions[]")]
        assert sorted(found) == sorted(projects)
    arns = in_threads(40, lambda n: train(clients[n % 2], projects[0], f"v{n}"))
    assert len(set(arns)) == 40
    for client in clients:
        assert sorted(version_names(client, projects[0])) == sorted(f"v{n}" for n in range(40))
    # Nothing is left beside the file but its lock.
    assert sorted(os.listdir(tmp_path)) == ["state.json", "state.json.lock"]


def test_quota_and_names_hold(serve):
    servers = serve("--training-duration", "600"), serve()
    clients = [make_client(server.url, max_pool_connections=20) for server in servers]
    project = clients[0].create_project(ProjectName="signs")["ProjectArn"]

    def create(number):
        try:
            return train(clients[number % 2], project, f"v{number // 4}")
        except botocore.exceptions.ClientError as error:
            return error.response["Error"]["Code"]

    results = in_threads(24, create)
    created = [result for result in results if result.startswith("arn:")]
    assert len(created) == 2
    assert set(results) - set(created) <= {"ResourceInUseException", "LimitExceededException"}
    assert len({arn.split("/")[3] for arn in created}) == 2
    assert len(version_names(clients[1], project)) == 2

    def make(number):
        try:
            return clients[number % 2].create_project(ProjectName="lights")["ProjectArn"]
        except clients[number % 2].exceptions.ResourceInUseException:
            return None

    assert sum(arn is not None for arn in in_threads(10, make)) == 1


def test_a_server_and_rekon_in_process(serve, tmp_path):
    client = make_client(serve(*MANY).url, max_pool_connections=20)
    project = client.create_project(ProjectName="signs")["ProjectArn"]
    names = [f"yaml-{number}" for number in range(8)]
    (tmp_path / "a.yaml").write_text(
        f"apiVersion: rekon/v1\nproject: {project}\n"
        "defaults: { output: s3://bucket/, datasets: { training: [s3://bucket/a?versionId=1], testing: auto } }\n"
        "versions:\n" + "".join(f"  - name: {name}\n" for name in names)
    )
    apply = rekon(
        "apply", "--auto-approve", "--max-trainings", "50", "--format", "json",
        "--sandbox", tmp_path / "state.json", tmp_path / "a.yaml",
    )
    in_threads(20, lambda n: train(client, project, f"boto-{n}"))
    result = finish(apply)
    assert result.returncode == 0, result.stderr
    assert {item["result"] for item in json.loads(result.stdout)["results"]} == {"created"}
    assert sorted(version_names(client, project)) == sorted(names + [f"boto-{n}" for n in range(20)])


def test_killed_while_it_writes(tmp_path):
    """What was answered is there afterwards; the file is always one that can be read."""
    state = tmp_path / "state.json"
    state.write_text(json.dumps({
        "formatVersion": 1, "settings": {"trainingDurationSeconds": 0, "versionsPerProject": 100000}, "projects": []
    }))
    random.seed(7)
    answered, project = set(), None
    for round in range(4):
        server = SandboxServer("--state", state)
        client = make_client(server.url, max_pool_connections=20)
        if project is None:
            project = client.create_project(ProjectName="signs")["ProjectArn"]
        stop = threading.Event()

        def create(thread):
            number = 0
            while not stop.is_set():
                name = f"v{round}-{thread}-{number}"
                try:
                    train(client, project, name)
                except (botocore.exceptions.HTTPClientError, botocore.exceptions.ConnectionError):
                    return
                answered.add(name)
                number += 1

        threads = [threading.Thread(target=create, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(0.2 + random.random() / 5)
        server.kill()
        stop.set()
        for thread in threads:
            thread.join()
        json.loads(state.read_text())
    server = SandboxServer("--state", state)
    try:
        found = set(version_names(make_client(server.url), project))
    finally:
        server.stop()
    assert answered and answered <= found
    # Writing goes on as before. Each killed one may have left the file that it wrote (specs/files.md).
    assert finish(rekon("sandbox", "seed", "--sandbox", state, "examples/models/minimal")).returncode == 0
    left = [name for name in os.listdir(tmp_path) if re.fullmatch(r"state\.json\.[0-9]+\.[0-9]+\.tmp", name)]
    assert len(left) <= 4 and sorted(set(os.listdir(tmp_path)) - set(left)) == ["state.json", "state.json.lock"]
