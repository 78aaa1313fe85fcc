"""A provider's rate limit: once it is used up, nothing is sent, and it is said how long to wait."""

import re
from contextlib import closing
from datetime import timedelta

import pytest

from bot.providers.carevalidate.adapter import CALL_LIMIT
from bot.scheduling.model.failures import TryLater
from bot.store import open_store
from sandbox import providers as stand_ins
from tests.handlers.appointment_steps import answer_to
from tests.handlers.conftest import Office
from tests.providers import adapters

SOON = timedelta(seconds=12)


def test_a_used_up_limit_asks_nobody_and_says_how_long_to_wait() -> None:
    waits = iter([None, SOON])
    provider = stand_ins.CareValidate()
    with adapters.connected(provider, take_call=lambda: next(waits)) as (running, transport):
        care = adapters.carevalidate(running.provider, transport)
        care.check()
        with pytest.raises(TryLater) as busy:
            care.check()
        assert len(running.received) == 1
    assert busy.value.after == SOON


def test_what_other_processes_have_used_up_is_used_up_here(office: Office) -> None:
    with closing(open_store(office.settings.database_url.get_secret_value())) as other:
        for _ in range(CALL_LIMIT.calls):
            assert other.take_call(CALL_LIMIT, at=office.clock()) is None
    answer = answer_to(office.person("Ana Reyes"), "/appointment slots CA")
    # A busy machine takes some seconds of that minute for itself.
    assert re.fullmatch(r"CareValidate is busy\. Try again in (60|[2-5]\d) seconds\.", answer.text)
    assert office.carevalidate.received == []
