"""Whether rekon's partitions and endpoints (Sources/AWSProfiles/Endpoints) are those of botocore's rules."""

import re
from pathlib import Path

import botocore.loaders
from botocore.endpoint_provider import EndpointProvider

FILE = Path(__file__).parents[3] / "Sources" / "AWSProfiles" / "Endpoints" / "Partition.swift"
SUFFIXES = dict(re.findall(r'Partition\(id: "(.+)", dnsSuffix: "(.+)"\)', FILE.read_text()))
LOADER = botocore.loaders.Loader()
PARTITIONS = LOADER.load_data("partitions")


def test_partitions():
    expected = {partition["id"]: partition["outputs"]["dnsSuffix"] for partition in PARTITIONS["partitions"]}
    assert SUFFIXES == expected


def test_endpoints_of_every_region():
    rules = LOADER.load_service_model("rekognition", "endpoint-rule-set-1")
    provider = EndpointProvider(rules, PARTITIONS)
    regions = 0
    for partition in PARTITIONS["partitions"]:
        for region in partition["regions"].keys() - {f"{partition['id']}-global"}:
            endpoint = provider.resolve_endpoint(Region=region, UseFIPS=False, UseDualStack=False)
            assert endpoint.url == f"https://rekognition.{region}.{SUFFIXES[partition['id']]}"
            regions += 1
    assert regions > 30
