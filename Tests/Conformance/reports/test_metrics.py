"""What `rekon drift` writes as metrics, read by Prometheus's own parser."""

import stat

import pytest
from prometheus_client.parser import text_string_to_metric_families

from support.rekon import GOLDENS, PROJECT, ROOT, run, sandbox_environment


def families(text):
    found = list(text_string_to_metric_families(text))
    names = [family.name for family in found]
    assert len(names) == len(set(names))
    for family in found:
        assert family.type == "gauge" and family.documentation
        labels = [tuple(sorted(sample.labels.items())) for sample in family.samples]
        assert labels and len(labels) == len(set(labels))
        # The textfile collector refuses samples that have times.
        assert all(sample.timestamp is None for sample in family.samples)
    return {family.name: family for family in found}


def values(family, *labels):
    return {tuple(sample.labels[label] for label in labels): sample.value for sample in family.samples}


def test_golden():
    found = families((GOLDENS / "drift-prometheus.golden").read_text())
    assert values(found["rekon_drift_complete"]) == {(): 0}
    assert values(found["rekon_drift_last_run_timestamp_seconds"]) == {(): 1795000000.25}
    kinds = values(found["rekon_drift_versions"], "project", "kind")
    assert kinds[PROJECT, "missing"] == 2 and kinds[PROJECT, "manifest-overwritten"] == 1
    readable = values(found["rekon_drift_project_readable"], "project")
    # What was not read has no number of versions that drift.
    assert {project for project, _ in kinds} == {project for (project,), flag in readable.items() if flag}
    standing = values(found["rekon_drift_standing_versions"], "project", "standing")
    assert sum(standing.values()) == sum(
        number
        for (project,), number in values(found["rekon_drift_described_versions"], "project").items()
        if readable[project,]
    )


def test_labels_are_exact():
    found = families((GOLDENS / "metrics-hostile-labels.golden").read_bytes().decode())
    (sample,) = found["m"].samples
    assert sample.labels == {
        "a": 'x"} 2\nm 3',
        "b": "a\x1b[31m\n::error::x\r\x07\u202e\u200b<script>|`*_~[x](y)\\\"'&%0A,;={}#\x9b\x85é😀]]>",
    }
    assert sample.value == 1


@pytest.fixture
def rekon(tmp_path):
    return lambda *arguments: run(arguments, sandbox_environment(tmp_path), cwd=ROOT)


def test_a_whole_run(rekon, tmp_path):
    assert rekon("sandbox", "seed", "--training-duration", "0", "examples/models").returncode == 0
    file = tmp_path / "rekon.prom"
    drift = rekon("drift", "--format", "prometheus", "--metrics", str(file), "examples/models")
    assert drift.returncode == 2, drift.stderr
    found = families(drift.stdout)
    assert values(found["rekon_drift_in_sync"]) == {(): 0}
    assert families(file.read_text()).keys() == found.keys()
    # The collector is another user, and must not see an incomplete file.
    assert stat.S_IMODE(file.stat().st_mode) & 0o044 == 0o044
    assert [path.name for path in tmp_path.iterdir() if "prom" in path.name] == ["rekon.prom"]
