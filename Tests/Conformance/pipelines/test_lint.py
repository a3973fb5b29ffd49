"""What of examples/ and of the repository's own workflows can be checked without a forge, a cluster and an engine."""

import json
import pathlib
import re
import subprocess
import sys

import dockerfile_parse
import kubernetes_validate
import pytest
import yaml
from support.rekon import ROOT


EXAMPLES = ROOT / "examples"
OWN = sorted((ROOT / ".github/workflows").glob("*"))
SETUPS = sorted(path for path in EXAMPLES.rglob("*.y*ml") if "models" not in path.parts) + OWN
WORKFLOWS = sorted((EXAMPLES / "github-actions/workflows").glob("*.yml"))
ACTIONS = {path.parent.name: path for path in sorted(ROOT.glob("examples/**/action.yml"))}
ACTION = ACTIONS["action"]
GITLAB = EXAMPLES / "gitlab/.gitlab-ci.yml"
BUILDSPEC = EXAMPLES / "codebuild/buildspec.yml"
MANIFESTS = [EXAMPLES / "kubernetes/drift-cronjob.yaml", EXAMPLES / "argocd/presync-hook.yaml"]
DOCKERFILE = EXAMPLES / "container/Dockerfile"


def name(path):
    return str(path.relative_to(EXAMPLES if path.is_relative_to(EXAMPLES) else ROOT))


def tool(name):
    """A program of a package of requirements.txt."""
    return pathlib.Path(sys.executable).with_name(name)


def load(path):
    return yaml.safe_load(path.read_text())


def steps():
    """Every step of the workflows and the actions, with where it stands."""
    for path in WORKFLOWS + OWN:
        for job, content in load(path)["jobs"].items():
            for number, step in enumerate(content["steps"]):
                yield f"{path.name}/{job}/{number}", step
    for name, path in ACTIONS.items():
        for number, step in enumerate(load(path)["runs"]["steps"]):
            yield f"{name}/{number}", step


def shell():
    """Every fragment of shell: a place, the shell, the text."""
    for place, step in steps():
        if "run" in step:
            yield place, "bash", step["run"]
    for job, content in load(GITLAB).items():
        for part in ("before_script", "script"):
            if isinstance(content, dict) and part in content:
                yield f".gitlab-ci.yml/{job}/{part}", "bash", "\n".join(content[part])
    for phase, content in load(BUILDSPEC)["phases"].items():
        yield f"buildspec.yml/{phase}", "bash", "\n".join(content["commands"])
    for number, step in enumerate(docker_steps()):
        if step["instruction"] == "RUN":
            yield f"Dockerfile/{number}", "sh", step["value"]


def docker_steps(path=DOCKERFILE):
    parser = dockerfile_parse.DockerfileParser(fileobj=open(path, "rb"))
    return [step for step in parser.structure if step["instruction"] != "COMMENT"]


