"""The author of the files tries to read the environment of a pipeline."""

import pytest

from support.rekon import run, sandbox_environment

CANARY = "CANARY5f2c"

# Usual names of secrets, and of variables whose values contain them: none can be recognised by its name alone.
NAMES = """
AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_CONTAINER_AUTHORIZATION_TOKEN GITHUB_TOKEN GH_TOKEN
ACTIONS_ID_TOKEN_REQUEST_TOKEN ACTIONS_ID_TOKEN_REQUEST_URL ACTIONS_RUNTIME_URL CI_JOB_TOKEN CI_REPOSITORY_URL
CI_DEPENDENCY_PROXY_PASSWORD DOCKER_AUTH_CONFIG DOCKERCONFIGJSON DATABASE_URI POSTGRES_URL MONGO_URL REDIS_URL AMQP_URL
SQLALCHEMY_DATABASE_URI CONNECTION_STRING SENTRY_DSN SLACK_HOOK NPM_CONFIG__AUTH PIP_INDEX_URL TWINE_PASSWORD GOPROXY NETRC
GOOGLE_APPLICATION_CREDENTIALS GCP_SA_KEY KUBECONFIG_DATA ARM_CLIENT_SECRET GPG_KEY SSH_PRIVATE_KEY DEPLOY_KEY ID_RSA
SOPS_AGE_KEY MASTER_KEY LICENSE_KEY STRIPE_KEY VAULT_ADDR DB_PASS PGPASS MYSQL_PWD PW PAT LOGIN BASIC_AUTH JWT SESSION_ID
HTTPS_PROXY ALL_PROXY SAS_URL SEED OTP SALT HMAC KEY PEM CERT_P12 GIT_CONFIG_VALUE_0 SSH_AUTH_SOCK USER HOSTNAME
REKON_GITLAB_TOKEN REKON_VAR_OTHER
""".split()


def write(folder, value):
    (folder / "m.yaml").write_text(
        "apiVersion: rekon/v1\nproject: arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556000001\n"
        f"defaults: {{ output: s3://acme-training/ }}\nversions:\n  - name: v1\n    tags: {{ t: '{value}' }}\n"
    )


@pytest.fixture
def rekon(tmp_path):
    def rekon(*arguments, **variables):
        return run(arguments, sandbox_environment(tmp_path, **variables))

    return rekon


@pytest.mark.parametrize("form", ["env", "var"])
def test_no_name_of_a_secret_can_be_read(rekon, tmp_path, form):
    for fallback in ("", ":-x"):
        lines = "".join(f"  - name: v-{name}\n    tags: {{ t: '${{{form}:{name}{fallback}}}' }}\n" for name in NAMES)
        write(tmp_path, "x")
        path = tmp_path / "m.yaml"
        path.write_text(path.read_text() + lines)
        for command in (["render"], ["plan"], ["validate", "--format", "json"], ["plan", "--format", "markdown"]):
            result = rekon(*command, "m.yaml", **{name: CANARY for name in NAMES})
            assert CANARY not in result.stdout + result.stderr
            # A default is no way around `--allow-env`, and `${var:...}` does not see the environment.
            assert (result.returncode == 0) == (form == "var" and fallback == ":-x" and command == ["render"]) or command != ["render"]


def test_a_value_that_begins_with_a_combining_mark_is_set(rekon, tmp_path):
    write(tmp_path, "${var:NAME}")
    result = rekon("render", "m.yaml", REKON_VAR_NAME="\u09bex")
    # Tags do not allow the mark, so the error shows that the value arrived.
    assert "is not set" not in result.stderr and "the value contains the variable `NAME`" in result.stderr


def test_the_error_says_how_to_allow_it(rekon, tmp_path):
    write(tmp_path, "${env:STAGE}")
    result = rekon("validate", "m.yaml", STAGE="prod")
    assert result.returncode == 1
    assert "m.yaml:6:17: error: the command line does not allow the environment variable `STAGE`" in result.stderr
    assert "`--allow-env STAGE`" in result.stderr and "`--var STAGE=VALUE`" in result.stderr
    allowed = rekon("render", "--allow-env", "STAGE", "m.yaml", STAGE="prod")
    assert allowed.returncode == 0 and "t: prod" in allowed.stdout


