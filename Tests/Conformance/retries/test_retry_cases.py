"""Checks that the rates and error codes in Tests/AWSRuntimeTests are those of botocore."""

import re

from botocore.retries import standard

from support.cases import load_make_cases
from support.rekon import ROOT

make_cases = load_make_cases(__file__)

RULES = ROOT / "Sources/AWSRuntime/Retrying/RetryPolicy.swift"


def test_the_cases_are_those_of_botocore():
    assert make_cases.ADAPTIVE.read_text() == make_cases.text()


def codes(name):
    """The codes of a set of the rules."""
    found = re.search(rf"var {name}: Set<String> = \[(.*?)\]", RULES.read_text(), re.S)
    return set(re.findall(r'"(\w+)"', found.group(1)))


def test_the_error_codes_are_those_of_botocore():
    assert codes("throttling") == set(standard.ThrottledRetryableChecker._THROTTLED_ERROR_CODES)
    assert codes("transient") == set(standard.TransientRetryableChecker._TRANSIENT_ERROR_CODES)


def test_the_statuses_are_those_of_botocore():
    found = re.search(r"transientStatuses: Set<Int> = \[(.*?)\]", RULES.read_text()).group(1)
    assert [int(code) for code in found.split(",")] == standard.TransientRetryableChecker._TRANSIENT_STATUS_CODES


def test_the_costs_are_those_of_botocore():
    text = RULES.read_text()
    numbers = {name: int(value) for name, value in re.findall(r"package var (\w+) = (\d+)\n", text)}
    assert numbers["maxAttempts"] == standard.DEFAULT_MAX_ATTEMPTS
    assert numbers["retryCost"] == standard.RetryQuotaChecker._RETRY_COST
    assert numbers["timeoutCost"] == standard.RetryQuotaChecker._TIMEOUT_RETRY_REQUEST
    assert numbers["quota"] == standard.quota.RetryQuota.INITIAL_CAPACITY
