"""Every sentence a person reads in Slack, together, so that they can be read aloud together.

Those that stand in messages are mrkdwn with user text escaped; those for fields are plain text.
"""

import math
import re
from datetime import datetime, timedelta

from bot.scheduling.agents import AgentBooking
from bot.scheduling.appointments import AppointmentBooking, Location
from bot.scheduling.bookings import Booking, Place, State, Trouble, WrongState
from bot.scheduling.desk import NoSuchBooking, Over
from bot.scheduling.failures import Gone, NotAllowed, Passing, ProviderFailure, Refused
from bot.scheduling.moment import Moment
from bot.scheduling.ports import LinkTaken
from bot.scheduling.references import Kind
from bot.scheduling.rights import NotShown, NotYours
from bot.scheduling.sessions import SessionBooking
from bot.scheduling.tasks import Happened, News
from handlers.blocks import clip, clip_escaped, escape

LONGEST_TITLE = 1000
JOINS_SOON = timedelta(minutes=2)

_MENTIONS = re.compile(r"<@[^>]+>(?:(?:, | or )<@[^>]+>)*")

NOUNS = {Kind.SESSION: "session", Kind.AGENT: "agent", Kind.APPOINTMENT: "appointment"}

HELP = """\
*Schedule a session:* `/session tomorrow 2pm Pacific`, or `/session` alone for an empty form.
*Change one:* `/session move S-7K2M fri 3pm` · `/session edit S-7K2M` · `/session cancel S-7K2M`
*Look:* `/session list` shows yours to come; add `today`, `week`, `all` or any words.
`/session show S-7K2M` shows everything about one.
In place of a reference, `next` means your next session and `last` the one you booked last. \
Without either you get the nearest ones to choose from.
Write times as you would say them: `next Tue 2pm ET`, `28 Jan 9:30 London`, `in two weeks at noon`. \
Docket reads the time back before anything is booked."""

APPOINTMENT_HELP = """\
*Book an appointment:* `/appointment tomorrow 2pm Eastern`, or `/appointment` alone for an empty form.
*Find a time:* `/appointment slots CA NY` shows what is free in these states; add a day or `week`.
*Cancel one:* `/appointment cancel P-7K2M`, or `/appointment cancel` with CareValidate's own id.
*Look:* `/appointment list` shows yours to come. `/appointment list today`, `week`, a date, two dates \
or an invitee's e-mail address asks CareValidate.
`/appointment show P-7K2M` shows everything about one of yours.
Appointments cannot be moved: cancel the one and book another.
What you enter about an invitee is shown to you alone; in a channel there is only the type, the time \
and the state."""
NO_MOVING_APPOINTMENTS = (
    "CareValidate cannot move or change an appointment. Cancel it with `/appointment cancel"
    " P-7K2M`, and book another with `/appointment` and the new time."
)
LOCATIONS = {
    Location.ZOOM: "Zoom",
    Location.GOOGLE_MEET: "Google Meet",
    Location.MICROSOFT_TEAMS: "Microsoft Teams",
    Location.WEBEX: "Webex",
    Location.GOTO_MEETING: "GoTo Meeting",
}
INVITEES_ZONE_HINT = "The invitee's. Counts where “When” does not name a zone or a place."
EVENT_TYPE_HINT = "CareValidate's id of what is to be booked. `/appointment slots CA` shows them."
INVITEE_HINT = "Goes to CareValidate. In Docket only you see it."
APPOINTMENT_CHANNEL_HINT = (
    "Leave it empty to get the card in your direct messages with Docket. A channel sees only the"
    " type, the time and the state."
)
BAD_EVENT_TYPE = (
    "This is not the id of an event type. It has 32 digits and letters a–f in five groups."
    " “/appointment slots CA” shows the ids."
)
BAD_INVITEE = "“{address}” is not an e-mail address. Write one, such as name@example.com."
LOOKING = "Looking at {provider}…"
BUSY = (
    "Docket is asking {provider} for too many people at once, and has not asked for you. Please try"
    " again in a moment."
)

