"""What is said when Docket or Slack itself fails, whatever was asked for."""

from collections.abc import Sequence

LOOKING = "Checking {provider}…"
BUSY = (
    "Docket is handling too many requests for {provider} right now and couldn't check for you."
    " Please try again in a moment."
)

BROKEN = (
    "Something went wrong in Docket, and nothing was changed. Please try again. If it happens"
    " again, tell your Docket administrator."
)
REQUEST_UNREADABLE = (
    "Docket can't read this, so nothing was changed. It may be from an older version of Docket."
    " Close it and start again with the command."
)
OLD_BUTTON = "That button is from an older version of Docket. `/session list` shows your sessions."

BOOKING_UNREADABLE = (
    "Docket can't read {ref}, so nothing was changed. It may still take place. Ask your Docket"
    " administrator to check."
)
BOOKINGS_UNREADABLE = (
    "Docket can't read {refs}, so nothing was changed. They may still take place. Ask your Docket"
    " administrator to check."
)
# So many of what can't be read are named.
MOST_NAMED = 10

EXPIRED = "Slack took too long to open the form. Please try again."
NO_VIEW = "Slack couldn't show the form ({code}), so nothing was changed. Please try again."
NOT_ALLOWED_TO_SHOW = (
    "Slack doesn't let Docket show forms anymore ({code}), so nothing was changed. Tell your Docket"
    " administrator."
)
PICK_NOT_SHOWN = (
    "Slack couldn't put that time into the form. If “When” doesn't show it, enter it there: {text}"
)
ANSWER_NOT_SHOWN = "Docket had an answer for you, but Slack couldn't show it. Please ask again."
TOO_LONG_TO_SHOW = (
    "There's more than Slack can show here. See the provider's own site for everything."
)


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
