"""Writes what Tests/AWSRuntimeTests holds the adaptive retry mode against, as botocore's own limiter computes it.

    python3 Tests/Conformance/retries/make_cases.py

botocore-adaptive.json: sequences of sends and answers at given times, with the rate and the tokens after each. The
cases are the same on every run.
"""

import json
import random
import sys
from pathlib import Path

import botocore
from botocore.exceptions import CapacityNotAvailableError
from botocore.retries import adaptive, bucket, throttling

VERSION = "1.43.11"
ADAPTIVE = Path(__file__).parents[2] / "AWSRuntimeTests" / "Fixtures" / "botocore-adaptive.json"


class Clock:
    """A clock that a test moves."""

    def __init__(self):
        self.time = 0.0

    def current_time(self):
        return self.time


class Detector:
    def is_throttling_error(self, throttled, **_):
        return throttled


class Limiter:
    """botocore's limiter, put together as `register_retry_handler` does, on a clock of the test's."""

    def __init__(self, clock):
        self.clock = clock
        self.bucket = bucket.TokenBucket(max_rate=1, clock=clock)
        self.rate = adaptive.RateClocker(clock)
        self.limiter = adaptive.ClientRateLimiter(
            rate_adjustor=throttling.CubicCalculator(starting_max_rate=0, start_time=clock.current_time()),
            rate_clocker=self.rate,
            token_bucket=self.bucket,
            throttling_detector=Detector(),
            clock=clock,
        )

    def send(self):
        """How long a request would wait; it takes its token only if it need not."""
        if not self.limiter._enabled:
            return 0
        try:
            self.bucket.acquire(block=False)
            return 0
        except CapacityNotAvailableError:
            return self.bucket._sleep_amount(1)

    def answer(self, throttled):
        self.limiter.on_receiving_response(throttled=throttled)


def run(name, events):
    """The events are (time, "send" | "success" | "throttle")."""
    clock = Clock()
    limiter = Limiter(clock)
    steps = []
    for time, kind in events:
        clock.time = time
        step = {"time": time, "event": kind}
        if kind == "send":
            step["wait"] = limiter.send()
        else:
            limiter.answer(kind == "throttle")
        step["measured"] = limiter.rate.measured_rate
        step["rate"] = limiter.bucket.max_rate
        step["tokens"] = limiter.bucket.available_capacity
        steps.append(step)
    return {"name": name, "steps": steps}


def pulse(start, end, interval, kind):
    count = int(round((end - start) / interval))
    return [(round(start + n * interval, 4), kind) for n in range(count)]


def interleaved(events):
    return [step for time, kind in events for step in ((time, "send"), (time, kind))]


def walk(seed):
    """An irregular run."""
    source = random.Random(seed)
    time, events = 0.0, []
    for _ in range(120):
        time = round(time + source.choice([0.01, 0.05, 0.1, 0.3, 0.7, 2.5]), 4)
        events.append((time, source.choice(["send", "send", "success", "success", "success", "throttle"])))
    return events


def adaptive_cases():
    steady = pulse(0.1, 6, 0.1, "success")
    return [
        run("nothing is held back before the first throttle", interleaved(steady)),
        run("the first answer is a throttle", [(0.2, "throttle"), (0.3, "send"), (1.3, "send"), (3.3, "send")]),
        run(
            "one throttle, and the way back",
            interleaved(steady + [(6.0, "throttle")] + pulse(6.2, 14, 0.2, "success")),
        ),
        run(
            "throttled again and again",
            interleaved(steady + pulse(6.0, 9, 0.5, "throttle") + pulse(9.2, 12, 0.2, "success")),
        ),
        run("a long pause", interleaved(steady + [(6.0, "throttle"), (66.0, "success"), (66.1, "success")])),
        run("a burst within half a second", interleaved(pulse(0.01, 0.5, 0.01, "success") + [(0.5, "throttle")])),
        *(run(f"irregular {seed}", walk(seed)) for seed in range(8)),
    ]


def text():
    cases = ",\n".join(json.dumps(case, separators=(",", ":")) for case in adaptive_cases())
    return f'{{"botocore":"{VERSION}","cases":[\n{cases}\n]}}\n'


def main():
    if botocore.__version__ != VERSION:
        sys.exit(f"The cases are of botocore {VERSION}; this is {botocore.__version__}.")
    ADAPTIVE.parent.mkdir(parents=True, exist_ok=True)
    ADAPTIVE.write_text(text())


if __name__ == "__main__":
    main()
