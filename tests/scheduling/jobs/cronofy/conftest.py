"""Cronofy's stand-in, at which agents are booked and calendar events changed."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from bot.providers.transport import Transport
from sandbox.providers import Cronofy, FaultSettings, start
from tests.builders import NOW
from tests.scheduling.jobs.cronofy.bench import PATIENCE, CronofyBench


@pytest.fixture
def bench() -> Iterator[CronofyBench]:
    fault_settings = FaultSettings(retry_after=60)
    with start(Cronofy(now=lambda: NOW), fault_settings=fault_settings) as cronofy:
        transport = Transport("Cronofy", base_url=cronofy.base_url, deadline=PATIENCE)
        with closing(transport):
            yield CronofyBench(cronofy, transport)
