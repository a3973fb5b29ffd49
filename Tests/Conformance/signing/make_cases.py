"""Writes the requests that Tests/AWSSigningTests holds AWSSigning against, signed by botocore.

    python3 Tests/Conformance/signing/make_cases.py

The cases are the same on every run. README.md says which choices of botocore they stay clear of.
"""

import base64
import datetime
import json
import random
import sys
from pathlib import Path
from unittest import mock

import botocore
import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.utils import percent_encode, percent_encode_sequence

VERSION = "1.43.11"
COUNT = 300
SEED = 20_261_123
FILE = Path(__file__).parents[2] / "AWSSigningTests" / "Fixtures" / "botocore-signatures.json"

REGIONS = ["us-east-1", "eu-central-1", "ap-southeast-2", "us-gov-west-1", "cn-north-1", "us-iso-east-1", "il-central-1"]
SERVICES = ["rekognition", "sts", "sso", "sagemaker", "execute-api", "iam", "s3"]
METHODS = ["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"]

# Characters that a URL may hold as they are, and text that it may not.
RAW_IN_PATH = "abcXYZ019-._~!$&'()*+,;=:@"
TEXTS = ["a b", "100%", "%2F", "über", "日本", "e\u0301", "\U0001f6a6", "a/b", "a?b#c", "\x7f", "[x]", "\"q\"", "a|b\\c", "{id}", "<>"]
QUERY_NAMES = ["a", "A", "b", "aa", "a-b", "a.b", "_", "~", "Action", "list-type", "größe", "na me", "x/y", "🚦"]
QUERY_VALUES = ["", "", "1", "10", "2", "a+b", "+", "a b", "a=b", "==", "a&b", "ü", "e\u0301", "é", "/", "100%", "*", "~", "%20"]
HEADER_NAMES = ["X-Custom", "x-custom", "X-CUSTOM", "Accept", "My-Header1", "my-header10", "Z_z", "x-amz-meta-note", "X-Amz-Meta-Note", "Amz-Sdk-Request"]
HEADER_VALUES = [
    "value", " leading", "trailing  ", "a   b   c", '"a   b   c"', " \t tabs\t and \t spaces ", "", "   ", "a,b , c",
    "grün", "日本語", "e\u0301", "🚦 go", "key=value; q=0.5", ":", "UPPER lower",
]
UNSIGNED = [
    ("User-Agent", "test/1.0 (odd)"), ("Connection", "keep-alive"), ("Expect", "100-continue"), ("TE", "trailers"),
    ("Keep-Alive", "timeout=5"), ("Transfer-Encoding", "chunked"), ("X-Amzn-Trace-Id", "Root=1-67891233-abcdef"),
    ("Upgrade", "h2c"), ("Trailer", "Expires"), ("Proxy-Authorization", "Basic QQ=="), ("Proxy-Authenticate", "Basic"),
]
TIMES = [
    (1970, 1, 1, 0, 0, 0), (1999, 12, 31, 23, 59, 59), (2000, 2, 29, 12, 0, 0), (2015, 8, 30, 12, 36, 0),
    (2024, 2, 29, 23, 59, 59), (2024, 3, 1, 0, 0, 0), (2026, 11, 23, 20, 0, 7), (2038, 1, 19, 3, 14, 8),
    (2100, 2, 28, 23, 59, 59), (2100, 3, 1, 0, 0, 0),
]


def text(rng, alphabet, length):
    return "".join(rng.choice(alphabet) for _ in range(length))


def make_path(rng):
    if rng.random() < 0.2:
        return rng.choice(["", "/", "//", "/.", "/..", "/./", "/../", "/a/..", "/a/../", "/../../a", "/.../a", "/a/./b"])
    segments = []
    for _ in range(rng.randint(1, 5)):
        kind = rng.random()
        if kind < 0.15:
            segments.append(rng.choice([".", "..", "", "", "...", ".a", "a.", "%2E%2E"]))
        elif kind < 0.6:
            segments.append(text(rng, RAW_IN_PATH, rng.randint(1, 8)))
        else:
            segments.append(percent_encode(rng.choice(TEXTS)))
    return "/" + "/".join(segments) + ("/" if rng.random() < 0.25 else "")


