"""Rails' names for zones, both ways."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.times.rails_names import rails_name, unfamiliar_name
from bot.times.rails_zones import NEWEST, RAILS
from bot.times.zones import is_known, known_zones, offset_words, share_rules, zone_info

AT = datetime(2026, 12, 1, 12, tzinfo=UTC)


def test_rails_table_is_complete_and_every_zone_exists() -> None:
    assert len(RAILS) >= 151
    assert all(is_known(zone) for zone in RAILS.values())


RAILS_NAMES = {
    "America/New_York": "Eastern Time (US & Canada)",
    "America/Los_Angeles": "Pacific Time (US & Canada)",
    "America/Phoenix": "Arizona",
    "Pacific/Honolulu": "Hawaii",
    "America/Anchorage": "Alaska",
    "America/Toronto": "Eastern Time (US & Canada)",
    "America/Detroit": "Eastern Time (US & Canada)",
    "America/Boise": "Mountain Time (US & Canada)",
    "America/Indiana/Indianapolis": "Indiana (East)",
    "Europe/London": "London",
    "Europe/Kyiv": "Kyiv",
    "Asia/Kolkata": "Kolkata",
    "US/Pacific": "Pacific Time (US & Canada)",
    "Asia/Ho_Chi_Minh": "Bangkok",
    "Europe/Oslo": "Copenhagen",
    "UTC": "UTC",
    "Etc/UTC": "UTC",
    "America/Nuuk": "Greenland",
    # Lent: a name that older zone data knows by the same clocks.
    "America/Vancouver": "Arizona",
    "America/Edmonton": "Saskatchewan",
    "America/Yellowknife": "Saskatchewan",
    "America/Winnipeg": "Bogota",
    "Canada/Central": "Bogota",
    "Africa/El_Aaiun": "Monrovia",
    "Atlantic/Reykjavik": "Monrovia",
    "America/Havana": "America/Havana",
    # One of the same country comes first.
    "America/Argentina/Salta": "Buenos Aires",
    "America/Fortaleza": "Brasilia",
    "Asia/Qyzylorda": "Tashkent",
    "America/Buenos_Aires": "Buenos Aires",
    "America/Hermosillo": "Arizona",
    "Asia/Istanbul": "Istanbul",
}
UNFAMILIAR = {
    "America/Vancouver": "Arizona",
    "America/Winnipeg": "Bogota",
    "Europe/Oslo": "Copenhagen",
    "Etc/GMT+5": "Bogota",
    "America/Phoenix": "",
    "America/Detroit": "",
    "America/Nuuk": "",
    "America/Asuncion": "",
    "Canada/Eastern": "",
    "UTC": "",
}


def test_what_rails_calls_a_zone() -> None:
    assert {zone: rails_name(zone, at=AT) for zone in RAILS_NAMES} == RAILS_NAMES


def test_a_name_that_people_there_would_not_know_is_unfamiliar() -> None:
    assert {zone: unfamiliar_name(zone, at=AT) for zone in UNFAMILIAR} == UNFAMILIAR


def test_a_zone_whose_rules_no_rails_zone_has_keeps_its_own_name() -> None:
    assert rails_name("Australia/Eucla", at=AT) == "Australia/Eucla"
    assert rails_name("Australia/Lord_Howe", at=AT) == "Australia/Lord_Howe"


def test_names_new_to_rails_are_never_sent() -> None:
    called = {zone: rails_name(zone, at=AT) for zone in known_zones()}
    assert not {"Asuncion", "Astana", *NEWEST} & set(called.values())
    assert called["America/Asuncion"] == "America/Asuncion"
    assert called["Asia/Almaty"] == "Almaty"


def test_whoever_reckons_by_the_zone_data_of_the_last_years_gets_the_same_hour() -> None:
    """What law a name's own zone had, month by month, four years before it would be lent."""
    earlier = [datetime(2022, month, 20, 12, tzinfo=UTC) for month in range(1, 13)]
    lent = {zone: unfamiliar_name(zone, at=AT) for zone in known_zones()}
    assert any(lent.values())
    for zone, theirs in ((zone, RAILS[name]) for zone, name in lent.items() if name):
        for at in earlier:
            later = at.replace(year=2028)
            offsets = {each.astimezone(zone_info(theirs)).utcoffset() for each in (at, later)}
            assert offsets == {later.astimezone(zone_info(zone)).utcoffset()}, (zone, theirs, at)


def test_whatever_rails_is_told_its_clocks_agree_with_ours() -> None:
    for zone in known_zones():
        name = rails_name(zone, at=AT)
        theirs = zone_info(RAILS.get(name, name))
        for week in range(53):
            at = AT + timedelta(weeks=week)
            ours = at.astimezone(zone_info(zone))
            assert ours.utcoffset() == at.astimezone(theirs).utcoffset(), (zone, name, at)


def test_zones_that_change_their_clocks_on_other_days_do_not_share_rules() -> None:
    assert share_rules("America/New_York", "America/Toronto", at=AT)
    assert not share_rules("America/Denver", "America/Phoenix", at=AT)
    assert not share_rules("Europe/Athens", "Asia/Beirut", at=AT)


@pytest.mark.parametrize(
    ("hours", "words"), [(0, "UTC"), (-8, "UTC−8"), (5.5, "UTC+5:30"), (-3.5, "UTC−3:30")]
)
def test_an_offset_in_words(hours: float, words: str) -> None:
    assert offset_words(timedelta(hours=hours)) == words