@pytest.mark.parametrize("path", SETUPS, ids=name)
def test_yaml_parses_without_duplicate_keys(path):
    class Loader(yaml.SafeLoader):
        def construct_mapping(self, node, deep=False):
            keys = [key.value for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
            assert len(keys) == len(set(keys)), f"a key twice: {keys}"
            return super().construct_mapping(node, deep)

    assert list(yaml.load_all(path.read_text(), Loader))


@pytest.mark.parametrize(
    ("schema", "path"),
    [("github-workflows", path) for path in WORKFLOWS + OWN] + [("github-actions", path) for path in ACTIONS.values()]
    + [("gitlab-ci", GITLAB)],
    ids=lambda value: value if isinstance(value, str) else name(value),
)
def test_schema(schema, path):
    result = subprocess.run(
        [tool("check-jsonschema"), "--builtin-schema", f"vendor.{schema}",
         # GitLab's schema has patterns that Python's regular expressions do not know.
         "--regex-variant", "default", path],
        capture_output=True, text=True,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_schemas_refuse_what_is_wrong(tmp_path):
    broken = tmp_path / "w.yml"
    broken.write_text(WORKFLOWS[0].read_text().replace("runs-on:", "run-on:"))
    with pytest.raises(AssertionError):
        test_schema("github-workflows", broken)


def actionlint(path):
    return subprocess.run([tool("actionlint"), "-shellcheck", tool("shellcheck"), path], capture_output=True, text=True)


@pytest.mark.parametrize("path", WORKFLOWS + OWN, ids=name)
def test_actionlint(path):
    result = actionlint(path)
    assert (result.returncode, result.stdout) == (0, ""), result.stderr


@pytest.mark.parametrize(("right", "wrong"), [
    ("steps.plan.outputs.digest", "steps.plan.digest"), ("needs: plan\n", "needs: plann\n"), ("id-token: write", "id-token: maybe"),
    ("runs-on: ubuntu-24.04", "runs-on: ubuntu-24.4"), ("github.event_name }}", "github.event_nam }}"),
])
def test_actionlint_finds_mistakes(right, wrong, tmp_path):
    text = (EXAMPLES / "github-actions/workflows/rekon-apply.yml").read_text()
    broken = tmp_path / "w.yml"
    broken.write_text(text.replace(right, wrong))
    assert right in text and actionlint(broken).returncode == 1


def zizmor(*paths):
    """An audit for injections, actions that are not pinned, rights and credentials that are not needed."""
    return subprocess.run(
        [tool("zizmor"), "--offline", "--no-progress", "--no-config", "--strict-collection", "--persona=auditor",
         "--min-severity=medium", *paths],
        capture_output=True, text=True,
    )


@pytest.mark.parametrize("path", [*WORKFLOWS, *OWN, *ACTIONS.values()], ids=name)
def test_zizmor(path):
    result = zizmor(path)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(("right", "wrong", "audit"), [
    ("@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1", "@v7", "unpinned-uses"),
    ('"$TAG"', '"${{ github.ref_name }}"', "template-injection"),
    ("persist-credentials: false", "persist-credentials: true", "artipacked"),
    ("permissions: {}\n", "permissions: write-all\n", "excessive-permissions"),
    ("@sha256:da5a812247285bddb8cf3a242f882a3affa156f34deb16df1b3267efe7129aff", "", "unpinned-images"),
])
def test_zizmor_finds_mistakes(right, wrong, audit, tmp_path):
    text = (ROOT / ".github/workflows/release.yml").read_text()
    broken = tmp_path / "w.yml"
    broken.write_text(text.replace(right, wrong))
    result = zizmor(broken)
    assert right in text and result.returncode != 0 and audit in result.stdout, result.stdout


@pytest.mark.parametrize("path", sorted([*(EXAMPLES / "scripts").glob("*.sh"), ROOT / ".ci/run"]), ids=name)
def test_shell_file(path):
    result = subprocess.run([tool("shellcheck"), path], capture_output=True, text=True)
    assert result.returncode == 0 and path.stat().st_mode & 0o111, result.stdout


@pytest.mark.parametrize(("place", "interpreter", "text"), [pytest.param(*entry, id=entry[0]) for entry in shell()])
def test_shell(place, interpreter, text, tmp_path):
    assert subprocess.run([interpreter, "-n"], input=text, text=True, capture_output=True).stderr == ""
    file = tmp_path / "fragment.sh"
    # As the runners start it.
    file.write_text(f"#!/bin/{interpreter}\nset -e\n{text}\n")
    # SC1091: a file that another step makes. SC2154, SC2034: variables of the runner. SC2153: their names are alike.
    result = subprocess.run(
        [tool("shellcheck"), "--exclude", "SC1091,SC2154,SC2034,SC2153,SC2028", file],
        capture_output=True, text=True,
    )
    assert result.returncode == 0, result.stdout


# GitHub Actions


@pytest.mark.parametrize(("place", "step"), [pytest.param(*entry, id=entry[0]) for entry in steps()])
def test_a_step_has_no_input_in_its_script(place, step):
    assert "${{" not in step.get("run", "")
    if "uses" in step:
        assert re.fullmatch(r"[^@]+@[0-9a-f]{40}", step["uses"]), "pinned to a commit"


def test_an_action_has_one_commit_everywhere():
    """A pin that was updated in one file alone is an old one in the others."""
    pins, texts = {}, [path.read_text() for path in [*WORKFLOWS, *OWN, *ACTIONS.values()]]
    for action, commit, version in re.findall(r"uses: ([^@\s]+)@(\w+) # (.+)", "\n".join(texts)):
        pins.setdefault(action, set()).add((commit, version))
    assert pins and all(len(found) == 1 for found in pins.values()), pins
    assert sum(text.count("uses: ") for text in texts) == sum(len(re.findall(r"uses: \S+ # ", text)) for text in texts)


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_workflow(path):
    workflow = load(path)
    assert workflow["permissions"] == {}, "each job asks for what it needs"
    # YAML 1.1 reads the key `on` as true.
    assert "pull_request_target" not in workflow[True]
    for name, job in workflow["jobs"].items():
        assert job["permissions"].items() <= {
            "actions": "read", "contents": "read", "id-token": "write", "pull-requests": "write", "issues": "write",
        }.items()
        # GitHub's own limit is six hours.
        assert job["timeout-minutes"] < 360
        # The role is assumed within the action, for rekon alone.
        roles = ["role" in step.get("with", {}) for step in job["steps"]]
        assert any(roles) == ("id-token" in job["permissions"])
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout"):
                assert step["with"]["persist-credentials"] is False
            if ours(step) == "action":
                # Named once in a file, where the owners of the code see a change of it.
                release = {"version": "${{ env.REKON_VERSION }}", "sha256": "${{ env.REKON_SHA256 }}"}
                assert release.items() <= step["with"].items()
    assert list(workflow["env"]) == ["REKON_VERSION", "REKON_SHA256"]
    assert "concurrency" in workflow or all("concurrency" in job for name, job in workflow["jobs"].items() if name != "plan")


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_a_schedule_replaces_no_pending_approval(path):
    """A newer run cancels what is pending in its group. So a job with an approval has a group for each event, no run of the
    whole workflow has one, and a schedule asks for nothing while a run waits.
    """
    workflow = load(path)
    for job in workflow["jobs"].values():
        if "environment" in job and "schedule" in workflow[True]:
            assert "concurrency" not in workflow
            assert job["concurrency"]["cancel-in-progress"] is False
            assert job["concurrency"]["group"].endswith("-${{ github.event_name }}")
            (condition,) = re.findall(r"&& needs\.(\w+)\.outputs\.waiting != 'true'$", job["if"])
            before = workflow["jobs"][condition]
            assert before["outputs"]["waiting"] == "${{ steps.approvals.outputs.waiting }}"
            (step,) = [step for step in before["steps"] if step.get("id") == "approvals"]
            assert step["if"] == "github.event_name == 'schedule'" and ours(step) == "approvals"


def test_some_workflow_has_an_approval_and_a_schedule():
    jobs = [job for path in WORKFLOWS if "schedule" in load(path)[True] for job in load(path)["jobs"].values()]
    assert any("environment" in job for job in jobs)


# The rights of the jobs of this repository.
RIGHTS = {
    ("test.yml", "test"): {"contents": "read"},
    ("release.yml", "build"): {"contents": "read"},
    ("release.yml", "check"): {"contents": "read"},
    ("release.yml", "draft"): {"attestations": "write", "contents": "write", "id-token": "write"},
}


def test_the_jobs_of_this_repository_have_no_other_rights():
    found = {(path.name, name): job["permissions"] for path in OWN for name, job in load(path)["jobs"].items()}
    assert found == RIGHTS
    for path in OWN:
        workflow, text = load(path), path.read_text()
        assert workflow["permissions"] == {} and "secrets." not in text
        assert not {"pull_request_target", "workflow_run", "issue_comment"} & set(workflow[True])
        for job in workflow["jobs"].values():
            assert job["timeout-minutes"] <= 90
            for step in job["steps"]:
                assert not step.get("uses", "").startswith("actions/checkout") or step["with"] == {"persist-credentials": False}


def test_a_job_that_may_write_runs_nothing_that_was_built():
    (draft,) = [job for (path, name), rights in RIGHTS.items() if "write" in rights.values()
                for job in [load(ROOT / ".github/workflows" / path)["jobs"][name]]]
    uses = [step["uses"].split("@")[0] for step in draft["steps"] if "uses" in step]
    assert uses == ["actions/download-artifact", "actions/attest-build-provenance"]
    (script,) = [step["run"] for step in draft["steps"] if "run" in step]
    assert "gh release create" in script and "--draft" in script and "--verify-tag" in script
    assert not re.search(r"(scripts/|\./|chmod|bash|python)", script)


def test_the_workflows_build_in_the_image_of_the_container():
    (image,) = [step["value"].split("=", 1)[1] for step in docker_steps() if step["value"].startswith("SWIFT_IMAGE=")]
    jobs = [job for path in OWN for job in load(path)["jobs"].values() if "container" in job]
    assert {job["container"] for job in jobs} == {image} and len(jobs) == 2


def ours(step):
    """Which of the two actions a step uses; None if it is another one."""
    found = re.match(r"acme/rekon/examples/github-actions/(\w+)@", step.get("uses", ""))
    return found and found[1]


def test_the_workflows_use_the_actions_inputs_and_outputs():
    actions = {name: load(path) for name, path in ACTIONS.items()}
    for path in WORKFLOWS:
        text = path.read_text()
        for job in load(path)["jobs"].values():
            known = {step.get("id"): actions[ours(step)] for step in job["steps"] if ours(step)}
            for step in job["steps"]:
                if ours(step):
                    inputs = actions[ours(step)].get("inputs", {})
                    assert set(step.get("with", {})) <= set(inputs)
                    assert all(key in step["with"] for key, entry in inputs.items() if entry.get("required"))
            for step, output in re.findall(r"steps\.(\w+)\.outputs\.([\w-]+)", json.dumps(job)):
                assert output in known[step]["outputs"]
        for job, output in re.findall(r"needs\.(\w+)\.outputs\.([\w-]+)", text):
            assert output in load(path)["jobs"][job]["outputs"]


def test_the_actions_readme_names_its_inputs_and_outputs():
    readme = (EXAMPLES / "github-actions/README.md").read_text()
    inputs = readme.split("| input | value |")[1].split("\n\n")[0]
    assert set(re.findall(r"`([a-z0-9-]+)`", inputs)) >= set(load(ACTION)["inputs"])
    table = readme.split("| output | value |")[1].split("\n\n")[0]
    assert set(re.findall(r"`([a-z0-9-]+)`", table)) >= set(load(ACTION)["outputs"])


# Kubernetes, Argo CD


def resources():
    for path in MANIFESTS:
        for resource in yaml.safe_load_all(path.read_text()):
            yield pytest.param(resource, id=f"{path.name}/{resource['kind']}")


@pytest.mark.parametrize("resource", resources())
@pytest.mark.parametrize("version", ["1.31", kubernetes_validate.latest_version()])
def test_manifest(resource, version):
    kubernetes_validate.validate(resource, version, strict=True)


def pods():
    for path in MANIFESTS:
        for resource in yaml.safe_load_all(path.read_text()):
            spec = resource.get("spec", {})
            spec = spec.get("jobTemplate", {}).get("spec", spec)
            if "template" in spec:
                yield pytest.param(spec, spec["template"]["spec"], id=f"{path.name}/{resource['kind']}")


def rekon_pods():
    return [parameter for parameter in pods() if "podFailurePolicy" in parameter.values[0]]


@pytest.mark.parametrize(("job", "pod"), pods())
def test_pod_fits_the_restricted_standard(job, pod):
    assert pod["securityContext"]["runAsNonRoot"] and pod["securityContext"]["runAsUser"] > 0
    assert pod["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault"
    for container in pod["containers"]:
        context = container["securityContext"]
        assert context["readOnlyRootFilesystem"] and not context["allowPrivilegeEscalation"]
        assert context["capabilities"] == {"drop": ["ALL"]}
        assert "memory" in container["resources"]["limits"]
        volumes = {volume["name"] for volume in pod["volumes"]}
        assert {mount["name"] for mount in container["volumeMounts"]} <= volumes


@pytest.mark.parametrize(("job", "pod"), rekon_pods())
def test_what_helps_no_second_time_is_not_tried_again(job, pod):
    names = {container["name"] for container in pod["containers"]}
    for rule in job["podFailurePolicy"]["rules"]:
        assert rule["onExitCodes"]["containerName"] in names
    assert pod["restartPolicy"] == "Never", "which a podFailurePolicy needs"


def test_hook():
    for resource in yaml.safe_load_all(MANIFESTS[1].read_text()):
        notes = resource["metadata"]["annotations"]
        assert notes["argocd.argoproj.io/hook"] == "PreSync"
        assert notes["argocd.argoproj.io/hook-delete-policy"] == "BeforeHookCreation"


@pytest.mark.parametrize("path", MANIFESTS, ids=name)
def test_the_models_of_a_manifest_are_valid(path, tmp_path, rekon):
    for resource in yaml.safe_load_all(path.read_text()):
        for file, text in resource.get("data", {}).items():
            (tmp_path / file).write_text(text)
    result = rekon("validate", str(tmp_path))
    assert result.returncode == 0 and "1 version" in result.stdout


@pytest.mark.parametrize(("job", "pod"), rekon_pods())
def test_a_pod_does_its_work(job, pod, tmp_path, rekon):
    """With the sandbox in the place of AWS: what is missing is drift, and it is trained."""
    for folder in ("models", "metrics"):
        (tmp_path / folder).mkdir()
    (tmp_path / "models/a.yaml").write_text((EXAMPLES / "models/minimal/traffic-signs.yaml").read_text())
    (container,) = pod["containers"]
    mounts = {mount["mountPath"] for mount in container["volumeMounts"]}
    for word in container["args"]:
        assert not word.startswith("/") or any(f"{word}/".startswith(f"{mount}/") for mount in mounts)
    arguments = [f"{tmp_path}{word}" if word.startswith("/") else word for word in container["args"]]
    # Nothing is reached: it fails there, and not at its command line.
    assert rekon(*arguments, "--endpoint-url", "http://127.0.0.1:1").returncode == 1
    sandbox = {"REKON_SANDBOX": str(tmp_path / "state.json")}
    assert rekon("sandbox", "seed", "--training-duration", "1", "models", **sandbox).returncode == 0
    result = rekon(*arguments, **sandbox)
    assert result.returncode == (2 if arguments[0] == "drift" else 0), result.stdout + result.stderr
    if arguments[0] == "drift":
        assert 'kind="missing"} 1\n' in (tmp_path / "metrics/rekon.prom").read_text()


# The container


def test_dockerfile():
    steps = docker_steps()
    known = {"ARG", "FROM", "RUN", "WORKDIR", "COPY", "ENV", "USER", "HEALTHCHECK", "ENTRYPOINT", "CMD"}
    assert {step["instruction"] for step in steps} <= known
    stages, current = {}, None
    for step in steps:
        if step["instruction"] == "FROM":
            current = re.fullmatch(r"\S+ AS (\w+)", step["value"])[1]
            stages[current] = []
        elif current:
            stages[current].append(step)
    assert list(stages) == ["build", "pipeline", "runtime"]
    for stage in ("pipeline", "runtime"):
        user = [step["value"] for step in stages[stage] if step["instruction"] == "USER"][-1]
        assert int(user.split(":")[0]) > 0
        for step in stages[stage]:
            assert step["instruction"] != "COPY" or step["value"].startswith("--from=build ")
    # Tests/Conformance/packaging runs rekon in this root file system.
    assert [step["value"] for step in stages["runtime"] if step["instruction"] == "COPY"] == ["--from=build /rootfs/ /"]
    entry = [json.loads(step["value"]) for step in stages["runtime"] if step["instruction"] == "ENTRYPOINT"]
    assert entry == [["/usr/local/bin/rekon"]]
    for step in stages["build"]:
        if step["instruction"] == "COPY":
            for source in step["value"].split()[:-1]:
                assert (ROOT / source).exists()


def test_what_the_dockerfile_copies_is_sent():
    ignored = (DOCKERFILE.parent / "Dockerfile.dockerignore").read_text().split("\n")
    sent = {line[1:] for line in ignored if line.startswith("!")}
    copied = {
        source for step in docker_steps() if step["instruction"] == "COPY" and "--from" not in step["value"]
        for source in step["value"].split()[:-1]
    }
    assert "*" in ignored and sent == copied


def images():
    """Every image that an example starts from or runs."""
    for step in docker_steps():
        if step["instruction"] == "ARG" and "IMAGE=" in step["value"]:
            yield "Dockerfile", step["value"].split("=", 1)[1]
    for path in MANIFESTS:
        for image in re.findall(r"image: *(.+)", path.read_text()):
            yield path.name, image


@pytest.mark.parametrize(("place", "image"), images())
def test_an_image_is_pinned_to_its_digest(place, image):
    assert re.fullmatch(r"[^@\s]+@sha256:[0-9a-f]{64}", image)


def test_every_stage_starts_from_a_pinned_image_or_another_stage():
    steps = docker_steps()
    arguments = {"${%s}" % step["value"].split("=")[0] for step in steps if step["instruction"] == "ARG"}
    stages = {"scratch"}
    for step in steps:
        if step["instruction"] == "FROM":
            image, stage = step["value"].split(" AS ")
            assert image in arguments | stages
            stages.add(stage)


# Texts


@pytest.mark.parametrize("path", sorted(EXAMPLES.rglob("*.md")), ids=name)
def test_links_lead_somewhere(path):
    for link in re.findall(r"\]\(([^)#]+)\)", path.read_text()):
        assert link.startswith("https://") or (path.parent / link).exists(), link


def test_the_index_names_every_folder():
    readme = (EXAMPLES / "README.md").read_text()
    for folder in EXAMPLES.iterdir():
        assert not folder.is_dir() or f"({folder.name}" in readme, folder.name


@pytest.mark.parametrize("path", sorted((EXAMPLES / "scripts").glob("*.py")), ids=name)
def test_a_script_needs_no_more_than_python(path):
    import ast

    own = {file.stem for file in path.parent.glob("*.py")}
    for node in ast.walk(ast.parse(path.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module] if isinstance(node, ast.ImportFrom) else []
        assert all(name.split(".")[0] in sys.stdlib_module_names | own for name in names)
