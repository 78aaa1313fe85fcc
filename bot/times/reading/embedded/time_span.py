"""From where to where a line speaks of time, be it one that can be read or none."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from bot.times.reading.embedded.boundaries import is_boundary, is_divided
from bot.times.reading.embedded.line import JOINERS, Line, is_plainly_a_time
from bot.times.reading.parts import (
    Calendar,
    Clock,
    DayTime,
    Length,
    Nth,
    Part,
    Period,
    SameTime,
    Unsupported,
    Zone,
)
from bot.times.reading.tiling import Tile

Span = tuple[int, int]
"""The places where some words begin and end."""

_ABOUT_TIME = (Length, Nth, Period, SameTime)
_LONGEST_DAYS = 6
_LONGEST_CLOCK = 8


def time_span(line: Line) -> Span:
    """From the first tile that is plainly a time to the end of the last, with what belongs to them.

    A clock that is none (`25:00`) counts too. (0, 0) where nothing speaks plainly of a time.
    """
    plain = [*_plain_times(line), *_colons(line)]
    start = min(plain, default=(0, 0))[0]
    return _begun(line, start), _ended(line, max((end for _, end in plain), default=0))


def _plain_times(line: Line) -> Iterator[Span]:
    for place, tiles in enumerate(line.tiles):
        if line.words[place].kind != "dash" and _is_apart(line, place):
            for end, part in tiles:
                is_whole = _is_apart(line, end) and not is_divided(line.words, place, end)
                if is_plainly_a_time(part) and is_whole:
                    yield place, end


def _colons(line: Line) -> Iterator[Span]:
    places = range(len(line.words))
    return ((place - 1, place + 2) for place in places if line.is_in_a_clock(place))


def _is_apart(line: Line, place: int) -> bool:
    """Whether a time may begin or end here, or a slash separates it from another: `10am/2pm`."""
    around = line.words[max(place - 1, 0) : place + 1]
    return is_boundary(line.words, place) or any(word.kind == "slash" for word in around)


def _begun(line: Line, start: int) -> int:
    """With `10 or` before `11am`, and `last` or `every` before `friday`."""
    words = line.words
    if start > 1 and words[start - 1].kind in JOINERS and words[start - 2].is_number:
        return start - 2
    before = range(max(start - _LONGEST_DAYS, 0), start)
    ways = (place for place in before if _is_unbookable_from(line, place, start))
    return next(ways, start - 1 if start and words[start - 1].kind == "last" else start)


def _is_unbookable_from(line: Line, place: int, end: int) -> bool:
    return any(to >= end for to, part in line.tiles[place] if _is_unbookable(line, place, to, part))


def _is_unbookable(line: Line, place: int, end: int, part: Part) -> bool:
    """Whether a tile is of words that no moment can be made of, and no title's: `weekly`."""
    is_by = line.words[place].kind == "by"
    return isinstance(part, Unsupported) and not is_by and not line.says_how_often(place, end)


def _ended(line: Line, end: int) -> int:
    """With the zone after a clock, and `weekly`."""
    following, second = line.word(end), line.word(end + 1)
    if following and second and following.kind in JOINERS and second.is_number:
        return end + 2
    place = end + 1 if following and following.kind == "open_bracket" else end
    if not 0 < place < len(line.words):
        return end
    ends = [
        to
        for to, part in line.tiles[place]
        if _is_its_zone(line, end, to, part) or _is_unbookable(line, place, to, part)
    ]
    return line.end_of_two_zones(place) or max(ends, default=end)


def _is_its_zone(line: Line, end: int, to: int, part: Part) -> bool:
    """Whether letters after a clock are its zone: no title's, or as those of the one before.

    `PT eval`, `Pacific Corp.` may be a title's; in `11am PT/2pm ET eval` it is the eval.
    """
    if not isinstance(part, Zone) or part.obscure:
        return False
    return not line.heads_a_title(to) or any(
        isinstance(before, Zone) and line.begins_a_clock(stop + 1)
        for place in range(max(end - _LONGEST_CLOCK, 0), end)
        for stop, before in line.tiles[place]
        if stop + 1 < end
    )


def restated_span(line: Line) -> Span:
    """Where a time stands that several clocks with zones may say: `2pm CT/3pm ET`; (0, 0) without."""
    zoned = {
        to
        for tiles in line.tiles
        for end, clock in tiles
        if isinstance(clock, Clock)
        for to, zone in chain.from_iterable(_after_a_bracket(line, end))
        if isinstance(zone, Zone)
    }
    if len(zoned) <= 1:
        return 0, 0
    start, stop = time_span(line)
    stop = max(stop, *zoned)
    following = line.word(stop)
    return start, stop + (following is not None and following.kind == "close_bracket")


def _after_a_bracket(line: Line, place: int) -> Sequence[Iterable[Tile]]:
    """The tiles here, or after the bracket that opens here."""
    word = line.word(place)
    opens = word is not None and word.kind == "open_bracket"
    return line.tiles[place + opens : place + opens + 1]


def speaks_of_time(line: Line) -> bool:
    """Whether any word of the text has to do with a time, even one that cannot be read."""
    return any(
        word.kind in ("ORDINAL", "third") or line.is_in_a_clock(place) or _has_time(line, place)
        for place, word in enumerate(line.words)
    )


def _has_time(line: Line, place: int) -> bool:
    return is_boundary(line.words, place) and any(
        _is_about_time(line, place, end, part)
        for end, part in line.tiles[place]
        if is_boundary(line.words, end)
    )


def _is_about_time(line: Line, place: int, end: int, part: Part) -> bool:
    """Whether a tile has to do with a time; a month's name, `Morning Star` and `24/7` may not."""
    word = line.words[place]
    match part:
        case Unsupported():
            following = line.word(place + 1)
            is_always = following is not None and following.kind == "slash"
            return word.kind == "vague" or (end - place > 1 and not is_always)
        case Period(unit="month", month=int()):
            return word.kind == "in"
        case DayTime():
            return end - place > 1 or not (word.kind == "lunch" or _is_name(line, place, end))
        case Calendar(bare=False):
            return True
    return isinstance(part, _ABOUT_TIME) or is_plainly_a_time(part)


def _is_name(line: Line, place: int, end: int) -> bool:
    """Whether capitals make a name of a word and the one after it: `Morning Star`."""
    following = line.word(end)
    return line.words[place].is_titled and following is not None and following.is_titled
