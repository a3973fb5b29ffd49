"""Writes the requests of CloudTrail that Tests/StorageTests holds CloudTrailClient against, as botocore would send them.

    python3 Tests/Conformance/cloudtrail/make_cases.py
"""

import datetime
import json
from pathlib import Path

import botocore
import botocore.config
import botocore.session

VERSION = "1.43.11"
FILE = Path(__file__).parents[2] / "StorageTests" / "Fixtures" / "botocore-lookups.json"

PLACES = [("us-east-1", None), ("cn-north-1", None), ("us-gov-west-1", None), ("eu-west-1", "http://127.0.0.1:9000")]
LOOKUPS = [
    {"name": "DeleteProjectVersion", "maxResults": 50},
    {"name": "CreateProjectVersion", "maxResults": 50, "token": "a/b=+ü"},
    {"name": "CreateProjectVersion", "start": 1690556789, "end": 1700000000},
]


class Stop(Exception):
    pass


def request(region, endpoint, lookup):
    """What botocore would send: the URL, the headers of the protocol, and the body."""
    session = botocore.session.Session()
    session.set_credentials("AKIDEXAMPLE", "secret")
    client = session.create_client("cloudtrail", region_name=region, endpoint_url=endpoint)
    sent = []

    def catch(request, **_):
        sent.append(request)
        raise Stop

    client.meta.events.register("before-send.cloudtrail", catch)
    arguments = {"LookupAttributes": [{"AttributeKey": "EventName", "AttributeValue": lookup["name"]}]}
    for name, member in (("start", "StartTime"), ("end", "EndTime")):
        if name in lookup:
            arguments[member] = datetime.datetime.fromtimestamp(lookup[name], datetime.timezone.utc)
    for name, member in (("maxResults", "MaxResults"), ("token", "NextToken")):
        if name in lookup:
            arguments[member] = lookup[name]
    try:
        client.lookup_events(**arguments)
    except Stop:
        pass
    own = {name.lower(): value.decode() if isinstance(value, bytes) else value for name, value in sent[0].headers.items()}
    return {
        "method": sent[0].method, "url": sent[0].url,
        "headers": {name: own[name] for name in ("content-type", "x-amz-target")},
        "scope": own["authorization"].split("Credential=AKIDEXAMPLE/")[1].split(",")[0].split("/", 1)[1],
        # As a text with sorted members: the bytes of a body depend on the order.
        "body": json.dumps(json.loads(sent[0].body), sort_keys=True, separators=(",", ":"), ensure_ascii=False),
    }


def make_cases():
    for region, endpoint in PLACES:
        for lookup in LOOKUPS:
            yield {"region": region, "endpoint": endpoint, **lookup, "sent": request(region, endpoint, lookup)}


def make_text():
    assert botocore.__version__ == VERSION, f"the cases are those of botocore {VERSION}"
    cases = [{name: value for name, value in case.items() if value is not None} for case in make_cases()]
    lines = ",\n".join(json.dumps(case, sort_keys=True) for case in cases)
    return f'{{"botocore": "{VERSION}", "cases": [\n{lines}\n]}}\n'


if __name__ == "__main__":
    FILE.write_text(make_text(), encoding="utf-8")
