"""Checks that the endpoints in Tests/AWSProfilesTests are those of botocore and its clients."""

import json
import os
from unittest import mock
from urllib.parse import urlsplit

import botocore.config
import botocore.exceptions
import botocore.session
import pytest

from support.cases import load_make_cases

make_cases = load_make_cases(__file__)

# An operation of each service that needs no bucket and the like.
OPERATIONS = {
    "rekognition": ("describe_projects", {}),
    "sts": ("get_caller_identity", {}),
    "s3": ("list_buckets", {}),
    "kms": ("list_keys", {}),
    "service-quotas": ("list_services", {}),
    "cloudtrail": ("list_trails", {}),
    "sso": ("list_accounts", {"accessToken": "x"}),
    "sso-oidc": ("register_client", {"clientName": "x", "clientType": "public"}),
}
# Of each partition, and one that botocore does not know.
REGIONS = [
    "us-east-1", "eu-central-1", "cn-north-1", "us-gov-west-1", "us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1",
    "us-isof-south-1", "eusc-de-east-1", "mx-south-1",
]


def test_the_committed_cases_are_botocores():
    for file, text in make_cases.texts().items():
        made, committed = (json.loads(text)["cases"] for text in (text, file.read_text(encoding="utf-8")))
        assert len(committed) == len(made)
        assert [case for case, other in zip(committed, made) if case != other] == []
        assert file.read_bytes() == text.encode()


@pytest.fixture(scope="module")
def session():
    with mock.patch.dict(os.environ, {"AWS_CONFIG_FILE": "/none", "AWS_SHARED_CREDENTIALS_FILE": "/none"}, clear=True):
        session = botocore.session.Session()
        session.set_credentials("AKIDEXAMPLE", "secret")
        yield session


class Sent(Exception):
    """A request is about to be sent."""


def host_of_client(session, service, region, fips, dualstack):
    """Where a request of botocore's client really goes."""
    client = session.create_client(
        service,
        region_name=region,
        config=botocore.config.Config(
            use_fips_endpoint=fips,
            use_dualstack_endpoint=dualstack,
            s3={"us_east_1_regional_endpoint": "regional"},
            retries={"total_max_attempts": 1, "mode": "standard"},
        ),
    )

    def stop(request, **_):
        raise Sent(request.url)

    client.meta.events.register("before-send", stop)
    operation, arguments = OPERATIONS[service]
    with pytest.raises(Sent) as sent:
        getattr(client, operation)(**arguments)
    return urlsplit(sent.value.args[0]).netloc


@pytest.mark.parametrize("service", make_cases.SERVICES)
def test_the_rules_are_what_the_clients_do(session, service):
    differing = []
    for case in json.loads(make_cases.ENDPOINTS.read_text(encoding="utf-8"))["cases"]:
        if case["service"] != service or case["region"] not in REGIONS or "stsEndpoints" in case or "error" in case:
            continue
        try:
            host = host_of_client(session, service, case["region"], case["fips"], case["dualStack"])
        except botocore.exceptions.EndpointVariantError:
            # botocore's older data, which the client looks at first, has no such endpoint yet.
            continue
        if host != urlsplit(case["url"]).netloc:
            differing.append((case, host))
    assert differing == []