SWITCHES = {
    Kind.SESSION: ("Prevail", "PREVAIL_API_KEY and PREVAIL_COMPANY_ID"),
    Kind.AGENT: ("Cronofy", "CRONOFY_API_KEY"),
    Kind.APPOINTMENT: ("CareValidate", "CAREVALIDATE_API_KEY"),
}
NO_SESSIONS = "There are none."
MORE_SESSIONS = "{more} more. Add words to narrow the list: `/session list week doe`."
CALENDAR = "Where do you keep your calendar?"
BROKEN = (
    "Something went wrong in Docket itself, and nothing was changed. Please try again; if it"
    " happens once more, tell whoever runs Docket."
)
OLD_BUTTON = "That button is from an older version of Docket. `/session list` shows your sessions."
EXPIRED = "Slack took too long to open the form. Please try again."
NO_VIEW = "Slack would not show the form ({code}). Please try again; nothing was changed."
NO_SESSIONS_TO_CHANGE = (
    "You have no sessions ahead that could be changed. `/session list all` shows everybody's."
)
WHICH = "Which session?"
ZONE_HINT = "Counts where “When” does not name a zone or a place."
WHEN_HINT = "As you would say it: next Tue 2pm Pacific, 28 Jan 9:30am, in two weeks at noon."
CHANNEL_HINT = "Leave it empty to get the card in your direct messages with Docket."
EMAIL_LATER = "Invitees cannot be taken off later: that takes cancelling and booking anew."
HOST_HINT = "E-mail addresses. Only registered Prevail members become hosts; others just take part."
LINK_HINT = "The last part of the join link. It can never be changed; empty lets Docket choose."
NOTES_HINT = "Goes to Prevail with the booking, and into no channel."

NO_TIME = "When is it? For example “next Tue 2pm Pacific”."
NO_TIME_OF_DAY = "{day}: at what time? Add one, for example “2pm”."
PICK_ZONE = "Choose the time zone: Slack does not say where you are."
QUARTERS_ONLY = "Prevail books in quarter hours: choose one of these, or write another end."
DURATIONS_DIFFER = "“When” says {said}, and {chosen} is chosen here. Make the two agree."
BAD_ADDRESS = "“{address}” is not an e-mail address. Separate several with commas."
TOO_MANY_ADDRESSES = "At most {most} addresses; these are {count}."
DEPONENT_NEEDS_EMAIL = (
    "Prevail invites the deponent by e-mail: add the address, or leave both empty."
)
DEPONENT_NEEDS_NAME = "Add the deponent's name, or leave both empty."
TITLE_NEEDED = "Give the session a title."
BAD_LINK_NAME = "A link name needs at least one letter or digit."
LINK_TAKEN = "Another session has this link name. Choose another, or leave it empty."
NOTHING_CHANGED = "Nothing differs from the booking as it is. Change something, or close the form."


def duration(length: timedelta) -> str:
    """Write how long something lasts: `1 h 30 min`."""
    hours, minutes = divmod(round(length.total_seconds() / 60), 60)
    parts = [f"{hours} h"] if hours else []
    return " ".join([*parts, f"{minutes} min"] if minutes or not hours else parts)


def times(booking: Booking) -> list[str]:
    """Write when it is and how long it lasts, in its own zone and in the reader's."""
    length = f" · {duration(booking.length)}" if booking.length else ""
    return [
        f"*{booking.moment.written()}*{length}",
        f"Your time: {your_time(booking.moment)}",
    ]


def your_time(moment: Moment) -> str:
    """Write a moment so that Slack shows each reader their own clock."""
    seconds = int(moment.instant.timestamp())
    return f"<!date^{seconds}^{{date_short_pretty}}, {{time}}|{escape(moment.written())}>"


def title(booking: Booking) -> str:
    """Write what a booking is called, escaped."""
    return clip_escaped(booking.title, to=LONGEST_TITLE)


