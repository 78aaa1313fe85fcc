"""Presenters: every kind has one, which speaks of the provider that carries it out."""

import pytest

from bot.scheduling.model.record import Record, Visibility
from bot.scheduling.model.reference import Kind
from handlers.messages.presenters import presenter_for, presenter_of
from tests.builders import a_booking, an_answer, one_of_each


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_named_and_says_what_switches_it_on(kind: Kind) -> None:
    presenter = presenter_for(kind)
    assert presenter.noun
    assert presenter.done
    assert presenter.provider.name.upper() in presenter.needed_settings()


@pytest.mark.parametrize("record", one_of_each(), ids=lambda record: record.kind.name)
def test_a_kind_speaks_of_the_provider_that_carries_it_out(record: Record) -> None:
    assert presenter_of(record).provider.name == record.provider


@pytest.mark.parametrize("record", one_of_each(), ids=lambda record: record.kind.name)
def test_what_has_no_link_says_nothing_of_one(record: Record) -> None:
    presenter = presenter_of(record)
    assert presenter.link_at(Visibility.DIRECT) is None
    assert presenter.hidden_link() == ""
    assert presenter.password() == ""


def test_a_link_that_may_hold_a_password_is_hidden_and_said_to_be() -> None:
    answer = an_answer(join_url="https://prevail.example/session/doe?pwd=hush")
    presenter = presenter_of(a_booking(booked=answer))
    assert presenter.link_at(Visibility.PUBLIC) is None
    assert "may contain a password" in presenter.hidden_link()
    assert presenter.link_at(Visibility.DIRECT)
