"""Writes the requests of S3 that Tests/StorageTests holds S3Client against, as botocore would send them.

    python3 Tests/Conformance/s3/make_cases.py

Of us-east-1 it is the regional endpoint, as everywhere in rekon.
"""

import itertools
import json
from pathlib import Path
from urllib.parse import urlsplit

import botocore
import botocore.config
import botocore.session

VERSION = "1.43.11"
FILE = Path(__file__).parents[2] / "StorageTests" / "Fixtures" / "botocore-requests.json"

BUCKETS = ["acme-data", "acme.data", "Acme_Data", "abc", "a" * 63, "1st", "upper-CASE"]
KEYS = ["k", "signs/day.manifest", "a b+c", "größe/🚦", "a//b", "/a", "a/", "100%", "%2F", "a?b#c", "~.-_!*'()&=:@,;$", "a/./b"]
PLACES = [("us-east-1", False, False), ("eu-west-1", False, False), ("us-gov-west-1", False, False),
          ("cn-north-1", False, False), ("us-east-1", True, False), ("eu-west-1", False, True), ("us-west-2", True, True)]


class Stop(Exception):
    pass


def request(operation, region, fips=False, dual_stack=False, endpoint=None, **arguments):
    """What botocore would send: the method, the URL, and the headers of the operation."""
    session = botocore.session.Session()
    session.set_credentials("AKIDEXAMPLE", "secret")
    config = botocore.config.Config(
        use_fips_endpoint=fips, use_dualstack_endpoint=dual_stack, s3={"us_east_1_regional_endpoint": "regional"},
        response_checksum_validation="when_required", inject_host_prefix=False,
    )
    client = session.create_client("s3", region_name=region, endpoint_url=endpoint, config=config)
    sent = []

    def catch(request, **_):
        sent.append(request)
        raise Stop

    client.meta.events.register("before-send.s3", catch)
    try:
        getattr(client, operation)(**arguments)
    except Stop:
        pass
    url = urlsplit(sent[0].url)
    own = {name.lower(): value.decode() if isinstance(value, bytes) else value for name, value in sent[0].headers.items()}
    return {
        "method": sent[0].method, "origin": f"{url.scheme}://{url.netloc}", "path": url.path,
        "query": sorted(url.query.split("&")) if url.query else [],
        "headers": {name: own[name] for name in ("range", "if-match", "x-amz-expected-bucket-owner") if name in own},
        "scope": own["authorization"].split("Credential=AKIDEXAMPLE/")[1].split(",")[0].split("/", 1)[1],
    }


def make_cases():
    for bucket, (region, fips, dual) in itertools.product(BUCKETS, PLACES):
        asked = {"bucket": bucket, "region": region, "fips": fips, "dualStack": dual}
        yield {"operation": "HeadBucket", **asked, "sent": request("head_bucket", region, fips, dual, Bucket=bucket)}
    for key, bucket in itertools.product(KEYS, ["acme-data", "acme.data"]):
        for version in [None, "a/b=+ü"]:
            more = {"VersionId": version} if version else {}
            yield {
                "operation": "HeadObject", "bucket": bucket, "key": key, "version": version, "region": "eu-west-1",
                "sent": request("head_object", "eu-west-1", Bucket=bucket, Key=key, **more),
            }
    for endpoint in ["http://127.0.0.1:9000", "https://s3.example.org/base"]:
        yield {
            "operation": "GetObject", "bucket": "acme-data", "key": "a b", "region": "us-west-2", "endpoint": endpoint,
            "range": [10, 19], "ifMatch": '"e"', "owner": "111122223333",
            "sent": request("get_object", "us-west-2", endpoint=endpoint, Bucket="acme-data", Key="a b",
                            Range="bytes=10-19", IfMatch='"e"', ExpectedBucketOwner="111122223333"),
        }
    yield {
        "operation": "ListObjectsV2", "bucket": "acme-data", "region": "us-west-2", "prefix": "a b/ü+", "token": "t=/+",
        "maxKeys": 7,
        "sent": request("list_objects_v2", "us-west-2", Bucket="acme-data", Prefix="a b/ü+", ContinuationToken="t=/+",
                        MaxKeys=7),
    }
    yield {
        "operation": "ListObjectsV2", "bucket": "acme-data", "region": "eu-west-1", "prefix": "m/ManifestSummary-a-",
        "startAfter": "m/ManifestSummary-a-ü+ /.jso", "owner": "111122223333",
        "sent": request("list_objects_v2", "eu-west-1", Bucket="acme-data", Prefix="m/ManifestSummary-a-",
                        StartAfter="m/ManifestSummary-a-ü+ /.jso", ExpectedBucketOwner="111122223333"),
    }


def make_text():
    assert botocore.__version__ == VERSION, f"the cases are those of botocore {VERSION}"
    cases = [{name: value for name, value in case.items() if value not in (None, False)} for case in make_cases()]
    lines = ",\n".join(json.dumps(case, sort_keys=True) for case in cases)
    return f'{{"botocore": "{VERSION}", "cases": [\n{lines}\n]}}\n'


if __name__ == "__main__":
    FILE.write_text(make_text(), encoding="utf-8")
