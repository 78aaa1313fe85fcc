"""/session cancel REF: asks once, with a reason and whom to tell, then cancels."""

from slack_bolt import Ack
from slack_sdk.models.blocks import CheckboxesElement, InputBlock, PlainTextObject

from bot.scheduling.bookings import Booking, ask_to_cancel
from bot.scheduling.ports import UsedKey
from bot.scheduling.tasks import Cancel
from handlers import words
from handlers.blocks import escape, modal, option, section, text_input
from handlers.docket import Docket
from handlers.forms import Carried, carried, shown_under_fields
from handlers.payloads import Body, Submission
from handlers.refusals import REFUSALS
from handlers.screen import Screen

NAME = "session_cancel"

REASON, TELLING = "reason", "telling"
EMAIL_EVERYBODY, TELL_WHY = "email_everybody", "tell_why"
LONGEST_REASON = 1000


def open_form(booking: Booking, *, screen: Screen) -> None:
    """Ask once; where it cannot be cancelled, say why instead."""
    try:
        ask_to_cancel(booking)
    except REFUSALS as refusal:
        screen.say(words.refusal(refusal))
        return
    options = [
        option(EMAIL_EVERYBODY, text="Prevail e-mails everybody invited"),
        option(TELL_WHY, text="Give the reason in the announcement"),
    ]
    blocks = [
        section(
            f"*{words.title(booking.session)}*\n{escape(booking.moment.written())}\n"
            f"{words.CANCEL_IS_FINAL}"
        ),
        text_input(
            REASON,
            label="Reason",
            optional=True,
            multiline=True,
            hint=words.REASON_HINT,
            longest=LONGEST_REASON,
        ),
        InputBlock(
            block_id=TELLING,
            label=PlainTextObject(text="Who is told", emoji=False),
            optional=True,
            element=CheckboxesElement(
                action_id=TELLING, options=options, initial_options=options[:1]
            ),
        ),
    ]
    view = modal(
        f"Cancel {booking.ref}?",
        blocks=blocks,
        name=NAME,
        metadata=Carried(ref=booking.ref).model_dump_json(),
        submit="Cancel session",
        close="Keep it",
    )
    screen.show(view)


def submit(ack: Ack, body: Body, *, docket: Docket) -> None:
    """Cancel the session, or say why not."""
    sent = Submission.model_validate(body)
    telling = sent.modal.chosen(TELLING)
    task = Cancel(
        by=sent.user,
        reason=sent.modal.text(REASON),
        tell_why=TELL_WHY in telling,
        email_everybody=EMAIL_EVERYBODY in telling,
    )
    actor = docket.actor(sent.user, team=sent.team)
    try:
        docket.desk.cancel(carried(sent.modal).ref, task, by=actor, key=sent.key)
    except UsedKey:
        pass
    except REFUSALS as refusal:
        problems = {REASON: words.plain(words.refusal(refusal))}
        ack(response_action="errors", errors=shown_under_fields(problems, modal=sent.modal))
        return
    ack(response_action="clear")
