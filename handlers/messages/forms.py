"""Labels, hints and errors of the fields that several forms have."""

from collections.abc import Sequence

from bot.scheduling.pasted.addresses import AddressProblem, BadAddress

YES_THAT_TIME, YES_THAT_DAY, TYPE_ANOTHER = "Yes, that time", "Yes, that day", "Type another"

TYPE_IN_NUMBERS = (
    "Type another day and time. In numbers it is always understood: “{example} 15:30”."
)

ZONE_HINT = "Counts where “When” does not name a zone or a place."

WHEN_HINT = "As you would say it: next Tue 2pm Pacific, {day}, {clock}, in two weeks at noon."

CHANNEL_HINT = "Leave it empty to get the card in your direct messages with Docket."

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

FIELD_MISSING = "This field didn't arrive. Close the form and open it again."

NOT_A_BOX = "Check only boxes that are offered."

TOO_LONG = "Use at most {most} characters; this has {count}."

ONE_LINE = "Put this on one line."

NO_TIME = "When is it? For example “next Tue 2pm Pacific”."

NO_TIME_OF_DAY = "{day}: at what time? Add one, for example “2pm”."

PICK_ZONE = "Choose the time zone: Slack does not say where you are."

DURATIONS_DIFFER = "“When” says {said}, and {chosen} is chosen here. Make the two agree."

_UNREAD = {
    AddressProblem.NO_ADDRESS: "it isn't a whole email address. Write one, such as name@example.com.",
    AddressProblem.NAME_ALONE: "no email address goes with it. Add one, or leave it out.",
    AddressProblem.RUN_TOGETHER: "it can be read in more than one way. Put each address in < >.",
    AddressProblem.SEVERAL: "only one email address goes here.",
}

TOO_MANY_ADDRESSES = "At most {most} addresses; these are {count}."

WHEN = "When"
WHEN_EXAMPLE = "next Tue 2pm Pacific"
DURATION = "Duration"
TIME_ZONE = "Time zone"
# The headings in the list of time zones.
OWN_ZONE = "Yours"
AMERICAN_ZONES = "United States"
CHANNEL = "Announce in"
REASON = "Reason"
NOTIFICATIONS = "Telling people"
TELL_WHY = "Give the reason in the announcement"
EMAIL_EVERYBODY = "Prevail emails everybody invited"


def unread(bad: BadAddress) -> str:
    """Say what could not be read of a list of people, and what to do about it. Plain text."""
    return f"Docket couldn't read “{bad.text}”: {_UNREAD[bad.why]}"


def not_offered(what: str) -> str:
    """Say that something else was chosen than a list offers, by what it lists."""
    return f"Choose one of the {what}s offered."


def write_one(sentence: str, ways: Sequence[str]) -> str:
    """Add to a question which times can be written to answer it."""
    offered = " or ".join(f"“{way}”" for way in ways)
    return f"{sentence} Write {offered}." if offered else sentence
