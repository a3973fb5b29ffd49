"""Runs workflows and composite actions as GitHub does, as far as the examples need it."""

import os
import re
import shutil
import subprocess

import yaml

from support.rekon import REKON, ROOT

EXAMPLES = ROOT / "examples"
# What a push has put on the default branch.
COMMIT = "0123456789abcdef" * 2 + "01234567"
WORKFLOWS = EXAMPLES / "github-actions/workflows"
# What `configure-aws-credentials` hands out here.
KEYS = {
    "aws-access-key-id": "AKIAOFTHEROLE", "aws-secret-access-key": "secret-of-the-role",
    "aws-session-token": "token-of-the-role",
}


class Text(str):
    """A value of an expression: a text that compares with numbers as a number."""

    def __gt__(self, number):
        return float(self or 0) > number


def evaluate(expression, values):
    """The value of an expression. An output that no step has set is empty; every other name must be known."""

    def lookup(name):
        known = values[name] if not name.startswith(("steps.", "env.")) else values.get(name, "")
        return Text(known)

    functions = {"cancelled": lambda: False, "always": lambda: True, "lookup": lookup}
    python = re.sub(
        r"'[^']*'|&&|\|\||!=|!|[A-Za-z_][\w.-]*\w(?=\()|[A-Za-z_][\w.-]*",
        lambda match: {"&&": " and ", "||": " or ", "!": " not ", "!=": "!="}.get(match[0]) or (
            match[0] if match[0].startswith("'") or match[0] in functions else f"lookup({match[0]!r})"
        ),
        expression.strip(),
    )
    return eval(python, functions)


def expand(text, values):
    return re.sub(r"\$\{\{(.*?)\}\}", lambda match: str(evaluate(match[1], values)), str(text))


def holds(condition, values, failed):
    """Whether a step or a job runs. Without a function of the status, nothing before it may have failed."""
    condition = re.sub(r"^\$\{\{(.*)\}\}$", r"\1", condition.strip(), flags=re.DOTALL)
    if failed and not re.search(r"\b(always|cancelled)\(\)", condition):
        return False
    return not condition or bool(evaluate(condition, values))


def read_outputs(path):
    return dict(line.split("=", 1) for line in path.read_text().splitlines()) if path.exists() else {}


def make_sources(folder):
    """A copy of this repository as the runner has it for `uses: acme/rekon/...`, whose build takes no time."""
    for name in ("github-actions", "scripts"):
        shutil.copytree(EXAMPLES / name, folder / "examples" / name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "scripts").mkdir()
    (folder / "scripts/setup").write_text("echo set up\n")
    # Artifacts lose the right to be run.
    (folder / "scripts/release").write_text(
        f'mkdir -p "$1"\nprintf "#!/bin/sh\\nexec \\"{REKON}\\" \\"\\$@\\"\\n" > "$1/rekon"\n'
    )
    (folder / "scripts/release").chmod(0o755)
    return folder


