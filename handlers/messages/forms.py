"""Labels, hints and errors of the fields that several forms have."""

from collections.abc import Sequence

from bot.scheduling.pasted.addresses import AddressProblem, BadAddress

WHEN = "When"
WHEN_EXAMPLE = "next Tue 2pm Pacific"
WHEN_HINT = (
    "Enter it the way you'd say it: next Tue 2pm Pacific, {day}, {clock}, in two weeks at noon."
)
COPIED_WHEN_HINT = (
    "Enter the new date the way you'd say it: next Tue, in two weeks. A day alone keeps {clock}."
)
NO_TIME = "When is it? For example “next Tue 2pm Pacific”."
NO_TIME_OF_DAY = "{day}: what time? Add one, for example “2pm”."
TYPE_IN_NUMBERS = "Enter another day and time. You can always use numbers: “{example} 15:30”."
YES_THAT_TIME, YES_THAT_DAY, TYPE_ANOTHER = "Yes, that time", "Yes, that day", "Choose another time"

TIME_ZONE = "Time zone"
ZONE_HINT = "Used unless “When” names a time zone or city."
PICK_ZONE = "Choose a time zone. Slack doesn't know yours."
# The headings in the list of time zones.
OWN_ZONE = "Yours"
AMERICAN_ZONES = "United States"

DURATION = "Duration"
DURATIONS_DIFFER = "“When” says {said}, but you chose {chosen} here. Make them match."

CHANNEL = "Post card in"
CHANNEL_HINT = "Leave blank to get the card in your direct messages with Docket."
CHANNEL_UNSEEN = (
    "Docket can't see that channel, or you aren't in it. Choose another, invite Docket there first,"
    " or leave this blank to get the card in your direct messages."
)
CHANNEL_ARCHIVED = (
    "That channel is archived. Choose another, or leave this blank to get the card in your direct"
    " messages."
)
CHANNEL_UNKNOWN = (
    "Slack didn't answer, so Docket couldn't check that channel. Try again in a moment, or leave"
    " this blank to get the card in your direct messages."
)

MORE_OPTIONS = "More options"

REASON = "Reason"
NOTIFICATIONS = "Notifications"
TELL_WHY = "Include the reason in the announcement"
EMAIL_EVERYBODY = "Have Prevail email everyone invited"

FIELD_MISSING = "This field didn't arrive. Close the form and open it again."
NOT_PEOPLE = "Choose only people offered, at most ten."
NOT_A_BOX = "Check only the boxes offered."
TOO_LONG = "Use at most {most} characters; this has {count}."
ONE_LINE = "Put this on one line."

_UNREAD = {
    AddressProblem.NO_ADDRESS: "it isn't a complete email address. Enter one such as name@example.com.",
    AddressProblem.NAME_ALONE: "it has no email address. Add one, or remove it.",
    AddressProblem.RUN_TOGETHER: "it can be read more than one way. Put each address in < >.",
    AddressProblem.SEVERAL: "enter only one email address here.",
}
TOO_MANY_ADDRESSES = "Enter at most {most} addresses; this has {count}."


def unread(bad: BadAddress) -> str:
    """Say what could not be read of a list of people, and what to do about it. Plain text."""
    return f"Docket couldn't read “{bad.text}”: {_UNREAD[bad.why]}"


def not_offered(what: str) -> str:
    """Say that something else was chosen than a list offers, by what it lists."""
    return f"Choose one of the {what}s offered."


def write_one(sentence: str, ways: Sequence[str]) -> str:
    """Add to a question which times can be written to answer it."""
    offered = " or ".join(f"“{way}”" for way in ways)
    return f"{sentence} Enter {offered}." if offered else sentence
