"""Decides whether the words after a verb can be its argument; if not, they are a title."""

from collections.abc import Callable, Mapping

from bot.scheduling.command_line.languages import english
from bot.scheduling.command_line.questions import is_next_or_last, split_next_or_last
from bot.scheduling.command_line.references import DIGITLESS, leading_reference
from bot.scheduling.command_line.typed_line import TypedLine, first_word
from bot.scheduling.command_line.verbs import SYNTAX, Argument, Verb
from bot.scheduling.model.reference import Kind


def can_follow(verb: Verb, rest: str, *, line: TypedLine) -> bool:
    """Return whether `rest`, the text after a verb in this line, can be its argument."""
    if not rest or leading_reference(rest)[0] or DIGITLESS.fullmatch(rest):
        return True
    return _FITS[SYNTAX[verb].argument](rest, line)


def _is_new_booking(rest: str, line: TypedLine) -> bool:
    """Return whether `new` is a verb here and not part of a name or title."""
    if line.second in english.NOUNS_AFTER_NEW or line.begins_with_name:
        return False
    return not line.is_capitalized or line.is_time(rest)


def _is_moved(rest: str, line: TypedLine) -> bool:
    """Return whether words are a new time, for the next booking or for one still to be chosen."""
    return _is_next_then_time(rest, line) or line.is_new_time(rest)


def _is_next_then_time(rest: str, line: TypedLine) -> bool:
    """Return whether words mean the next or last booking and, if more follows, a new time."""
    named, after = split_next_or_last(rest)
    return bool(named) and (not after or line.is_new_time(after))


def _is_provider_id(rest: str, line: TypedLine) -> bool:
    """Return whether words can be an agent's key or CareValidate's own ID."""
    key = first_word(rest)[0]
    has_digit = any(mark.isdigit() for mark in key)
    is_any_key = line.verbs.kind is Kind.AGENT and ("@" in rest or rest == key)
    return is_any_key or (has_digit and line.verbs.kind in (Kind.AGENT, Kind.APPOINTMENT))


def _is_booking_or_id(rest: str, line: TypedLine) -> bool:
    return is_next_or_last(rest) or _is_provider_id(rest, line)


def _is_listed(rest: str, line: TypedLine) -> bool:
    """Return whether words can be listed; with a time of day they are a new booking."""
    return line.is_time(rest) or not line.has_clock_time


def _is_no_title(rest: str, line: TypedLine) -> bool:
    """Return whether a verb begins no title: it is not capitalized, or one word follows."""
    return not line.is_capitalized or len(rest.split()) == 1


def _is_verb(rest: str, line: TypedLine) -> bool:
    """Return whether a word is a verb: `help move`."""
    return line.verbs.named(rest) is not None


def _is_booking(rest: str, _: TypedLine) -> bool:
    return is_next_or_last(rest)


def _is_booking_then_time(rest: str, line: TypedLine) -> bool:
    return is_next_or_last(rest) or _is_next_then_time(rest, line)


# Whether words that are no reference can be the argument of a verb in a line.
_FITS: Mapping[Argument, Callable[[str, TypedLine], bool]] = {
    Argument.NEW_BOOKING: _is_new_booking,
    Argument.BOOKING: _is_booking,
    Argument.BOOKING_THEN_TIME: _is_booking_then_time,
    Argument.BOOKING_OR_ID: _is_booking_or_id,
    Argument.BOOKING_OR_TIME: _is_moved,
    Argument.WHAT_TO_LIST: _is_listed,
    Argument.WORDS: _is_no_title,
    Argument.NOTHING: _is_verb,
}