def a_noun(booking: Booking) -> str:
    """Name the kind of thing it is: `a session`, `an agent`."""
    noun = NOUNS[booking.kind]
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def state(booking: Booking) -> str:
    """Say how a booking stands, honestly."""
    match booking.state:
        case State.BOOKING if booking.trouble:
            return f"*Booking…* {_held_up(booking, booking.trouble)}"
        case State.BOOKING:
            return f"*Booking…* {booking.provider} has not answered yet."
        case State.REQUESTED:
            return (
                "*Requested.* Prevail's team still has to schedule it. The join link will appear"
                " here as soon as there is one."
            )
        case State.CONFIRMED if booking.trouble is Trouble.UNKNOWN:
            return (
                f"*Confirmed*, but the last change may or may not have been made: {booking.provider}'s"
                f" answer got lost. Look in {booking.provider} before you change it again."
            )
        case State.CONFIRMED:
            return "*Confirmed*"
        case State.MOVING:
            return f"*Changing…* {_held_up(booking, booking.trouble)}"
        case State.CANCELLING:
            return f"*Cancelling…* {_held_up(booking, booking.trouble)}"
        case State.CANCELLED:
            return "*Cancelled*"
        case State.FAILED:
            return f"*Not booked.* {_why_not(booking, booking.trouble, booking.reason)}"


def state_word(booking: Booking) -> str:
    """Name the state in a word, for lists and for channels shared with other companies."""
    return "not booked" if booking.state is State.FAILED else booking.state.value


def _held_up(booking: Booking, trouble: Trouble | None) -> str:
    provider = booking.provider
    if trouble is None:
        return f"{provider} has not answered yet."
    if trouble is Trouble.UNKNOWN:
        return f"{provider}'s answer got lost. Docket is finding out what became of it."
    return f"{provider} is not answering. Docket keeps trying, and nothing is lost."


def _why_not(booking: Booking, trouble: Trouble | None, reason: str) -> str:
    """Say in plain words why the provider did not do it, and what to do."""
    provider, noun = booking.provider, NOUNS[booking.kind]
    said = f" It said: “{clip_escaped(reason, to=400)}”" if reason else ""
    match trouble:
        case Trouble.REFUSED:
            return f"{provider} refused it.{said}"
        case Trouble.NOT_ALLOWED:
            return (
                f"{provider} does not let Docket do this.{said} Whoever runs Docket has to check"
                f" its key and settings for {provider}: `python -m bot doctor` says more."
            )
        case Trouble.GONE:
            return f"{provider} does not know this {noun}.{said}"
        case Trouble.UNKNOWN:
            return (
                f"{provider}'s answer got lost, and Docket could not find out what became of it."
                f" Look in {provider} before you try again."
            )
        case _:
            return f"{provider} did not answer for too long, and Docket has stopped trying."


def hosts(booking: Booking) -> str:
    """Say what became of the hosts asked for, without their addresses; nothing if all is well."""
    if not isinstance(booking, SessionBooking) or booking.booked is None:
        return ""
    demoted, unconfirmed = len(booking.booked.demoted_hosts), booking.booked.unconfirmed_hosts
    if demoted:
        who = (
            "One host is listed as a participant"
            if demoted == 1
            else f"{demoted} hosts are listed as participants"
        )
        return f"{who} at Prevail: only its registered members become hosts."
    if unconfirmed:
        return "Prevail did not say whether the hosts have host rights: only its members get them."
    return ""


def line(booking: Booking, *, news: News, here: Place, named: bool = True) -> str:
    """Say what happened in one line, with no more than this place may know.

    `named` False leaves out title and case, for readers who cannot see the card.
    """
    if hides(booking, here=here):
        return f"{a_noun(booking).capitalize()} on {booking.moment.written()} {_done(news.what)}."
    by = f" by <@{news.by}>" if news.by else ""
    match news.what:
        case Happened.MOVED:
            return f"Moved{by} from {_written(news.before)} to *{_written(news.after)}*."
        case Happened.EDITED:
            return f"Edited{by}."
        case Happened.LINK_ARRIVED:
            return f"{booking.provider} has scheduled it. Join: {escape(booking.join_url or '')}"
        case Happened.CANCELLED_BY_PROVIDER:
            return f"Cancelled at {booking.provider}: {subject(booking, named=named)}."
        case _:
            why = f" Reason: “{clip_escaped(news.why, to=500)}”" if news.why else ""
            return f"Cancelled{by}: {subject(booking, named=named)}.{why}"


