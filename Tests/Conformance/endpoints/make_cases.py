"""Writes the endpoints that Tests/AWSProfilesTests holds AWSProfiles against, resolved by botocore.

    python3 Tests/Conformance/endpoints/make_cases.py

botocore-endpoints.json: the endpoint rules, for every region of every partition and some that botocore does not know.
botocore-endpoint-urls.json: which configured URL counts, for every combination of the places where there may be one.
The cases are the same on every run.
"""

import copy
import itertools
import json
import os
import sys
import tempfile
from pathlib import Path
from unittest import mock

import botocore
import botocore.session
from botocore.args import ClientArgsCreator
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import EndpointProviderError
from botocore.loaders import create_loader

VERSION = "1.43.11"
FIXTURES = Path(__file__).parents[2] / "AWSProfilesTests" / "Fixtures"
ENDPOINTS = FIXTURES / "botocore-endpoints.json"
URLS = FIXTURES / "botocore-endpoint-urls.json"

# botocore's name for the service, and the settings that name it.
SERVICES = {"rekognition": "rekognition", "sts": "sts", "s3": "s3", "kms": "kms",
            "service-quotas": "service_quotas", "cloudtrail": "cloudtrail", "sso": "sso", "sso-oidc": "sso_oidc"}
# By the form of the name of one partition each, and of none.
UNKNOWN_REGIONS = [
    "us-east-9", "eu-middle-12", "mx-south-1", "il-north-2", "cn-east-1", "eusc-de-west-2", "us-iso-north-1",
    "us-isob-south-3", "eu-isoe-east-1", "us-isof-west-7", "us-gov-central-1", "eusc-fr-east-1", "mars-north-1",
    "us-east", "us-east-1a", "us-gov-west", "local",
]
VARIANTS = list(itertools.product([False, True], repeat=2))


def check_version():
    if botocore.__version__ != VERSION:
        sys.exit(f"The cases are of botocore {VERSION}; this is {botocore.__version__}.")


def regions(loader):
    return [region for partition in loader.load_data("partitions")["partitions"] for region in partition["regions"]]


def endpoint_cases():
    """Each service's rule set, asked without a configured endpoint and with S3 and STS of us-east-1 as regional ones."""
    loader = create_loader()
    partitions = loader.load_data("partitions")
    cases = []
    for service in SERVICES:
        rules = loader.load_service_model(service, "endpoint-rule-set-1")
        provider = EndpointProvider(rules, partitions)
        for region in regions(loader) + UNKNOWN_REGIONS:
            for fips, dualstack in VARIANTS:
                cases.append(endpoint_case(provider, service, region, fips, dualstack))
            if service == "sts":
                cases.append(endpoint_case(provider, service, region, False, False, UseGlobalEndpoint=True))
    return cases


def endpoint_case(provider, service, region, fips, dualstack, **more):
    case = {"service": service, "region": region, "fips": fips, "dualStack": dualstack}
    if more:
        case["stsEndpoints"] = "legacy"
    try:
        endpoint = provider.resolve_endpoint(Region=region, UseFIPS=fips, UseDualStack=dualstack, **more)
    except EndpointProviderError as error:
        return case | {"error": error.kwargs["msg"]}
    schemes = endpoint.properties.get("authSchemes") or [{}]
    return case | {"url": endpoint.url, "signingRegion": schemes[0].get("signingRegion", region)}


def config_text(has, service_setting):
    lines = ["[default]"]
    if "profile" in has:
        lines.append("endpoint_url = http://profile.test")
    if "ignore setting" in has:
        lines.append("ignore_configured_endpoint_urls = true")
    if "section" in has or "section of another" in has:
        lines += ["services = mine", "[services mine]"]
        lines += ["dynamodb =", "  endpoint_url = http://dynamodb.test"]
    if "section" in has:
        lines += [f"{service_setting} =", "  other = x", "  endpoint_url = http://section.test/base"]
    return "\n".join(lines) + "\n"


def variables(has, service_setting):
    result = {}
    if "variable of the service" in has:
        result["AWS_ENDPOINT_URL_" + service_setting.upper()] = "http://variable-of-service.test:8080"
    if "variable" in has:
        result["AWS_ENDPOINT_URL"] = "http://variable.test"
    if "variable of another" in has:
        result["AWS_ENDPOINT_URL_DYNAMODB"] = "http://dynamodb.test"
    if "ignore variable" in has:
        result["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true"
    if "ignore variable false" in has:
        result["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "FALSE"
    if "flag" in has:
        result["flag"] = "http://flag.test"
    return result


def url_cases():
    places = ["flag", "variable of the service", "variable", "section", "profile"]
    ignoring = [(), ("ignore variable",), ("ignore setting",), ("ignore variable false", "ignore setting")]
    cases = []
    for service, setting in SERVICES.items():
        for count in range(len(places) + 1):
            for chosen in itertools.combinations(places, count):
                for ignore in ignoring:
                    cases.append(url_case(service, setting, set(chosen + ignore)))
        for other in [{"section of another"}, {"variable of another"}, {"section of another", "profile"}]:
            cases.append(url_case(service, setting, other))
    return cases


def url_case(service, setting, has):
    environment = variables(has, setting)
    flag = environment.pop("flag", None)
    config = config_text(has, setting)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config"
        path.write_text(config)
        environ = {"AWS_CONFIG_FILE": str(path), "AWS_SHARED_CREDENTIALS_FILE": str(path) + ".none"}
        with mock.patch.dict(os.environ, environ | environment, clear=True):
            url = configured_url(service, flag)
    return {
        "service": service, "flag": flag, "config": config, "url": url,
        "environment": dict(sorted(environment.items())),
    }


def configured_url(service, flag):
    """What botocore's client for the service is made with."""
    session = botocore.session.Session()
    store = copy.copy(session.get_component("config_store"))
    session._add_configured_endpoint_provider(client_name=service, config_store=store)
    creator = ClientArgsCreator(None, None, None, None, None, store, user_agent_creator=object())
    return creator._compute_configured_endpoint_url(client_config=None, endpoint_url=flag)


def make_text(cases):
    check_version()
    # One line for each, so that a change shows which ones it changed.
    lines = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases)
    return f'{{"botocore":"{VERSION}","cases":[\n{lines}\n]}}\n'


def texts():
    return {ENDPOINTS: make_text(endpoint_cases()), URLS: make_text(url_cases())}


if __name__ == "__main__":
    FIXTURES.mkdir(parents=True, exist_ok=True)
    for file, text in texts().items():
        file.write_text(text, encoding="utf-8")
