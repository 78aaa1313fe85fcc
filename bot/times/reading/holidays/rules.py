"""On which day a holiday falls, and where on another one; a line more teaches one more holiday."""

from calendar import isleap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from dateutil.easter import EASTER_ORTHODOX, easter
from dateutil.relativedelta import MO, SU, TH, TU, WE, relativedelta, weekday

from bot.times.reading.parts import Holiday
from bot.times.workdays import Regions, day_off, named_holiday

Rule = Callable[[int], date]


@dataclass(frozen=True, slots=True)
class Observance:
    """A holiday: its usual day, and its day in some countries and regions (`CA`, `AU-VIC`).

    Elsewhere it is the public holiday there whose English name has one of the words `public`.
    """

    usual: Rule
    elsewhere: Mapping[str, Rule] = field(default_factory=dict)
    public: tuple[str, ...] = ()

    def day(self, year: int, *, regions: Regions) -> date:
        """The day in a year where these holidays are kept."""
        places = [place for region in sorted(regions) for place in (region, region[:2])]
        rules = (self.elsewhere[place] for place in places if place in self.elsewhere)
        rule = next(rules, None)
        if rule is not None:
            return rule(year)
        return named_holiday(self.public, year=year, regions=regions) or self.usual(year)


def _on(month: int, day: int) -> Rule:
    return lambda year: date(year, month, day)


def _nth(count: int, day: weekday, month: int) -> Rule:
    return lambda year: date(year, month, 1) + relativedelta(weekday=day(count))


def _before(day: weekday, month: int, end: int) -> Rule:
    """The last such weekday up to a day of a month."""
    return lambda year: date(year, month, end) + relativedelta(weekday=day(-1))


def _leap_day(year: int) -> date:
    """The next 29 February, from that year on."""
    while not isleap(year):
        year += 1
    return date(year, 2, 29)


def _from_easter(days: int) -> Rule:
    return lambda year: easter(year) + timedelta(days=days)


def _listed(name: str, *, country: str) -> Rule:
    """As a country's list has it, by a calendar that is not computed here; `date.min` beyond the list."""
    regions = frozenset({country})
    return lambda year: named_holiday((name,), year=year, regions=regions) or date.min


def _after(rule: Rule, days: int) -> Rule:
    return lambda year: rule(year) + timedelta(days=days)


def _mothers_day_in_france(year: int) -> date:
    """The last Sunday of May; a week later where that is Pentecost."""
    day = _before(SU, 5, 31)(year)
    return day + timedelta(days=7) if day == easter(year) + timedelta(days=49) else day


def _at(places: str, rule: Rule) -> dict[str, Rule]:
    return dict.fromkeys(places.split(), rule)


def _christian(days: int) -> Observance:
    """So many days from Easter, in the Orthodox countries from theirs."""
    theirs: Rule = lambda year: easter(year, EASTER_ORTHODOX) + timedelta(days=days)  # noqa: E731
    return Observance(_from_easter(days), _at(_ORTHODOX, theirs))


_ORTHODOX = "GR CY RO BG RS ME MK MD UA RU BY GE ET ER"
_US_THANKSGIVING, _CA_THANKSGIVING = _nth(4, TH, 11), _nth(2, MO, 10)
_US_LABOR_DAY = _nth(1, MO, 9)

