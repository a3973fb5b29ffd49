"""Runs the program in an environment that is made from scratch."""

import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[3]
# The program under test: $REKON, or the debug build.
REKON = str((ROOT / os.environ.get("REKON", ".build/debug/rekon")).resolve())
GOLDENS = ROOT / "Tests/ReportsTests/Goldens"
PROJECT = "arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012"
# The pair of AWS's own examples, which the sandbox accepts unless it gets another one.
KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}

SERVICES = ("STS", "SSO", "SSO_OIDC", "REKOGNITION", "S3", "KMS", "CLOUDTRAIL", "SNS")
# A test must not reach anything beyond loopback, and must not ask this machine for keys.
LOOPBACK = ("http://127.0.0.1:", "https://127.0.0.1:", "https://localhost:")
CLOSED_PORT = "http://127.0.0.1:1"


def environment(home, service=None, label=None, **variables):
    """The environment of a run. All services are at `service.url`; without a service, at a closed port.

    `label` marks the calls of the run for a FakeAWS. A variable that is None is left out.
    """
    base = service.url if service else CLOSED_PORT
    if label is not None:
        base += f"/~{label}"
    result = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "1",
        **{f"AWS_ENDPOINT_URL_{name}": base for name in SERVICES},
        **variables,
    }
    result = {name: str(value) for name, value in result.items() if value is not None}
    check(result)
    return result


def sandbox_environment(home, **variables):
    """The environment of a run on the sandbox's state file in a folder."""
    return environment(home, **{"REKON_SANDBOX": home / "state.json", **variables})


def check(variables):
    """Refuses an environment from which something beyond loopback could be reached."""
    metadata = variables.get("AWS_EC2_METADATA_SERVICE_ENDPOINT", "")
    assert variables.get("AWS_EC2_METADATA_DISABLED") == "true" or metadata.startswith(LOOPBACK)
    assert "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI" not in variables
    assert variables.get("AWS_CONTAINER_CREDENTIALS_FULL_URI", LOOPBACK[0]).startswith(LOOPBACK)
    # A test with a proxy on loopback decides what the proxy does.
    proxied = variables.get("HTTPS_PROXY", "").split("@")[-1].removeprefix("http://").startswith("127.0.0.1:")
    for name in SERVICES:
        url = variables.get(f"AWS_ENDPOINT_URL_{name}", variables.get("AWS_ENDPOINT_URL", ""))
        assert proxied or url.startswith(LOOPBACK), f"{name} could be reached: {url}"


def run(arguments, variables, **options):
    """Runs rekon to its end, in its home; the output is text."""
    check(variables)
    if "input" not in options:
        options.setdefault("stdin", subprocess.DEVNULL)
    if not {"stdout", "stderr"} & set(options):
        options.setdefault("capture_output", True)
    options = {"cwd": variables["HOME"], "text": True, "timeout": 120, **options}
    return subprocess.run([REKON, *map(str, arguments)], env=variables, **options)


def start(arguments, variables, **options):
    """Starts rekon, in its home; the process's output is text."""
    check(variables)
    options = {
        "cwd": variables["HOME"], "text": True, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options
    }
    return subprocess.Popen([REKON, *map(str, arguments)], env=variables, **options)


def finish(process, timeout=60):
    """Waits for the end of a process that `start` gave."""
    output, errors = process.communicate(timeout=timeout)
    return subprocess.CompletedProcess(process.args, process.returncode, output, errors)


def write_desired_state(path, *names, project=PROJECT, output="s3://bucket/out/"):
    """Writes a desired state with these versions, and returns its path."""
    path.write_text(
        f"apiVersion: rekon/v1\nproject: {project}\ndefaults: {{ output: {output} }}\nversions:\n"
        + "".join(f"  - name: {name}\n" for name in names)
    )
    return path
