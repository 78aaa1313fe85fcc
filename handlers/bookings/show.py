"""/session show REF (/agent, /appointment), and More on a card: all that this person may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeGuard

from slack_bolt import Ack

from bot.scheduling.command_line.verbs import Verb
from bot.scheduling.model.booking import Booking, hold_of
from bot.scheduling.model.failures import ProviderFailure
from bot.scheduling.model.form_field import LONGEST_CAPTION, in_words
from bot.scheduling.model.record import Phase, Record, State
from bot.scheduling.model.rights import (
    Actor,
    is_owner,
    link_for,
    may_cancel,
    may_change,
    may_see_private_details,
)
from bot.scheduling.personal_data import is_erased
from bot.scheduling.ports.store import Entry, UsedKey
from bot.scheduling.told import told_in, without_told
from handlers.forms.metadata import FormMetadata, form_metadata
from handlers.messages import calendars, holds, labels, naming, refusals, states
from handlers.messages.cards import CANCEL, EDIT, MOVE, drift_buttons, join_button, same_again
from handlers.messages.errors import OLD_BUTTON, TOO_LONG_TO_SHOW
from handlers.messages.history import WHO_WAS_TOLD, history_line, told_line
from handlers.messages.notice import can_be_told
from handlers.messages.presenters import presenter_of
from handlers.messages.refusals import REFUSALS
from handlers.request import BookingRequest
from handlers.services import Services
from handlers.slack.payloads import BlockAction, Body, Modal
from handlers.ui.blocks import (
    MOST_BLOCKS,
    Block,
    Element,
    View,
    actions,
    button,
    context_block,
    fit_blocks,
    full_text,
    modal,
    section,
)
from handlers.ui.screen import ModalScreen, why_not_shown

NAME = "booking_show"
PASSWORD = "show_password"  # noqa: S105 - the name of a button
REVOKE = "show_revoke"
NOTICE = "show_notice"
MOST_HISTORY = 10
# As long as a form takes one, with room for signs that are written as entities.
LONGEST_CASE = 2 * LONGEST_CAPTION


def show(booking: Record, request: BookingRequest) -> None:
    """Show a booking to somebody who may see it; what has changed at its provider shows on its card."""
    request.screen.show(_drawn(booking, actor=request.actor, services=request.services))
    request.services.bookings.look_up(booking)


def _drawn(
    booking: Record, *, actor: Actor, services: Services, password: str | None = None
) -> View:
    return draw(
        booking,
        actor=actor,
        now=services.clock(),
        history=services.bookings.history(booking),
        password=password,
        choices=services.choices.words,
        links=isinstance(booking, Booking)
        and services.calendar_link(booking, to=actor) is not None,
    )


def draw(
    booking: Record,
    *,
    actor: Actor,
    now: datetime,
    history: list[Entry],
    choices: Mapping[str, str],
    password: str | None = None,
    links: bool = False,
) -> View:
    """Draw everything about a booking that this person may see; addresses and notes for few.

    `choices` are the words of values in lists; `links` says whether Docket gives out calendar links,
    which can then be revoked.
    """
    private_details = may_see_private_details(actor, booking)
    link = link_for(actor, booking)
    outlined = booking.confidential and not private_details
    booking, phase = booking.as_of(now), booking.phase(now)
    state = states.in_short(booking, phase=phase) if outlined else states.headline(booking)
    times = presenter_of(booking).time_lines()
    facts = times if outlined else [*times, *_facts(booking, link=link, phase=phase)]
    blocks: list[Block] = [
        section(state),
        *full_text(booking.title, mark="*"),
        *([section("\n".join(facts))] if facts else []),
    ]
    private = (
        _private(booking, history=history, actor=actor, choices=choices) if private_details else []
    )
    buttons = [
        *([join_button(booking, url=link)] if link else []),
        *_buttons(booking, actor=actor, now=now, locked=password is None, links=links),
    ]
    last: list[Block] = [
        *([section(states.password(password))] if password else []),
        *([actions(buttons)] if buttons else []),
    ]
    room = MOST_BLOCKS - len(blocks) - len(last)
    return modal(
        f"{presenter_of(booking).noun.capitalize()} {booking.ref}",
        blocks=[*blocks, *fit_blocks(private, to=room, rest=TOO_LONG_TO_SHOW), *last],
        name=NAME,
        metadata=FormMetadata(ref=booking.ref, reply_to=actor.reply_to).model_dump_json(),
    )


def _buttons(
    booking: Record, *, actor: Actor, now: datetime, locked: bool, links: bool
) -> list[Element]:
    """Draw what this person can do: change it, see the password that is `locked`, revoke `links`."""
    buttons = [
        *_decisions(booking, actor=actor, now=now),
        *_changes(booking, actor=actor, now=now),
    ]
    is_of_use = can_be_told(booking) and booking.phase(now) is Phase.UPCOMING
    if is_of_use and may_see_private_details(actor, booking):
        buttons.append(button(labels.COPY_NOTICE, action=NOTICE, value=booking.ref))
    if locked and presenter_of(booking).password() and is_owner(actor, booking):
        buttons.append(button(labels.SHOW_PASSWORD, action=PASSWORD, value=booking.ref))
    if links and may_change(actor, booking):
        buttons.append(button(labels.REVOKE_LINKS, action=REVOKE, value=booking.ref))
    if may_see_private_details(actor, booking) and not is_erased(booking):
        buttons += same_again(booking)
    return buttons


def _facts(booking: Record, *, link: str | None, phase: Phase) -> list[str]:
    """Write what everybody may know who sees more of it than what it is, when and how it stands."""
    lines = [
        *filter(None, [states.after_start(booking, phase=phase, in_full=link is not None)]),
        naming.owner(booking),
    ]
    if booking.case:
        lines.append(naming.case(booking, longest=LONGEST_CASE))
    lines += presenter_of(booking).facts()
    way_in = states.join_line(booking, link=link)
    return [*lines, way_in] if way_in else lines


def _private(
    booking: Record, *, history: list[Entry], actor: Actor, choices: Mapping[str, str]
) -> list[Block]:
    """Draw what only the owner and, unless it is confidential, administrators see."""
    presenter = presenter_of(booking)
    blocks: list[Block] = []
    for detail in presenter.private_details():
        text = detail.text
        if detail.is_choice:
            text = choices.get(text) or in_words(text)
        blocks += full_text(f"{detail.label}: {text}") if text else []
    blocks += [context_block(note) for note in presenter.detail_notes()]
    for entry in without_told(history)[-MOST_HISTORY:]:
        # Why something confidential was ended is for who ended it.
        may_read = not booking.confidential or entry.by == actor.user
        blocks.append(
            context_block(history_line(entry, text=entry.text if may_read else "", record=booking))
        )
    told = told_in(history)[-MOST_HISTORY:]
    receipt = [context_block(told_line(each, at=at, record=booking)) for at, each in told]
    return [*blocks, section(WHO_WAS_TOLD), *receipt] if receipt else blocks


def _decisions(booking: Record, *, actor: Actor, now: datetime) -> list[Element]:
    """Draw what this person can decide: to undo what is held, or what counts where its provider differs."""
    hold = hold_of(booking)
    if hold is not None and may_cancel(actor, booking):
        return [holds.undo_button(booking, hold)]
    if not isinstance(booking, Booking) or booking.drift is None or not may_change(actor, booking):
        return []
    return drift_buttons(booking, phase=booking.phase(now))


def _changes(booking: Record, *, actor: Actor, now: datetime) -> list[Element]:
    """Draw the changes this person may make; of what has begun, only a session can still be canceled."""
    cancel = labels.cancel_kind(presenter_of(booking).noun)
    of_verbs = {
        Verb.MOVE: button(labels.MOVE, action=MOVE, value=booking.ref),
        Verb.EDIT: button(labels.EDIT, action=EDIT, value=booking.ref),
        Verb.CANCEL: button(cancel, action=CANCEL, value=booking.ref, style="danger"),
    }
    return [of_verbs[verb] for verb in changes_open_to(actor, booking, now=now)]


def changes_open_to(actor: Actor, booking: Record, *, now: datetime) -> list[Verb]:
    """Return the changes that this person can make to a booking at a time (aware UTC)."""
    if not _stands(booking):
        return []
    is_ahead = booking.phase(now) is Phase.UPCOMING
    changes = is_ahead and may_change(actor, booking)
    is_open = {
        Verb.MOVE: changes and booking.can_move,
        Verb.EDIT: changes and presenter_of(booking).has_edit_form,
        Verb.CANCEL: (is_ahead or now < booking.cancelable_until) and may_cancel(actor, booking),
    }
    return [verb for verb, can in is_open.items() if can]


def _stands(booking: Record) -> TypeGuard[Booking]:
    """Return whether there is something to change, here and at its provider."""
    return (
        isinstance(booking, Booking)
        and booking.changeable
        and booking.state is State.CONFIRMED
        and not booking.ended_there
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _ActionInModal:
    """A button pressed in the modal that shows a booking."""

    press: BlockAction
    modal: Modal
    actor: Actor
    screen: ModalScreen

    @classmethod
    def of(cls, ack: Ack, body: Body, *, services: Services) -> "_ActionInModal | None":
        """Read the press; None where it is in no modal, which is answered."""
        press = BlockAction.model_validate(body)
        actor = services.actor(press.user, team=press.team, reply_to=press.reply_to)
        screen = ModalScreen(ack, services=services, press=press)
        if press.modal is None:
            screen.say(OLD_BUTTON)
            return None
        return cls(press=press, modal=press.modal, actor=actor, screen=screen)

    @property
    def ref(self) -> str:
        """The reference of the booking that is shown."""
        return form_metadata(self.modal).ref


def show_password(ack: Ack, body: Body, *, services: Services) -> None:
    """Show the password to the owner, and to nobody else; the look is recorded."""
    pressed = _ActionInModal.of(ack, body, services=services)
    if pressed is None:
        return
    actor, screen, shown = pressed.actor, pressed.screen, pressed.modal
    try:
        booking = services.bookings.reveal_password(pressed.ref, by=actor)
    except REFUSALS as refusal:
        screen.say(refusals.refusal(refusal))
        return
    password = presenter_of(booking).password()
    view = _drawn(
        booking.as_read_by(actor.reader), actor=actor, services=services, password=password
    )
    try:
        services.slack.update_view(view, view_id=shown.id, seen=shown.hash)
    except ProviderFailure as failure:
        services.bookings.note_password_unseen(booking, by=actor)
        screen.say(why_not_shown(failure))
        return
    ack()


def revoke_links(ack: Ack, body: Body, *, services: Services) -> None:
    """Revoke every calendar link of this booking that was given out."""
    pressed = _ActionInModal.of(ack, body, services=services)
    if pressed is None:
        return
    try:
        key = pressed.press.key
        services.bookings.revoke_calendar_links(pressed.ref, by=pressed.actor, key=key)
    except REFUSALS as refusal:
        pressed.screen.say(refusals.refusal(refusal))
        return
    except UsedKey:
        pass  # the same press, sent twice: they are revoked
    pressed.screen.say(calendars.LINKS_REVOKED)
