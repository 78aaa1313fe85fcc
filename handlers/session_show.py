"""/session show REF, and More on a card: everything about one session that this person may see."""

from slack_bolt import Ack
from slack_sdk.models.blocks import Block, ButtonElement
from slack_sdk.models.views import View

from bot.scheduling.bookings import Booking, State
from bot.scheduling.ports import Entry
from bot.scheduling.rights import Actor, may_change
from handlers import words
from handlers.blocks import actions, button, clip_escaped, context, escape, modal, section
from handlers.cards import CANCEL, MOVE, join_button
from handlers.docket import Docket
from handlers.forms import Carried, carried
from handlers.payloads import Body, Press
from handlers.refusals import REFUSALS
from handlers.screen import ModalScreen, Screen

NAME = "session_show"
PASSWORD = "show_password"  # noqa: S105 - the name of a button
EDIT = "show_edit"
MOST_HISTORY = 10


def show(booking: Booking, *, actor: Actor, screen: Screen, docket: Docket) -> None:
    """Show a session to somebody who may see it."""
    screen.show(draw(booking, actor=actor, history=docket.desk.history(booking)))


def draw(
    booking: Booking, *, actor: Actor, history: list[Entry], password: str | None = None
) -> View:
    """Draw everything about a session; addresses and notes for those who may change it."""
    blocks: list[Block] = [
        section(f"*{words.title(booking.session)}*"),
        section("\n".join(_facts(booking))),
    ]
    if may_change(actor, booking):
        blocks += _private(booking, history=history)
    if password:
        blocks.append(section(f"Password: `{escape(password)}`"))
    buttons = _buttons(booking, actor=actor, password_shown=password is not None)
    if buttons:
        blocks.append(actions(buttons))
    return modal(
        f"Session {booking.ref}",
        blocks=blocks,
        name=NAME,
        metadata=Carried(ref=booking.ref).model_dump_json(),
    )


def _facts(booking: Booking) -> list[str]:
    session = booking.session
    lines = [
        f"*{booking.moment.written()}* · {words.duration(session.duration)}",
        f"Your time: {words.your_time(booking.moment)}",
        words.state(booking),
        f"Owner <@{booking.owner}>",
    ]
    if session.case:
        lines.append(f"Case {clip_escaped(session.case, to=300)}")
    if session.deponent:
        lines.append(f"{session.deponent.role.value.capitalize()} {escape(session.deponent.name)}")
    if booking.join_url:
        lines.append(f"Join: {escape(booking.join_url)}")
    return lines


def _private(booking: Booking, *, history: list[Entry]) -> list[Block]:
    """Draw what only the owner and administrators see."""
    session = booking.session
    facts = {
        "Deponent's address": session.deponent.email if session.deponent else "",
        "Invited": ", ".join(session.invitees),
        "Hosts": ", ".join(session.hosts),
        "Languages": session.languages,
        "Interpreter": session.interpreter,
        "Preferred manager": session.preferred_manager,
        "Video provider": session.video_provider,
        "Session type": session.session_type,
        "Link name": booking.remote_session_id,
        "Zoom meeting": (booking.booked.meeting_id or "") if booking.booked else "",
        "Notes": session.notes,
    }
    lines = [f"{name}: {clip_escaped(text, to=900)}" for name, text in facts.items() if text]
    blocks: list[Block] = [section("\n".join(lines))]
    small = words.hosts(booking)
    if small:
        blocks.append(context(small))
    blocks += [context(_entry(entry)) for entry in history[-MOST_HISTORY:]]
    return blocks


def _entry(entry: Entry) -> str:
    seconds = int(entry.at.timestamp())
    at = f"<!date^{seconds}^{{date_short_pretty}}, {{time}}|{entry.at:%Y-%m-%d %H:%M} UTC>"
    text = f": {clip_escaped(entry.text, to=1200)}" if entry.text else ""
    return f"{at} · <@{entry.by}> {entry.what}{text}"


def _buttons(booking: Booking, *, actor: Actor, password_shown: bool) -> list[ButtonElement]:
    buttons = [join_button(booking, url=booking.join_url)] if booking.join_url else []
    if may_change(actor, booking) and booking.state is State.CONFIRMED:
        buttons += [
            button("Move", action=MOVE, value=booking.ref),
            button("Edit", action=EDIT, value=booking.ref),
            button("Cancel session", action=CANCEL, value=booking.ref, style="danger"),
        ]
    has_password = booking.booked is not None and booking.booked.password is not None
    if has_password and actor.user == booking.owner and not password_shown:
        buttons.append(button("Show password", action=PASSWORD, value=booking.ref))
    return buttons


def show_password(ack: Ack, body: Body, *, docket: Docket) -> None:
    """Show the password to the owner, and to nobody else; the look is recorded."""
    press = Press.model_validate(body)
    actor = docket.actor(press.user, team=press.team)
    screen = ModalScreen(ack, docket=docket, trigger=press.trigger)
    if press.modal is None:
        screen.say(words.OLD_BUTTON)
        return
    try:
        booking = docket.desk.reveal_password(carried(press.modal).ref, by=actor)
    except REFUSALS as refusal:
        screen.say(words.refusal(refusal))
        return
    secret = booking.booked.password if booking.booked else None
    view = draw(
        booking,
        actor=actor,
        history=docket.desk.history(booking),
        password=secret.get_secret_value() if secret else "",
    )
    docket.slack.call(
        "views.update", view_id=press.modal.id, hash=press.modal.hash or None, view=view.to_dict()
    )
    ack()