RULES: Mapping[str, Observance] = {
    "new year's day": Observance(_on(1, 1)),
    "new year's eve": Observance(_on(12, 31)),
    "epiphany": Observance(_on(1, 6)),
    "mlk day": Observance(_nth(3, MO, 1)),
    "australia day": Observance(_on(1, 26)),
    "st brigid's day": Observance(_on(2, 1), public=("Brigid",)),
    "lunar new year": Observance(_listed("Chinese New Year", country="SG")),
    "burns night": Observance(_on(1, 25)),
    "groundhog day": Observance(_on(2, 2)),
    "waitangi day": Observance(_on(2, 6)),
    "leap day": Observance(_leap_day),
    "lincoln's birthday": Observance(_on(2, 12)),
    "valentine's day": Observance(_on(2, 14)),
    "presidents day": Observance(_nth(3, MO, 2)),
    "family day": Observance(_nth(3, MO, 2), public=("Family Day",)),
    "st david's day": Observance(_on(3, 1)),
    "st patrick's day": Observance(_on(3, 17)),
    "ides of march": Observance(_on(3, 15)),
    "women's day": Observance(_on(3, 8), _at("ZA", _on(8, 9))),
    "benito juárez's birthday": Observance(_nth(3, MO, 3)),
    "cesar chavez day": Observance(_on(3, 31)),
    "patriots' day": Observance(_nth(3, MO, 4)),
    "freedom day": Observance(_on(4, 25)),
    "april fools": Observance(_on(4, 1)),
    "carnival monday": _christian(-48),
    "mardi gras": _christian(-47),
    "ash wednesday": _christian(-46),
    "palm sunday": _christian(-7),
    "maundy thursday": _christian(-3),
    "good friday": _christian(-2),
    "holy saturday": _christian(-1),
    "easter": _christian(0),
    "easter monday": _christian(1),
    "ascension day": _christian(39),
    "pentecost": _christian(49),
    "whit monday": _christian(50),
    "corpus christi": _christian(60),
    "earth day": Observance(_on(4, 22)),
    "tax day": Observance(_on(4, 15)),
    "tiradentes": Observance(_on(4, 21)),
    "st george's day": Observance(_on(4, 23)),
    "anzac day": Observance(_on(4, 25)),
    "may day": Observance(
        _on(5, 1), _at("GB IE", _nth(1, MO, 5)) | _at("AU-QLD AU-NT", _nth(1, MO, 5))
    ),
    "cinco de mayo": Observance(_on(5, 5)),
    "mother's day": Observance(
        _nth(2, SU, 5),
        _at("GB IE NG", _from_easter(-21))
        | _at("FR MC", _mothers_day_in_france)
        | _at("ES PT RO HU LT MZ AO CV", _nth(1, SU, 5))
        | _at("SE DO HT MA TN DZ SN CI", _before(SU, 5, 31))
        | _at("MX GT SV", _on(5, 10))
        | _at("EG SA AE JO LB IQ KW QA BH OM SY YE LY PS SD", _on(3, 21))
        | _at("PL", _on(5, 26))
        | _at("BO", _on(5, 27))
        | _at("NI", _on(5, 30))
        | _at("PY", _on(5, 15))
        | _at("AR", _nth(3, SU, 10))
        | _at("CR", _on(8, 15))
        | _at("PA", _on(12, 8))
        | _at("NO", _nth(2, SU, 2))
        | _at("TH", _on(8, 12))
        | _at("ID", _on(12, 22))
        | _at("RU", _before(SU, 11, 30))
        | _at("GE", _on(3, 3)),
    ),
    "victoria day": Observance(_before(MO, 5, 24)),
    "memorial day": Observance(_before(MO, 5, 31)),
    "spring bank holiday": Observance(_before(MO, 5, 31)),
    "flag day": Observance(_on(6, 14)),
    "june bank holiday": Observance(_nth(1, MO, 6)),
    "portugal day": Observance(_on(6, 10)),
    "matariki": Observance(_listed("Matariki", country="NZ")),
    "orangemen's day": Observance(_on(7, 12)),
    "pioneer day": Observance(_on(7, 24)),
    "juneteenth": Observance(_on(6, 19)),
    "king's birthday": Observance(
        _nth(2, MO, 6), _at("NZ", _nth(1, MO, 6)), public=("King's Birthday",)
    ),
    "father's day": Observance(
        _nth(3, SU, 6),
        _at("AU NZ FJ PG", _nth(1, SU, 9))
        | _at("DE", _from_easter(39))
        | _at("AT BE", _nth(2, SU, 6))
        | _at("CH LT", _nth(1, SU, 6))
        | _at("ES PT IT HR BO HN LI AO MZ", _on(3, 19))
        | _at("BR", _nth(2, SU, 8))
        | _at("NO SE FI IS EE", _nth(2, SU, 11))
        | _at("DK", _on(6, 5))
        | _at("PL", _on(6, 23))
        | _at("RU", _nth(3, SU, 10))
        | _at("RO", _nth(2, SU, 5))
        | _at("LU", _nth(1, SU, 10))
        | _at("GT SV", _on(6, 17))
        | _at("NI", _on(6, 23))
        | _at("DO", _before(SU, 7, 31))
        | _at("TH", _on(12, 5))
        | _at("TW", _on(8, 8))
        | _at("EG JO LB SY", _on(6, 21)),
    ),
    "st john's day": Observance(_on(6, 24)),
    "canada day": Observance(_on(7, 1)),
    "4th of july": Observance(_on(7, 4)),
    "independence day": Observance(_on(7, 4), _at("US", _on(7, 4)), public=("Independence Day",)),
    "bastille day": Observance(_on(7, 14)),
    "national day": Observance(
        _on(7, 14),
        _at("CA", _on(6, 24)) | _at("DE", _on(10, 3)),
        public=("National Day", "National Holiday"),
    ),
    "assumption day": Observance(_on(8, 15)),
    "civic holiday": Observance(_nth(1, MO, 8)),
    "summer bank holiday": Observance(_before(MO, 8, 31), _at("GB-SCT IE", _nth(1, MO, 8))),
    "labor day": Observance(
        _US_LABOR_DAY,
        _at("US CA", _US_LABOR_DAY)
        | _at("NZ", _nth(4, MO, 10))
        | _at("AU-NSW AU-ACT AU-SA", _nth(1, MO, 10))
        | _at("AU-VIC AU-TAS", _nth(2, MO, 3))
        | _at("AU-QLD AU-NT", _nth(1, MO, 5))
        | _at("AU-WA", _nth(1, MO, 3)),
        public=("Labor", "Labour", "Worker", "May Day"),
    ),
    "patriot day": Observance(_on(9, 11)),
    "truth and reconciliation day": Observance(_on(9, 30)),
    "german unity day": Observance(_on(10, 3)),
    "columbus day": Observance(
        _nth(2, MO, 10), _at("ES MX AR CL CO PE UY VE CR HN SV", _on(10, 12))
    ),
    "our lady of aparecida": Observance(_on(10, 12)),
    "reformation day": Observance(_on(10, 31)),
    "halloween": Observance(_on(10, 31)),
    "october bank holiday": Observance(_before(MO, 10, 31)),
    "all saints' day": Observance(_on(11, 1)),
    "all souls' day": Observance(_on(11, 2)),
    "melbourne cup day": Observance(_nth(1, TU, 11)),
    "guy fawkes night": Observance(_on(11, 5)),
    "election day": Observance(_after(_nth(1, MO, 11), 1)),
    "veterans day": Observance(_on(11, 11)),
    "remembrance sunday": Observance(_nth(2, SU, 11)),
    "republic day": Observance(_on(11, 15), _at("BR", _on(11, 15)), public=("Republic Day",)),
    "black consciousness day": Observance(_on(11, 20)),
    "day of prayer and repentance": Observance(_before(WE, 11, 22)),
    "revolution day": Observance(_nth(3, MO, 11)),
    "restoration of independence": Observance(_on(12, 1)),
    "st andrew's day": Observance(_on(11, 30)),
    "thanksgiving": Observance(_US_THANKSGIVING, _at("CA", _CA_THANKSGIVING)),
    "american thanksgiving": Observance(_US_THANKSGIVING),
    "canadian thanksgiving": Observance(_CA_THANKSGIVING),
    "thanksgiving eve": Observance(
        _after(_US_THANKSGIVING, -1), _at("CA", _after(_CA_THANKSGIVING, -1))
    ),
    "black friday": Observance(_after(_US_THANKSGIVING, 1)),
    "small business saturday": Observance(_after(_US_THANKSGIVING, 2)),
    "cyber monday": Observance(_after(_US_THANKSGIVING, 4)),
    "giving tuesday": Observance(_after(_US_THANKSGIVING, 5)),
    "constitution day": Observance(
        _on(9, 17), _at("US", _on(9, 17)) | _at("ES", _on(12, 6)), public=("Constitution Day",)
    ),
    "st nicholas' day": Observance(_on(12, 6)),
    "immaculate conception": Observance(_on(12, 8)),
    "guadalupe": Observance(_on(12, 12)),
    "lovers' day in brazil": Observance(_on(2, 14), _at("BR", _on(6, 12))),
    "christmas eve": Observance(_on(12, 24)),
    "christmas": Observance(_on(12, 25)),
    "boxing day": Observance(_on(12, 26)),
}


def coming(said: Holiday, *, today: date, regions: Regions) -> Iterator[date]:
    """The next days of a holiday, today among them."""
    days = (day_of(said, year=today.year + ahead, regions=regions) for ahead in range(3))
    return (day for day in days if day >= today)


def day_of(said: Holiday, *, year: int, regions: Regions) -> date:
    """The day of a holiday in a year where these are kept, or the day off for it."""
    day = RULES[said.name].day(year, regions=regions)
    return day_off(day, regions=regions) if said.observed else day
