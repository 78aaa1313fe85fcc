"""CareValidate's stand-in, at which appointments are booked, canceled and looked up."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest
from flask import Response

from bot.providers.transport import DEADLINE, Transport
from sandbox.providers import CareValidate, FaultSettings, start
from tests.builders import NOW
from tests.scheduling.jobs.carevalidate.bench import CareValidateBench


@pytest.fixture
def deadline() -> timedelta:
    """How long Docket waits for CareValidate."""
    return DEADLINE


@pytest.fixture
def bench(deadline: timedelta) -> Iterator[CareValidateBench]:
    fault_settings = FaultSettings(retry_after=60, slow=0.6)
    with start(CareValidate(now=lambda: NOW), fault_settings=fault_settings) as care:
        transport = Transport("CareValidate", base_url=care.base_url, deadline=deadline)
        with closing(transport):
            yield CareValidateBench(care, transport)


@pytest.fixture(params=[303, 401, 403])
def away(request: pytest.FixtureRequest) -> Response:
    """An answer that turns away whoever asks."""
    return Response(b"", request.param, {"Location": "https://sso.example/"})
