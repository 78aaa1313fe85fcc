"""Whether words in a line with other words name the zone of its time: surely, perhaps, or not at all."""

from dataclasses import dataclass
from enum import IntEnum

from bot.times.reading.embedded.boundaries import is_boundary, is_separator
from bot.times.reading.embedded.line import NUMBER_SIGN, VERSUS, Line
from bot.times.reading.languages import in_any_language
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import Clock, Zone, ZoneOwner
from bot.times.reading.places import is_famous
from bot.times.reading.places.nicknames import NEVER_PERSONAL_NAMES
from bot.times.reading.token import Token
from bot.times.zone_abbreviations import ABBREVIATIONS
from bot.times.zones import standard_offset

_BEHIND_A_CLOCK = frozenset({"open_bracket", "slash"})
_IN_BETWEEN = frozenset({"comma", "open_bracket", "close_bracket", "slash"})
_TIES = frozenset({"for", "at", "with", "on", "about", "and", "of"})
_OF_A_TIME = frozenset({"day", "weekday", "clock", "daytime", "elapsed", "length"})
_LETTERS_OF_A_WORD = 2
_REGARDING = in_any_language(lambda language: language.regarding)
_CASE_WORDS = in_any_language(lambda language: language.case_words)
_NUMBERS_A_CASE = {NUMBER_SIGN} | in_any_language(lambda language: language.number_words)


class Confidence(IntEnum):
    """How surely words name the zone of a time."""

    NONE = 0
    PERHAPS = 1
    LIKELY = 2
    SURELY = 3