def make_query(rng):
    if rng.random() < 0.35:
        return ""
    pairs = []
    for _ in range(rng.randint(1, 5)):
        name = rng.choice(QUERY_NAMES)
        pairs.append((name, [rng.choice(QUERY_VALUES) for _ in range(rng.choice([1, 1, 2, 3]))]))
    query = percent_encode_sequence(pairs)
    # A name without its `=`.
    return query + "&flag" if rng.random() < 0.15 else query


def make_headers(rng, host):
    headers = [(rng.choice(["Host", "host"]), host)]
    if rng.random() < 0.5:
        headers.append(("Content-Type", rng.choice(["application/x-amz-json-1.1", "text/plain; charset=utf-8"])))
    if rng.random() < 0.4:
        headers.append(("X-Amz-Target", "RekognitionService." + rng.choice(["DescribeProjects", "TagResource"])))
    for _ in range(rng.choice([0, 0, 1, 2, 4])):
        headers.append((rng.choice(HEADER_NAMES), rng.choice(HEADER_VALUES)))
    if rng.random() < 0.4:
        headers.append(rng.choice(UNSIGNED))
    rng.shuffle(headers)
    return headers


def make_body(rng):
    kind = rng.random()
    if kind < 0.3:
        return b""
    if kind < 0.7:
        return json.dumps({"ProjectName": rng.choice(TEXTS), "MaxResults": rng.randint(1, 100)}, ensure_ascii=False).encode()
    return rng.randbytes(rng.choice([1, 55, 56, 63, 64, 65, 120]))


def make_case(rng, number):
    service, region = rng.choice(SERVICES), rng.choice(REGIONS)
    host = rng.choice([f"{service}.{region}.amazonaws.com", f"{service}.{region}.amazonaws.com", "127.0.0.1:8080", "localhost:1", "[::1]:4566"])
    if rng.random() < 0.5:
        time = datetime.datetime(*rng.choice(TIMES))
    else:
        time = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=rng.randrange(4_102_444_800))
    credentials = Credentials(
        access_key="AKIA" + text(rng, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 9) + "EXAMPLE",
        secret_key=text(rng, "abcdefXYZ0189/+", 33) + "EXAMPLE",
        token=text(rng, "abcdefXYZ0189/+=", 60) if rng.random() < 0.4 else None,
    )
    path, query, body = make_path(rng), make_query(rng), make_body(rng)
    headers = make_headers(rng, host)
    request = AWSRequest(
        method=rng.choice(METHODS),
        url=f"https://{host}{path}" + (f"?{query}" if query else ""),
        data=body,
    )
    for name, value in headers:
        request.headers.add_header(name, value)
    signer = botocore.auth.S3SigV4Auth if service == "s3" else botocore.auth.SigV4Auth
    canonical, authorization = sign(signer(credentials, service, region), request, time)
    return {
        "name": f"{number:03} {request.method} {path}",
        "accessKeyID": credentials.access_key,
        "secretAccessKey": credentials.secret_key,
        "sessionToken": credentials.token,
        "region": region,
        "service": service,
        "time": int(time.replace(tzinfo=datetime.timezone.utc).timestamp()),
        "method": request.method,
        "path": path,
        "query": query,
        "headers": [list(header) for header in headers],
        "body": base64.b64encode(body).decode(),
        "canonicalRequest": canonical,
        "signature": authorization.rpartition("Signature=")[2],
        "authorization": authorization,
    }


def sign(signer, request, time):
    """The canonical request that botocore makes, and the `Authorization` header that it adds."""
    with (
        mock.patch.object(botocore.auth, "get_current_datetime", lambda: time),
        mock.patch.object(signer, "canonical_request", wraps=signer.canonical_request) as spy,
    ):
        made = []
        spy.side_effect = lambda request: made.append(type(signer).canonical_request(signer, request)) or made[-1]
        signer.add_auth(request)
    return made[0], request.headers["Authorization"]


def make_text():
    if botocore.__version__ != VERSION:
        sys.exit(f"The cases are of botocore {VERSION}; this is {botocore.__version__}.")
    rng = random.Random(SEED)
    cases = [make_case(rng, number) for number in range(COUNT)]
    # One line for each, so that a change shows which ones it changed.
    lines = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases)
    return f'{{"botocore":"{VERSION}","cases":[\n{lines}\n]}}\n'


if __name__ == "__main__":
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(make_text(), encoding="utf-8")
