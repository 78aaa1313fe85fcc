"""Prevail's stand-in, at which most of these tests carry out their tasks."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from bot.providers.transport import Transport
from sandbox.providers import FaultSettings, Prevail, start
from tests.builders import NOW
from tests.scheduling.jobs.bench import COMPANY, KEY, PrevailBench


@pytest.fixture
def self_service() -> bool:
    return True


@pytest.fixture
def bench(self_service: bool) -> Iterator[PrevailBench]:
    provider = Prevail(api_key=KEY, company_id=COMPANY, self_service=self_service, now=lambda: NOW)
    with start(provider, fault_settings=FaultSettings(retry_after=600)) as prevail:
        transport = Transport("Prevail", base_url=prevail.base_url)
        with closing(transport):
            yield PrevailBench(prevail, transport)
