"""Checks that the proxies in Tests/AWSTransportTests are those that botocore chooses."""

import json

import make_proxies


def test_the_committed_cases_are_botocores():
    text = make_proxies.make_text()
    made, committed = (json.loads(file)["cases"] for file in (text, make_proxies.FILE.read_text(encoding="utf-8")))
    assert [case for case, other in zip(committed, made) if case != other] == []
    assert make_proxies.FILE.read_bytes() == text.encode()


def test_the_cases_have_every_answer():
    cases = json.loads(make_proxies.FILE.read_text(encoding="utf-8"))["cases"]
    proxied = [case for case in cases if case["proxy"]]
    assert len(proxied) > 100 and len(cases) - len(proxied) > 100
    assert sum(case["user"] is not None for case in proxied) > 20
    # Some go directly because of an exception, and not for want of a proxy.
    assert any(not case["proxy"] and set(case["environment"]) == {"https_proxy", "no_proxy"} for case in cases)