class Runner:
    def __init__(self, folder, environment, forge, releases):
        self.folder, self.forge, self.releases = folder, forge, releases
        # The installer takes https alone: the test's own authority stands for the public ones.
        self.environment = {**environment, "CURL_CA_BUNDLE": str(releases.certificate)}
        self.sources = make_sources(folder / "sources")
        self.artifacts = folder / "artifacts"
        # What the forge has: the event's commit and, if it is another one, what the default branch has by now.
        self.tree, self.main = folder / "tree", None
        self.state = folder / "state.json"
        # The failed steps; the environment of each step of shell; the roles that were assumed.
        self.log, self.failures, self.seen, self.roles = "", [], [], []

    # An action by itself, in the folder of the test.

    def __call__(self, number="5", run_number="12", **inputs):
        self.log, self.failures = "", []
        given = {key.replace("_", "-"): value for key, value in inputs.items()}
        temporary = self.folder / "temporary"
        temporary.mkdir(exist_ok=True)
        failed, outputs = self.composite(
            "action", given, self.contexts(number, run_number, temporary), self.tree, temporary
        )
        return not failed, outputs

    # A workflow.

    def workflow(self, name, number="5", run_number="12", before=None, **values):
        """Runs the jobs of a workflow; their results, outputs and folders. `before` gets each job's name first."""
        self.log, self.failures = "", []
        content = yaml.safe_load((WORKFLOWS / name).read_text())
        assert content["env"]["REKON_SHA256"] == "0" * 64, "which the operator replaces"
        variables = {**content["env"], "REKON_SHA256": self.releases.sha256()}
        results = {}
        for job, entry in content["jobs"].items():
            if before:
                before(job)
            place = self.folder / "jobs" / f"{len(list((self.folder / 'jobs').glob('*')))}-{job}"
            workspace, temporary = place / "work", place / "temporary"
            workspace.mkdir(parents=True), temporary.mkdir()
            context = {**self.contexts(number, run_number, temporary), **values}
            context |= {f"env.{key}": value for key, value in variables.items()}
            needs = entry.get("needs", [])
            needs = [needs] if isinstance(needs, str) else needs
            for other in needs:
                context[f"needs.{other}.result"] = results[other]["result"]
                for output in content["jobs"][other].get("outputs", {}):
                    context[f"needs.{other}.outputs.{output}"] = results[other]["outputs"].get(output, "")
            failed = any(results[other]["result"] != "success" for other in needs)
            if not holds(entry.get("if", ""), context, failed):
                results[job] = {"result": "skipped", "outputs": {}}
                continue
            failed = self.steps(entry["steps"], context, workspace, temporary)
            outputs = {key: expand(value, context) for key, value in entry.get("outputs", {}).items()}
            results[job] = {"result": "failure" if failed else "success", "outputs": outputs, "workspace": workspace}
        return results

    def contexts(self, number, run_number, temporary):
        self.run_number = run_number
        return {
            "github.token": self.forge.environment["GITHUB_TOKEN"], "github.action_ref": "0" * 40,
            "github.server_url": self.releases.url, "github.action_repository": "acme/rekon",
            "github.event.pull_request.number": number, "github.repository": "acme/models", "github.sha": COMMIT,
            "github.event_name": "pull_request" if number else "push",
            "github.event.pull_request.head.repo.full_name": "acme/models", "github.run_attempt": "1",
            "runner.temp": str(temporary), "vars.REKON_PLAN_ROLE": "arn:plan", "vars.REKON_APPLY_ROLE": "arn:apply",
        }

    # Steps

    def composite(self, name, given, context, workspace, temporary):
        path = self.sources / "examples/github-actions" / name
        action = yaml.safe_load((path / "action.yml").read_text())
        assert given.keys() <= action.get("inputs", {}).keys()
        values = {key: value for key, value in context.items() if key.startswith(("github.", "runner."))}
        for key, entry in action.get("inputs", {}).items():
            values[f"inputs.{key}"] = given.get(key, expand(entry.get("default", ""), values))
        failed = self.steps(action["runs"]["steps"], values, workspace, temporary, path)
        return failed, {key: expand(entry["value"], values) for key, entry in action["outputs"].items()}

    def steps(self, steps, values, workspace, temporary, path=None):
        failed = False
        for step in steps:
            if not holds(step.get("if", ""), values, failed):
                continue
            if "run" in step:
                passed, outputs = self.shell(step, values, workspace, temporary, path)
            else:
                given = {key: expand(value, values) for key, value in step.get("with", {}).items()}
                passed, outputs = self.uses(step["uses"], given, values, workspace, temporary)
            if not passed:
                failed = True
                self.failures.append(step.get("name") or step.get("uses"))
            for key, value in outputs.items():
                values[f"steps.{step.get('id')}.outputs.{key}"] = value
        return failed

    def shell(self, step, values, workspace, temporary, path):
        file, summary = temporary / ".output", self.folder / ".summary"
        file.write_text("")
        environment = {
            "PATH": os.environ["PATH"], "RUNNER_TEMP": str(temporary), "GITHUB_OUTPUT": str(file),
            "GITHUB_STEP_SUMMARY": str(summary), "GITHUB_ACTION_PATH": str(path), "GITHUB_RUN_NUMBER": self.run_number,
            "GITHUB_RUN_ATTEMPT": "1", "GITHUB_ACTIONS": "true", "GITHUB_WORKFLOW": "rekon", "GITHUB_JOB": "plan",
            "PYTHONDONTWRITEBYTECODE": "1", "GITHUB_WORKSPACE": str(workspace),
            **{key: value for key, value in self.forge.environment.items() if key != "GITHUB_TOKEN"},
            **self.environment, **{key: expand(value, values) for key, value in step.get("env", {}).items()},
        }
        self.seen.append((step["name"], environment))
        result = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]], env=environment,
            cwd=workspace / expand(step.get("working-directory", "."), values), capture_output=True, text=True,
            timeout=300,
        )
        self.log += result.stdout + result.stderr
        return result.returncode == 0, read_outputs(file)

    def uses(self, action, given, values, workspace, temporary):
        name = action.partition("@")[0]
        if name.startswith("acme/rekon/examples/github-actions/"):
            failed, outputs = self.composite(name.rpartition("/")[2], given, values, workspace, temporary)
            return not failed, outputs
        if name == "actions/checkout":
            tree = self.main if self.main and "ref" in given else self.tree
            shutil.copytree(tree, workspace, symlinks=True, dirs_exist_ok=True)
        elif name == "actions/upload-artifact":
            (self.artifacts / given["name"]).mkdir(parents=True, exist_ok=True)
            if not os.path.exists(given["path"]):
                return given["if-no-files-found"] == "warn", {}
            shutil.copyfile(given["path"], self.artifacts / given["name"] / os.path.basename(given["path"]))
        elif name == "actions/download-artifact":
            if not (self.artifacts / given["name"]).exists():
                return False, {}
            artifact = self.artifacts / given["name"]
            shutil.copytree(artifact, given["path"], dirs_exist_ok=True, copy_function=shutil.copyfile)
        elif name == "aws-actions/configure-aws-credentials":
            assert (given["output-credentials"], given["output-env-credentials"]) == ("True", "False")
            self.roles.append(given["role-to-assume"])
            return True, KEYS
        else:
            raise AssertionError(f"an unknown action: {name}")
        return True, {}
