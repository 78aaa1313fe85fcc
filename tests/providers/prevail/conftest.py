"""The adapter at work against what stands in for Prevail."""

from collections.abc import Iterator

import pytest

from bot.providers.prevail.adapter import Prevail
from tests.providers.prevail.builders import Prevails, at_work


@pytest.fixture
def both() -> Iterator[tuple[Prevails, Prevail]]:
    with at_work() as both:
        yield both


@pytest.fixture
def prevail(both: tuple[Prevails, Prevail]) -> Prevail:
    return both[1]
