"""What is said when Docket or Slack itself fails, whatever was asked for."""

from collections.abc import Sequence

LOOKING = "Looking at {provider}…"

BUSY = (
    "Docket is asking {provider} for too many people at once, and has not asked for you. Please try"
    " again in a moment."
)

TOO_LONG_TO_SHOW = (
    "There is more than Slack can show here. The provider's own site shows all of it."
)

BROKEN = (
    "Something went wrong in Docket itself, and nothing was changed. Please try again; if it"
    " happens once more, tell whoever runs Docket."
)

BOOKING_UNREADABLE = (
    "{ref} can't be read, so nothing was changed. Ask your Docket administrator to look: it may still"
    " take place."
)

# So many of what can't be read are named.
MOST_NAMED = 10

BOOKINGS_UNREADABLE = (
    "{refs} can't be read, so nothing was changed. Ask your Docket administrator to look: they may"
    " still take place."
)

REQUEST_UNREADABLE = (
    "Docket can't read this, and nothing was changed. It may be from an older version of Docket:"
    " close it, and start again with the command."
)

OLD_BUTTON = "That button is from an older version of Docket. `/session list` shows your sessions."

PICK_NOT_SHOWN = (
    "Slack wouldn't put that time into the form. If “When” doesn't show it, type it there: {text}"
)

ANSWER_NOT_SHOWN = "Docket had an answer for you, and Slack wouldn't show it. Please ask again."

EXPIRED = "Slack took too long to open the form. Please try again."

NO_VIEW = "Slack would not show the form ({code}). Please try again; nothing was changed."


def unreadable(refs: Sequence[str]) -> str:
    """Say which bookings can't be read; of many, the first are named and the others counted."""
    if len(refs) == 1:
        return BOOKING_UNREADABLE.format(ref=refs[0])
    return BOOKINGS_UNREADABLE.format(refs=enumerated(refs))


def enumerated(refs: Sequence[str]) -> str:
    """Write references one after the other; of many, the first are named and the others counted."""
    named, more = refs[:MOST_NAMED], len(refs) - MOST_NAMED
    *first, last = [*named, f"{more} more"] if more > 0 else named
    return f"{', '.join(first)} and {last}" if first else last
