"""Runs the program, in an environment that is made from scratch."""

import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[3]
REKON = os.environ.get("REKON", str(ROOT / ".build/debug/rekon"))

# What may be reached: loopback. A test must not learn anything of the machine that it runs on, nor ask it for keys.
LOOPBACK = ("http://127.0.0.1:", "https://127.0.0.1:", "https://localhost:")


def environment(home, server=None, label=None, **variables):
    """For a run. Without a server, everything that may be asked leads to a closed port."""
    base = server.url if server else "http://127.0.0.1:1"
    if label is not None:
        base += f"/~{label}"
    result = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(home),
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "1",
        **{f"AWS_ENDPOINT_URL_{service}": base for service in ("STS", "SSO", "SSO_OIDC", "REKOGNITION")},
        **variables,
    }
    result = {name: value for name, value in result.items() if value is not None}
    check(result)
    return result


def check(variables):
    """Refuses an environment from which something beyond loopback could be reached."""
    metadata = variables.get("AWS_EC2_METADATA_SERVICE_ENDPOINT", "")
    assert variables.get("AWS_EC2_METADATA_DISABLED") == "true" or metadata.startswith(LOOPBACK)
    assert "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI" not in variables
    assert variables.get("AWS_CONTAINER_CREDENTIALS_FULL_URI", LOOPBACK[0]).startswith(LOOPBACK)
    # What a proxy on loopback is asked for is in the hands of the test.
    proxied = variables.get("HTTPS_PROXY", "").split("@")[-1].removeprefix("http://").startswith("127.0.0.1:")
    for service in ("STS", "SSO", "SSO_OIDC", "REKOGNITION"):
        assert proxied or variables[f"AWS_ENDPOINT_URL_{service}"].startswith(LOOPBACK)


def run(arguments, variables, timeout=30, **options):
    check(variables)
    return subprocess.run(
        [REKON, *arguments], env=variables, cwd=variables["HOME"], capture_output=True, text=True, timeout=timeout,
        stdin=subprocess.DEVNULL, **options,
    )