def hides(booking: Booking, *, here: Place) -> bool:
    """Say whether this place may know no more than what it is, when and how it stands."""
    return here is Place.SHARED or (booking.confidential and here is not Place.DIRECT)


def _done(what: Happened) -> str:
    match what:
        case Happened.MOVED:
            return "is its new time"
        case Happened.EDITED:
            return "was edited"
        case Happened.LINK_ARRIVED:
            return "has been scheduled"
        case _:
            return "was cancelled"


def _written(moment: Moment | None) -> str:
    return moment.written() if moment else ""


def subject(booking: Booking, *, named: bool = True) -> str:
    """Name a booking: title, case, time, reference."""
    case = f" ({escape(booking.case)})" if booking.case else ""
    name = f"*{title(booking)}*{case}" if named else a_noun(booking)
    return f"{name}, {booking.moment.written()} · {booking.ref}"


def told(booking: Booking, *, news: News) -> str:
    """Say to one person what happened, in their direct messages."""
    what, where = subject(booking), f"<#{news.channel}>"
    match news.what:
        case Happened.NOT_BOOKED:
            why = _why_not(booking, _trouble(news), news.why)
            return f"Not booked: {what}. {why} Your entries are kept: press *Change and try again*."
        case Happened.NOT_CHANGED:
            return f"Not changed: {what}. {_why_not(booking, _trouble(news), news.why)}"
        case Happened.NOT_CANCELLED:
            return f"*Not cancelled:* {what}. {_why_not(booking, _trouble(news), news.why)}"
        case Happened.HELD_UP:
            return f"Still waiting: {what}. {_held_up(booking, _trouble(news))}"
        case Happened.HOSTS_DEMOTED:
            return (
                f"Prevail lists as participants instead of hosts: {escape(news.why)}. Only its"
                f" registered members become hosts. Session: {what}."
            )
        case Happened.CARD_ELSEWHERE:
            return (
                f"The card of {what} is here, because it could not be posted in {where}."
                f" {slack_trouble(news.trouble)}"
            )
        case Happened.NOT_ANNOUNCED:
            return f"{what} could not be announced in {where}. {slack_trouble(news.trouble)}"
        case Happened.LINK_ARRIVED:
            link = escape(booking.join_url or "")
            return f"{booking.provider} has scheduled {what}. Join: {link}"
        case Happened.MOVED | Happened.EDITED:
            return f"{what}: {line(booking, news=news, here=Place.DIRECT)}"
        case _:
            return line(booking, news=news, here=Place.DIRECT)


def _trouble(news: News) -> Trouble | None:
    return Trouble(news.trouble) if news.trouble else None


def slack_trouble(code: str) -> str:
    """Say what Slack's error code for a message means for a person."""
    match code:
        case "not_in_channel" | "channel_not_found":
            return "Docket is not in that channel: invite it there with `/invite @Docket`."
        case "is_archived":
            return "That channel is archived."
        case _ if code.startswith("restricted_action"):
            return "Only some people may post in that channel."
        case _:
            return f"Slack said: {escape(code)}."


def refusal(error: Exception) -> str:
    """Say why something asked for will not be done, and what can be. Mrkdwn."""
    match error:
        case NoSuchBooking(name=name):
            return _no_such(name)
        case NotYours(booking=booking, admins=admins):
            return _not_yours(booking, admins)
        case NotShown(booking=booking):
            return f"{booking.ref} is shown to <@{booking.owner}> and where its card is: ask them."
        case Over(booking=booking):
            return (
                f"{booking.ref} was for {booking.moment.written()}. That time has come, so there"
                " is nothing left to change here."
            )
        case WrongState(booking=booking):
            return _wrong_state(booking)
        case LinkTaken():
            return LINK_TAKEN
        case _:
            raise error


def _no_such(name: str) -> str:
    word = name.strip().lower()
    if word in {"next", "last"}:
        return f"You have no {word} session. `/session list all` shows everybody's."
    shown = clip_escaped(name, to=60)
    return f"There is no session “{shown}” here. `/session list` shows yours with their references."