def test_the_sources_have_an_order(rekon, tmp_path):
    write(tmp_path, "${var:STAGE:-none}")
    everything = {"REKON_VAR_STAGE": "second", "STAGE": "third"}
    assert "t: first" in rekon("render", "--var", "STAGE=first", "--allow-env", "STAGE", "m.yaml", **everything).stdout
    assert "t: second" in rekon("render", "--allow-env", "STAGE", "m.yaml", **everything).stdout
    assert "t: third" in rekon("render", "--allow-env", "STAGE", "m.yaml", STAGE="third").stdout
    assert "t: none" in rekon("render", "m.yaml", STAGE="third").stdout
    assert "t: none" in rekon("render", "--var", "STAGE=", "m.yaml", **everything).stdout


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["--var", "STAGE"], "NAME=VALUE"),
        (["--var", "A-B=x"], "'A-B' is not the name of a variable"),
        (["--var", "A=1", "--var", "A=2"], "`A` twice"),
        (["--allow-env", "A=B"], "'A=B' is not the name of a variable"),
    ],
)
def test_wrong_options(rekon, tmp_path, arguments, message):
    write(tmp_path, "x")
    result = rekon("validate", *arguments, "m.yaml")
    assert result.returncode == 64 and message in result.stderr


def test_a_value_of_var_is_not_repeated_in_an_error(rekon, tmp_path):
    write(tmp_path, "x")
    result = rekon("validate", "--var", CANARY, "m.yaml")
    assert result.returncode == 64
    # The parser repeats the argument itself; what matters is a value behind a name.
    for arguments in (["--var", f"A-B={CANARY}"], ["--var", f"A={CANARY}", "--var", f"A={CANARY}"]):
        result = rekon("validate", *arguments, "m.yaml")
        assert result.returncode == 64


@pytest.mark.parametrize("value", [f"https://user:{CANARY}@host/x", f"redis://{CANARY}@host:6379"])
def test_urls_with_credentials_are_refused(rekon, tmp_path, value):
    write(tmp_path, "${var:URL}")
    for command in (["render"], ["plan"], ["plan", "--format", "sarif"]):
        result = rekon(*command, "--var", f"URL={value}", "m.yaml")
        assert result.returncode == 1 and CANARY not in result.stdout + result.stderr
    assert "a URL with a user or a password" in rekon("validate", "--var", f"URL={value}", "m.yaml").stderr


@pytest.mark.parametrize(
    "line",
    [
        "project: ${var:A}", "apiVersion: ${var:A}", "versions: [{name: '${var:A}'}]", "versions: [{name: a, output: '${var:A}'}]",
        "versions: [{name: a, output: 's3://${var:A}/'}]", "versions: [{name: a, output: s3://abc/, kmsKey: '${var:A}'}]",
        "versions: [{name: a, output: s3://abc/, datasets: '${var:A}'}]", "ignoreUnmanaged: ['[${var:A}']",
    ],
)
def test_no_message_contains_a_value(rekon, tmp_path, line):
    key = line.split(":")[0]
    lines = ["apiVersion: rekon/v1", "project: arn:aws:rekognition:us-east-1:111122223333:project/s/1", "versions: []"]
    (tmp_path / "m.yaml").write_text("\n".join([*(one for one in lines if not one.startswith(key + ":")), line]) + "\n")
    reports = [f"--report={name}=r.{name}" for name in ("json", "markdown", "sarif", "junit", "github", "text")]
    result = rekon("plan", *reports, "m.yaml", REKON_VAR_A=f"{CANARY} \u00e9")
    assert result.returncode == 1 and CANARY not in result.stdout + result.stderr
    for path in tmp_path.glob("r.*"):
        assert CANARY not in path.read_text(), path.name
    assert "variable `A`" in result.stderr


def test_a_misspelt_variable_is_a_warning(rekon, tmp_path):
    write(tmp_path, "${var:STAGE:-dev}")
    result = rekon("validate", "--var", "STGE=prod", "m.yaml")
    assert result.returncode == 0 and "no file contains the variable `STGE` of --var" in result.stderr