@dataclass(frozen=True, slots=True)
class ZoneWords:
    """Words from `start` to `end` that may name a zone, and what is understood of the time by then.

    `follows_time`: right after another part of the time; `window`: where the whole of it stands, if known.
    """

    line: Line
    start: int
    end: int
    zone: Zone
    parse: PartialParse
    follows_time: bool
    window: tuple[int, int] | None

    @property
    def words(self) -> tuple[Token, ...]:
        """The words of the line."""
        return self.line.words

    def confidence(self) -> Confidence:
        """How surely they name the zone of the time; only words that fit nothing else surely do."""
        if self._is_told():
            heads_a_name = not self.follows_time and self._title_follows()
            return Confidence.PERHAPS if heads_a_name else Confidence.SURELY
        is_askers = self.zone.owner is ZoneOwner.ASKER
        if is_askers or not (self._begins_apart() and self._ends_apart()):
            return Confidence.NONE
        if self.parse.zones and not self._agrees():
            return Confidence.NONE
        if self.zone.is_place:
            return self._of_a_place()
        return self._of_letters()

    def _is_told(self) -> bool:
        """`London time`, `time zone: PT`, `UTC-5`, `America/New_York`."""
        if self.words[self.start].kind == "time":
            return True
        if self.words[self.end - 1].kind in ("time", "zone"):
            return self.follows_time or not self.zone.is_place or is_famous(self.zone)
        is_iana = self.zone.is_place and "slash" in self._kinds()
        is_number = self.zone.exact and any(char.isdigit() for char in self.zone.said)
        return (is_iana or is_number) and (self.follows_time or (is_iana and self.parse.has_clock))

    def _kinds(self) -> set[str]:
        return {word.kind for word in self.words[self.start : self.end]}

    def _begins_apart(self) -> bool:
        """Whether nothing is glued to it, but a clock (`1600Z`, `2pmET`) or the slash of `PT/ET`."""
        if is_boundary(self.words, self.start) or self._is_enclosed():
            return True
        before = self.words[self.start - 1]
        is_clock = isinstance(self.parse.last, Clock) and before.text.isalnum()
        return before.kind == "slash" or (is_clock and not self.zone.is_place)

    def _ends_apart(self) -> bool:
        """Whether nothing is glued to its end, but a slash or the bracket around it: `(PT), Doe`."""
        return is_boundary(self.words, self.end) or self._follows("/", ")", "]")

    def _agrees(self) -> bool:
        """Whether it can be the zone said before, in other words: `MST Phoenix`, not `PT CT scan`."""
        if self.zone.exact or self.parse.zones[-1].exact:
            return True
        ours, theirs = (
            {standard_offset(its) for its in zones}
            for zones in (self.zone.zones, self.parse.zones[-1].zones)
        )
        is_other_word = self.zone.is_place != self.parse.zones[-1].is_place or self._is_enclosed()
        return is_other_word and bool(ours & theirs)

    def _of_a_place(self) -> Confidence:
        if not self._is_amid_a_time() or self._follows(*VERSUS):
            return Confidence.NONE
        if self.words[self.start].kind == "in":
            return Confidence.SURELY if self.follows_time else Confidence.LIKELY
        if not self.follows_time:
            return Confidence.PERHAPS if self._ends_an_address() else Confidence.NONE
        return Confidence.SURELY if self._is_surely_a_place() else Confidence.PERHAPS

    def _is_amid_a_time(self) -> bool:
        is_after_part = self.follows_time and bool(self.parse.parts)
        return self.window is not None or self.parse.has_clock or is_after_part

    def _is_surely_a_place(self) -> bool:
        """Whether a place right after a time is no name: one of two words, or one no one is called by."""
        if self._title_follows() or self.zone.obscure:
            return False
        is_no_persons = self.end - self.start > 1 or self.zone.said in NEVER_PERSONAL_NAMES
        return is_no_persons and self._is_near()

    def _of_letters(self) -> Confidence:
        if not is_boundary(self.words, self.start) and self.words[self.start - 1].is_number:
            return Confidence.SURELY
        if self.follows_time:
            return self._after()
        if not self.parse.has_clock:
            return Confidence.PERHAPS if self._is_before_the_time() else Confidence.NONE
        if self.zone.said not in ABBREVIATIONS or not self._may_stand_apart():
            return Confidence.NONE
        is_sure = self._fits_only_a_zone() and not self._title_follows()
        return Confidence.SURELY if is_sure else Confidence.PERHAPS

    def _after(self) -> Confidence:
        if self.zone.obscure or self._title_follows():
            return Confidence.PERHAPS
        is_sure = self._is_glued() or (self._fits_only_a_zone() and self._is_near())
        return Confidence.SURELY if is_sure else Confidence.PERHAPS

    def _may_stand_apart(self) -> bool:
        """`Fri 2pm Doe PT`; in small letters or with a dot two letters are a word: `new pt`."""
        first = self.words[self.start]
        return first.is_in_capitals or (
            not first.is_titled and len(first.text) > _LETTERS_OF_A_WORD
        )

    def _fits_only_a_zone(self) -> bool:
        """`Pacific`, `PST`; `PT` is a therapist's too, and `Est.` an estate's."""
        first = self.words[self.start]
        if self.zone.said != first.text or self.zone.said not in ABBREVIATIONS:
            return len(first.text) > _LETTERS_OF_A_WORD
        return first.is_in_capitals and len(first.text) > _LETTERS_OF_A_WORD

    def _is_glued(self) -> bool:
        """Whether a clock stands directly before, or before the bracket or slash around it."""
        before = self.words[self.start - 1]
        is_apart = is_separator(before) and before.kind not in _BEHIND_A_CLOCK
        return isinstance(self.parse.last, Clock) and not is_apart

    def _is_near(self) -> bool:
        """Whether no dash or bullet separates it from the time."""
        before = self.words[self.start - 1]
        return not is_separator(before) or before.kind in _IN_BETWEEN

    def _is_enclosed(self) -> bool:
        return self.start > 0 and self.words[self.start - 1].kind == "open_bracket"

    def _is_before_the_time(self) -> bool:
        """`(PT) Friday 2pm`, `ET: Friday 2pm`; in `Doe PT Friday 2pm` only the capitals tell."""
        if self.window is None:
            return self.start == 0
        place = self.end
        while place < self.window[0] and is_separator(self.words[place]):
            place += 1
        is_beside = place == self.window[0]
        begins = self.start == 0 or self._is_enclosed()
        is_shouted = place == self.end and self.words[self.start].is_in_capitals
        return is_beside and (begins or is_shouted)

    def _ends_an_address(self) -> bool:
        """Whether a place is the last word, after a comma: `…, Suite 400, Los Angeles`."""
        is_last = self.end == len(self.words)
        return is_last and self.start > 0 and self.words[self.start - 1].kind == "comma"

    def _follows(self, *texts: str) -> bool:
        return self.end < len(self.words) and self.words[self.end].text in texts

    def _title_follows(self) -> bool:
        """Whether what follows may go with the words as a title's: `PT eval`, `Pacific Corp.`, `pt 2`."""
        is_last = self.end == len(self.words)
        if is_last or self._is_separated() or self._follows(*VERSUS) or self._goes_on():
            return False
        following = self.words[self.end]
        if following.kind in _TIES:
            return not (self._fits_only_a_zone() or self.zone.is_place)
        if following.kind == "label":
            return self.zone.is_place or not self._fits_only_a_zone()
        is_name = following.is_titled or following.is_in_capitals or following.is_number
        return is_name or following.kind == "unknown"

    def _is_separated(self) -> bool:
        """Whether a mark or a label follows: `PT - Doe`, `PT re: Doe`, `PT/3pm ET`."""
        following, after = self.words[self.end], self.words[self.end + 1 : self.end + 2]
        if following.text in _REGARDING:
            return bool(after) and after[0].kind == "colon"
        is_number = bool(after) and after[0].text in _NUMBERS_A_CASE
        if following.text in _CASE_WORDS and is_number:
            return True
        return following.kind == "slash" or (is_separator(following) and self._ends_apart())

    def _goes_on(self) -> bool:
        """Whether the time goes on with what it lacks yet: `2pm PT Friday`, `2pm PT for 1 hr`."""
        is_tied = self.words[self.end].kind == "for" and self.end + 1 < len(self.words)
        return any(
            part.slot in _OF_A_TIME - self.parse.parts.keys()
            and is_boundary(self.words, end)
            and self.parse.extended(part) is not None
            for end, part in self.line.tiles[self.end + is_tied]
        )
