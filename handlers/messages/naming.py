"""What bookings are called: noun, title, and the line that names one among others."""

from bot.scheduling.model.record import Record, Visibility
from handlers.messages.presenters import presenter_of
from handlers.ui.blocks import as_written

LONGEST_TITLE = 1000

LONGEST_CASE = 300


def title(booking: Record, *, longest: int = LONGEST_TITLE) -> str:
    """Write what a booking is called, so that it can be shown in bold or struck through."""
    return _name(booking.title, to=longest)


def _name(text: str, *, to: int) -> str:
    """Write on one line what people call something, escaped and without marks that Slack would hide."""
    return as_written(" ".join(text.split()), to=to)


def is_hidden(booking: Record, *, here: Visibility) -> bool:
    """Return whether this place may know no more than what it is, when and how it stands."""
    return here is Visibility.SHARED or (booking.confidential and here is not Visibility.DIRECT)


def subject(booking: Record, *, named: bool = True, dated: bool = True) -> str:
    """Name a booking: title, case, time, reference; without title and case, or time, where told so."""
    presenter = presenter_of(booking)
    case = f" ({_name(booking.case, to=LONGEST_CASE)})" if booking.case else ""
    name = f"*{title(booking)}*{case}" if named else presenter.a_noun
    when = presenter.when() if dated else ""
    return f"{name}{', ' if when else ''}{when} · {booking.ref}"


def struck_through(booking: Record, *, named: bool = True) -> str:
    """Name what is canceled in one line; without title and case where told so."""
    presenter = presenter_of(booking)
    case = f" ({_name(booking.case, to=LONGEST_CASE)})" if booking.case else ""
    name = f"{title(booking)}{case}" if named else presenter.noun.capitalize()
    what = ", ".join(filter(None, (name, presenter.when())))
    return f"~{what}~ · {booking.ref}"


def why_hidden(here: Visibility) -> str:
    """Say on a card why it shows no more than what it is, when and how it stands."""
    if here is Visibility.SHARED:
        return (
            "Only the type, time, and state are shown here because people from another organization"
            " can read this channel, or Docket can't rule that out."
        )
    return "Only the type, time, and state are shown here because appointments are confidential."


def kind_and_ref(booking: Record) -> str:
    """Name a booking with no more than anybody may know: `session S-7K2M`."""
    return f"{presenter_of(booking).noun} {booking.ref}"


def owner(booking: Record) -> str:
    """Say whose it is."""
    return f"Owner <@{booking.owner}>"


def place(booking: Record, channel: str) -> str:
    """Name a channel; direct messages, which are its owner's, have no name in Slack, and none is its own."""
    if not channel:
        return "its channel"
    if channel.startswith("D"):
        return f"the direct messages of <@{booking.owner}>"
    return f"<#{channel}>"


def case(booking: Record, *, longest: int = LONGEST_CASE) -> str:
    """Say which case it belongs to; nothing where it belongs to none."""
    return f"Case {_name(booking.case, to=longest)}" if booking.case else ""
