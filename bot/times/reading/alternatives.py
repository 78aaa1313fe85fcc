"""Two phrases in one, which share what is around the two: `monday 2pm or 3pm`, `9am PT / 12pm ET`."""

from collections.abc import Iterator
from itertools import islice

from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import Calendar, Clock, Zone
from bot.times.reading.tiling import Tiling
from bot.times.reading.token import Words, is_close_between, joins_numbers

_MOST_WORDS, _MOST_ENDS, _MOST_WAYS = 32, 3, 6
_JOINS = frozenset({"to", "dash"})
BETWEEN_TWO = frozenset({"slash", "equals", "dash", "bar", "colon", "end", "ends", "from", "and"})
"""What may stand between two phrases though no phrase has it."""
_BETWEEN_DAYS = frozenset({"dash", "slash"})
_BETWEEN_TIMES = frozenset({"and", "to", "dash", "slash", "comma"})
_BETWEEN_ZONES = frozenset({"slash", "open_bracket", "comma", "bar", "dash", "and", "equals"})
_CLOCK_AND_ZONE = frozenset({"clock", "zone"})
_DAY_AND_CLOCK = frozenset({"day", "clock"})


def alternatives(words: Words) -> Iterator[tuple[Words, Words]]:
    """The pairs of phrases that may be offered: `monday 2pm`, `monday 3pm`; at an `or` if there is one."""
    if len(words) > _MOST_WORDS:
        return
    ors = [place for place, word in enumerate(words) if word.kind == "or"]
    places = ors or [place for place in range(1, len(words) - 1) if _may_join(words, place)]
    if len(places) > (1 if ors else _MOST_ENDS):
        return
    for place in places:
        if ors and _are_alike(words[:place], words[place + 1 :]):
            yield words[:place], words[place + 1 :]
        yield from islice(_divided(words[:place], words[place + 1 :]), _MOST_WAYS)


def _are_alike(left: Words, right: Words) -> bool:
    """Whether each of the two is whole, with its date: `12/7 or 12/9`."""
    one, other = _parse(left), _parse(right)
    if one is None or other is None:
        return False
    return isinstance(one.parts.get("day"), Calendar) and _kind(one) == _kind(other)


def _may_join(words: Words, place: int) -> bool:
    """Whether a mark may stand between two times; close between two numbers only after a date."""
    if joins_numbers(words, place):
        is_after_date = place > 1 and words[place - 2].kind in ("MONTH", "slash")
        return words[place].kind in _BETWEEN_DAYS and is_after_date
    return words[place].kind in _BETWEEN_TIMES


def restatements(words: Words) -> Iterator[tuple[Words, ...]]:
    """The phrases that may say one time by the clocks of two zones or more: `fri 9am PT`, `fri 12pm ET`."""
    if len(words) > _MOST_WORDS:
        return
    starts, ends = _zoned_clocks(words)
    if not ends:
        return
    first, *between, last = (
        words[start:end] for start, end in zip(starts, [*ends, len(words)], strict=True)
    )
    for one, other in _divided(first, last, alike_in=_CLOCK_AND_ZONE):
        head, tail = other[: len(other) - len(last)], one[len(first) :]
        yield (one, *((*head, *clock, *tail) for clock in between), other)


def _zoned_clocks(words: Words) -> tuple[list[int], list[int]]:
    """Where each of several clocks with a zone begins, and where each but the last ends."""
    tiles = Tiling(words).tiles
    zones = {end for some in tiles for end, part in some if isinstance(part, Zone)}
    starts: list[int] = [0]
    ends: list[int] = []
    for end in sorted(zones)[:-1]:
        place = end + (_kind_at(words, end) == "close_bracket")
        after = place
        while _kind_at(words, after) in _BETWEEN_ZONES:
            after += 1
        if any(isinstance(part, Clock) for some in tiles[after : after + 1] for _, part in some):
            starts.append(after)
            ends.append(place)
    return starts, ends


def spans(words: Words) -> Iterator[tuple[Words, Words]]:
    """The pairs of phrases that may say a start and an end: `feb 8 2pm`, `feb 8 3pm`."""
    if len(words) > _MOST_WORDS:
        return
    start = 1 if words[0].kind == "from" else 0
    ends = [at for at in range(start + 1, len(words) - 1) if _is_before_an_end(words, at)]
    for place in ends if len(ends) <= _MOST_ENDS else ():
        colon = next((at for at in (1, 2) if _kind_at(words, place + at) == "colon"), 0)
        yield from _divided(words[start:place], words[place + colon + 1 :], alike_in=_DAY_AND_CLOCK)


def _kind_at(words: Words, place: int) -> str:
    return words[place].kind if place < len(words) else ""


def _is_before_an_end(words: Words, place: int) -> bool:
    """Whether a start may end here: before `to`, `Ends:`, a dash that is not within a date, ISO's slash."""
    kind, following = words[place].kind, words[place + 1].kind
    is_label = following == "colon" or (following, _kind_at(words, place + 2)) == ("time", "colon")
    return (
        kind in ("to", "ends")
        or (kind == "end" and is_label)
        or (kind == "dash" and not is_close_between(words, place))
        or (kind == "slash" and following in ("year_number", "year_or_clock"))
    )


def _divided(
    left: Words, right: Words, *, alike_in: frozenset[str] = frozenset()
) -> Iterator[tuple[Words, Words]]:
    """What ends the left and what begins the right are alike; the rest belongs to both."""
    ends = [(end, _parse(right[:end])) for end in range(len(right), 0, -1)]
    for start in range(len(left) - 1, -1, -1):
        one = _parse(left[start:])
        before = left[:start]
        if one is None or not _may_be_shared(before) or not alike_in <= _kind(one):
            continue
        for end, other in ends:
            after = right[end:]
            if other and _kind(one) == _kind(other) and not (after and after[0].kind in _JOINS):
                half = _shared_half(one.part(Clock), other.part(Clock), right)
                yield (*left, *half, *after), (*before, *right)


def _may_be_shared(before: Words) -> bool:
    """Whether the words before the first of the two stand on their own: not `2:` before `15 or 30`."""
    if before and before[-1].kind == "dash" and not _has_clock(before[:-1]):
        before = before[:-1]
    return not before or (
        before[-1].kind not in _JOINS and Tiling(before).first_uncovered() is None
    )


def _has_clock(words: Words) -> bool:
    parse = _parse(words)
    return parse is None or parse.part(Clock) is not None


def _parse(words: Words) -> PartialParse | None:
    """What the words say; None if they are not a phrase."""
    parses = Tiling(words).parses()
    return next((parse for parse in parses if parse.parts or parse.zones), None)


def _kind(parse: PartialParse) -> frozenset[str]:
    """What a phrase is made of, however it is said: `tomorrow` and `Friday` are alike."""
    day = parse.parts.get("day")
    kinds = {"day" if slot == "weekday" else slot for slot in parse.parts}
    if isinstance(day, Calendar) and day.month is None:
        kinds = kinds - {"day"} | {"number" if day.bare else "day of a month"}
    return frozenset(kinds | {"zone"} if parse.zones else kinds)


def _shared_half(one: Clock | None, other: Clock | None, right: Words) -> Words:
    """The `am` of `9 or 10am`, for the 9; `11 or 1pm` is of the morning first."""
    if not (one and other and other.half) or one.half or one.exact:
        return ()
    is_before = (one.hour % 12, one.minute) < (other.hour % 12, other.minute)
    half = other.half if is_before else "am"
    return (right[0]._replace(text=half, kind=half),)
