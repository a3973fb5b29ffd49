"""Writes the choices of proxies that Tests/AWSTransportTests holds AWSTransport against, made by botocore.

    python3 Tests/Conformance/transport/make_proxies.py

The cases are the same on every run. README.md says which choices of botocore they stay clear of.
"""

import base64
import json
import os
import random
import sys
from pathlib import Path
from unittest import mock
from urllib.parse import urlsplit

import botocore
from botocore.httpsession import ProxyConfiguration
from botocore.utils import get_environ_proxies

VERSION = "1.43.11"
COUNT = 400
SEED = 20_261_124
FILE = Path(__file__).parents[2] / "AWSTransportTests" / "Fixtures" / "botocore-proxies.json"

URLS = [
    "https://rekognition.us-east-1.amazonaws.com/", "https://sts.amazonaws.com/", "https://amazonaws.com/",
    "https://notamazonaws.com/", "http://service.example/", "http://service.example:8080/path",
    "https://service.example:8443/", "https://a.service.example:8443/", "https://10.1.2.3/", "http://10.1.2.3:8080/",
    "https://[2001:db8::1]/", "http://[2001:db8::1]:8080/", "https://rekognition.cn-north-1.amazonaws.com.cn/",
]
PROXIES = [
    "http://proxy.example:3128", "http://proxy.example:3128/", "http://proxy.example", "proxy.example:3128",
    "//proxy.example:3128", "http://other.example:80/path?query", "http://192.0.2.7:8080", "http://[2001:db8::7]:8080",
    "http://user:secret@proxy.example:3128", "http://us%40er:se%2Fcr%3Aet@proxy.example:3128", "user:a:b@proxy.example",
    "http://us%er:%zz%4@proxy.example:3128", "http://u@v:w@proxy.example:3128",
]
EXCEPTIONS = [
    "amazonaws.com", ".amazonaws.com", "..amazonaws.com", "AMAZONAWS.COM", "rekognition.us-east-1.amazonaws.com",
    "sts.amazonaws.com", "us-east-1.amazonaws.com", "awazonaws.com", "service.example", "service.example:8443",
    ".service.example:8443", "service.example:8080", "a.service.example", "example", "com", "cn", "10.1.2.3", "2.3",
    "10.1.2.3:8080", "10.", "10", "[2001:db8::1]", "[2001:db8::1]:8080", "*.amazonaws.com", "*", "", " ", "-",
]


def make_environment(rng):
    environment = {}
    for names in (("https_proxy", "HTTPS_PROXY"), ("http_proxy", "HTTP_PROXY")):
        for name in names:
            if rng.random() < 0.6:
                environment[name] = rng.choice(PROXIES)
            elif rng.random() < 0.2:
                environment[name] = ""
    if rng.random() < 0.15:
        environment["REQUEST_METHOD"] = "GET"
    if rng.random() < 0.1:
        environment["ALL_PROXY"] = "http://all.example:1"
    for name in ("no_proxy", "NO_PROXY"):
        chance = rng.random()
        if chance < 0.1:
            environment[name] = rng.choice(["*", ""])
        elif chance < 0.6:
            entries = [rng.choice(EXCEPTIONS) for _ in range(rng.randint(1, 4))]
            environment[name] = rng.choice([",", ", ", " ,"]).join(entries)
    return environment


def choose(environment, url):
    """The choice of botocore: the proxy's host and port, and the user of the proxy."""
    with mock.patch.dict(os.environ, environment, clear=True):
        configuration = ProxyConfiguration(proxies=get_environ_proxies(url))
        proxy = configuration.proxy_url_for(url)
    if not proxy:
        return {"proxy": None, "user": None}
    parts = urlsplit(proxy)
    header = configuration.proxy_headers_for(proxy).get("Proxy-Authorization")
    user = base64.b64decode(header.removeprefix("Basic ")).decode() if header else None
    return {"proxy": [parts.hostname, parts.port or 80], "user": user}


def make_text():
    if botocore.__version__ != VERSION:
        sys.exit(f"these cases are botocore {VERSION}'s, not {botocore.__version__}'s")
    rng = random.Random(SEED)
    cases = []
    while len(cases) < COUNT:
        environment, url = make_environment(rng), rng.choice(URLS)
        cases.append({"environment": environment, "url": url, **choose(environment, url)})
    # A comma at the end of each case keeps the differences of two versions apart.
    lines = ",\n".join(json.dumps(case, sort_keys=True) for case in cases)
    return f'{{"botocore": "{VERSION}", "cases": [\n{lines}\n]}}\n'


if __name__ == "__main__":
    FILE.write_text(make_text(), encoding="utf-8")
