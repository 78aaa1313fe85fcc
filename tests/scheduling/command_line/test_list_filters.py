"""What a list is narrowed to: `canceled case 2026-CV-118 @person`."""

from typing import Any

import pytest

from bot.scheduling.command_line.list_filters import ListFilters, read_filters, split_fields
from bot.scheduling.model.record import State
from bot.scheduling.model.reference import TIMED, Kind
from bot.scheduling.model.search_words import Field, FieldFilter

CANCELED = frozenset({State.CANCELED})
NOTHING = ListFilters(
    everybodys=False,
    owner="",
    unknown="",
    kinds=frozenset(),
    states=frozenset(),
    also_canceled=False,
    rest="",
)


@pytest.mark.parametrize(
    ("text", "narrowed"),
    [
        ("", {}),
        ("Smith next week", {"rest": "Smith next week"}),
        ("all Smith", {"everybodys": True, "rest": "Smith"}),
        ("everyone’s", {"rest": "everyone’s"} | {"everybodys": True, "rest": ""}),
        ("mine", {}),
        ("canceled", {"states": CANCELED}),
        ("Cancelled, confirmed", {"states": CANCELED | {State.CONFIRMED}}),
        ("Smith with canceled", {"also_canceled": True, "rest": "Smith"}),
        ("agents sessions", {"kinds": frozenset({Kind.AGENT, Kind.SESSION})}),
        ("session agent", {"rest": "session agent"}),
        ("<@U07BENOKAFR|ben> Smith", {"owner": "U07BENOKAFR", "rest": "Smith"}),
        ("Smith owner <@U07BENOKAFR>", {"owner": "U07BENOKAFR", "rest": "Smith"}),
        ("owner:U07BENOKAFR", {"owner": "U07BENOKAFR"}),
        ("@ben", {"unknown": "@ben"}),
        ("host <@U07BENOKAFR|ben>", {"rest": "host <@U07BENOKAFR|ben>"}),
        ("WILLIAMS", {"rest": "WILLIAMS"}),
        ("case:2026-CV-118 “Smith”", {"rest": "case 2026-CV-118 Smith"}),
        ("case canceled", {"rest": "case canceled"}),
    ],
)
def test_a_list_is_narrowed_by_what_is_typed(text: str, narrowed: dict[str, Any]) -> None:
    found = read_filters(text, offered=TIMED)
    assert found == ListFilters(
        **{**{f: getattr(NOTHING, f) for f in ListFilters.__slots__}, **narrowed}
    )


def test_a_kind_that_is_not_listed_is_a_word() -> None:
    assert read_filters("agents", offered=frozenset({Kind.SESSION})).rest == "agents"


@pytest.mark.parametrize(
    ("text", "words", "fields"),
    [
        ("Smith v. Lee", ("Smith", "v.", "Lee"), ()),
        ("Smith host h@x.com", ("Smith",), (FieldFilter(Field.HOST, ("h@x.com",)),)),
        ("witness Jane Park", (), (FieldFilter(Field.DEPONENT, ("Jane", "Park")),)),
        (
            "host lee case 7",
            (),
            (FieldFilter(Field.HOST, ("lee",)), FieldFilter(Field.CASE, ("7",))),
        ),
        ("no host", ("no", "host"), ()),
    ],
)
def test_words_behind_the_name_of_a_field_stand_in_it(
    text: str, words: tuple[str, ...], fields: tuple[FieldFilter, ...]
) -> None:
    assert split_fields(text) == (words, fields)