def _not_yours(booking: Booking, admins: frozenset[str]) -> str:
    others = " or ".join(f"<@{admin}>" for admin in sorted(admins - {booking.owner})[:5])
    also = f", {others}" if others else ""
    return (
        f"{booking.ref} is not yours to change. Ask <@{booking.owner}>{also} or an administrator of"
        " this workspace."
    )


def _wrong_state(booking: Booking) -> str:
    ref = booking.ref
    match booking.state:
        case State.CANCELLED:
            return f"{ref} is cancelled already. There is nothing left to do."
        case State.CANCELLING:
            return f"{ref} is being cancelled already."
        case State.REQUESTED:
            return (
                f"{ref} cannot be changed yet: Prevail's team has not scheduled it, so it has no"
                " id to change or cancel it by. Write to Prevail's scheduling team, or wait until"
                " the join link is here."
            )
        case State.FAILED:
            return f"{ref} was never booked. Press *Change and try again* on its card."
        case State.CONFIRMED:
            return f"{ref} is booked already."
        case _:
            return f"{booking.provider} has not answered yet about {ref}. Try again in a moment."


def not_answered(failure: ProviderFailure) -> str:
    """Say why a provider did not answer a question, and what can be done. Mrkdwn."""
    provider, reason = failure.provider, failure.reason
    said = f" It said: “{clip_escaped(reason, to=400)}”" if reason else ""
    match failure:
        case Refused():
            return f"{provider} refused it.{said}"
        case NotAllowed():
            return (
                f"{provider} does not let Docket do this.{said} Whoever runs Docket has to check"
                f" its key and settings for {provider}: `python -m bot doctor` says more."
            )
        case Gone():
            return f"{provider} does not know that.{said}"
        case Passing(after=after) if after:
            wait = f"{math.ceil(after / timedelta(seconds=1))} seconds"
            long = after > timedelta(minutes=2)
            return f"{provider} is busy. Try again in {duration(after) if long else wait}."
        case _:
            return f"{provider} is not answering. Please try again in a moment."


def cancelling_means(booking: Booking, *, now: datetime) -> str:
    """Say what a cancellation does and does not do."""
    match booking:
        case SessionBooking():
            return "The join link stops working at once, and this cannot be undone."
        case AgentBooking() if booking.moment.instant - now < JOINS_SOON:
            return "It may already be joining: then it stays, and has to be removed in the call."
        case AgentBooking():
            return "The agent will not join. The call itself stays as it is."
        case _:
            return "This cannot be undone. CareValidate tells the person it was booked for."


def reason_hint(booking: Booking) -> str:
    """Say who will see a reason."""
    if isinstance(booking, AppointmentBooking):
        return "Goes to CareValidate, and into no channel."
    return "Kept for the owner. Channels see it only if you tick the box below."


def switched_off(kind: Kind) -> str:
    """Say that a provider has no key yet, and who can give it one."""
    provider, settings = SWITCHES[kind]
    return (
        f"Docket cannot book {NOUNS[kind]}s yet: it has no key for {provider}. Whoever runs Docket"
        f" can switch them on by setting {settings}. Everything else works."
    )


def sent_before(booking: Booking) -> str:
    """Say that a form was sent before with other entries, which count. Plain text."""
    return (
        f"This form was sent before and made {booking.ref}, as it was filled in then. Close it, and"
        f" change {booking.ref} with its card's buttons."
    )


def cannot(verb: str, booking: Booking) -> str:
    """Say that a kind of booking has no such verb."""
    return (
        f"{booking.ref} is {a_noun(booking)}, and Docket cannot {verb} that. Cancel it and book"
        " another instead."
    )


def did_you_mean(text: str, *, meant: str) -> str:
    """Ask about a word that nearly is a verb."""
    typed, command = clip_escaped(text, to=100), meant.partition(" ")[0]
    return (
        f"“{typed}” is nothing `{command}` knows. Did you mean `{clip_escaped(meant, to=100)}`?"
        f" `{command} help` says what there is."
    )


def plain(text: str) -> str:
    """Turn a sentence for messages into one for fields, where Slack shows no mentions or marks."""
    text = _MENTIONS.sub("its owner", text)
    for marked, shown in (("*", ""), ("`", ""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(marked, shown)
    return clip(text, to=2000)
