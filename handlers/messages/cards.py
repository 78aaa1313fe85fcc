"""The card, the message that shows a booking's current state, and its plain-text fallback."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.scheduling.model.booking import Booking, hold_of
from bot.scheduling.model.record import ENDED, Phase, Record, State, Visibility
from bot.scheduling.model.transitions import can_cancel, can_give_up
from handlers.messages import drift, holds, labels, naming, states
from handlers.messages.attention_buttons import give_up_button
from handlers.messages.presenters import presenter_of
from handlers.ui.blocks import (
    Block,
    Element,
    Message,
    actions,
    button,
    context_block,
    option,
    overflow,
    section,
)

MOVE = "card_move"
CANCEL = "card_cancel"
EDIT = "show_edit"
CALENDAR = "card_calendar"
MORE = "card_more"
AGAIN = "card_again"
REBOOK = "card_rebook"
DAY_2 = "card_day_2"
JOIN = "card_join"
AGENT = "card_agent"
ACCEPT = "card_accept"
PUT_BACK = "card_put_back"
# The menu behind three dots: its choices are `ACTION REF`, the action as on a button.
MENU = "card_menu"

_SAME_AGAIN = {REBOOK: labels.BOOK_AGAIN, DAY_2: labels.DAY_2}

BLOCK = "card-"


def block_id(booking: Record) -> str:
    """Return the id by which a card is known again among a channel's messages."""
    return f"{BLOCK}{booking.ref}"


def variants(
    booking: Record, *, here: Visibility, agents: bool = False, phase: Phase = Phase.UPCOMING
) -> Iterator[Message]:
    """Give the card whole, then without links, then in bare words: Slack may refuse the fuller ones."""
    for links in (True, False):
        text = fallback(booking, here=here, links=links, phase=phase)
        drawn = blocks(booking, here=here, agents=agents, links=links, phase=phase)
        yield Message(text=text, blocks=drawn)
    yield Message(text=f"{_opening(booking)} {text}")


def is_card_of(booking: Record, message: Mapping[str, Any]) -> bool:
    """Return whether a message, as Slack lists it, is the booking's card in any of its forms."""
    drawn = {str(block.get("block_id")) for block in message.get("blocks") or ()}
    if any(name.startswith(BLOCK) for name in drawn):
        return block_id(booking) in drawn
    said = str(message.get("text") or "")
    opening = said.partition(":")[0].split()
    return bool(message.get("bot_id")) and len(opening) == 2 and opening[1] == booking.ref


def reference_of(blocks: Iterable[Block]) -> str:
    """Return the reference of the booking that a message with these blocks is a card of, or nothing."""
    names = (str(block.get("block_id")) for block in blocks)
    return next((name.removeprefix(BLOCK) for name in names if name.startswith(BLOCK)), "")


def _opening(booking: Record) -> str:
    """Return how a card in bare words begins; it is recognized by the reference."""
    return f"{presenter_of(booking).noun.capitalize()} {booking.ref}:"


def blocks(
    booking: Record,
    *,
    here: Visibility,
    agents: bool = False,
    links: bool = True,
    phase: Phase = Phase.UPCOMING,
) -> list[Block]:
    """Draw the card for a place; where others read what is not theirs, it is type, time and state.

    `agents` says whether an agent can be sent, `links` whether it may have links, `phase` where the
    clock is: nothing is offered that cannot be done anymore.
    """
    shared = naming.is_hidden(booking, here=here)
    link = presenter_of(booking).link_at(here) if links and phase is not Phase.FINISHED else None
    buttons = actions(_buttons(booking, link=link, shared=shared, agents=agents, phase=phase))
    if booking.state is State.CANCELED:
        return [section(_folded(booking, shared=shared), block_id=block_id(booking)), buttons]
    notes = [naming.why_hidden(here)] if shared else presenter_of(booking).card_notes(phase)
    facts = _facts(booking, link=link, shared=shared, phase=phase)
    return [
        section(_heading(booking, shared=shared, phase=phase), block_id=block_id(booking)),
        *([section(facts)] if facts else []),
        *map(context_block, notes),
        buttons,
    ]


def fallback(
    booking: Record, *, here: Visibility, links: bool = True, phase: Phase = Phase.UPCOMING
) -> str:
    """Say what the card says in one text that stands alone: screen readers and notifications use it."""
    if naming.is_hidden(booking, here=here):
        presenter = presenter_of(booking)
        what = ", ".join(filter(None, (presenter.noun.capitalize(), presenter.when())))
        return f"{what}: {states.short_state(booking, phase=phase)}."
    link = presenter_of(booking).link_at(here) if links else None
    said = (
        states.state(booking),
        states.after_start(booking, phase=phase),
        _join_line(booking, link, phase),
    )
    return " ".join([f"{naming.subject(booking)}.", *filter(None, said)]).replace("*", "")


def _join_line(booking: Record, link: str | None, phase: Phase) -> str:
    """Say how to join, unless its time is over."""
    return "" if phase is Phase.FINISHED else states.join_line(booking, link=link)


def _folded(booking: Record, *, shared: bool) -> str:
    """Write what is canceled in two lines."""
    if shared:
        state = states.in_short(booking, phase=Phase.UPCOMING)
        return f"{state}\n{naming.struck_through(booking, named=False)}"
    what = f"{naming.struck_through(booking)} · {naming.owner(booking)}"
    return f"{states.headline(booking)}\n{what}"


def _heading(booking: Record, *, shared: bool, phase: Phase) -> str:
    """Write how it stands, then what it is."""
    kind = presenter_of(booking).noun.capitalize()
    if shared:
        return f"{states.in_short(booking, phase=phase)}\n*{kind}* · {booking.ref}"
    what = " · ".join(filter(None, (naming.case(booking), f"{kind} {booking.ref}")))
    return f"{states.headline(booking)}\n*{naming.title(booking)}*\n{what}"


def _facts(booking: Record, *, link: str | None, shared: bool, phase: Phase) -> str:
    lines = presenter_of(booking).time_lines(shown=not shared)
    if not shared:
        lines.append(states.after_start(booking, phase=phase))
        lines += [_people(booking), _join_line(booking, link, phase)]
    return "\n".join(line for line in lines if line)


def _people(booking: Record) -> str:
    """Name the owner and what else everybody looks for, such as who testifies."""
    return " · ".join([naming.owner(booking), *presenter_of(booking).people()])


def _buttons(
    booking: Record, *, link: str | None, shared: bool, agents: bool, phase: Phase
) -> list[Element]:
    ref = booking.ref
    more = button(labels.MORE, action=MORE, value=ref, label=f"More about {ref}")
    if booking.state in ENDED:
        return [*_starting_over(booking, shared=shared), more]
    stop = [give_up_button(booking)] if can_give_up(booking) else []
    if (hold := hold_of(booking)) is not None:
        join = [join_button(booking, url=link)] if link and not shared else []
        return [holds.undo_button(booking, hold), *join, more]
    is_canceling = booking.state is State.CANCELING
    if not isinstance(booking, Booking) or not booking.changeable or is_canceling:
        return [*stop, more]
    join = [join_button(booking, url=link)] if link and not shared else []
    if drift.word(booking):
        return [*_buttons_about_drift(booking, join=join, shared=shared, phase=phase), more]
    others = [] if shared else _other_actions(booking, agents=agents, phase=phase)
    if phase is not Phase.UPCOMING:
        return [*join, *stop, more, *others]
    return [*join, *_change_buttons(booking), *stop, more, *others]


def _buttons_about_drift(
    booking: Booking, *, join: list[Element], shared: bool, phase: Phase
) -> list[Element]:
    """Draw what can be done while its provider holds it otherwise; what ended there nobody can join."""
    decide = drift_buttons(booking, phase=phase)
    if booking.ended_there:
        return [*decide, *([] if shared else same_again(booking))]
    changes = _change_buttons(booking) if phase is Phase.UPCOMING else []
    return [*join, *decide, *changes]


def drift_buttons(booking: Booking, *, phase: Phase) -> list[Element]:
    """Draw what can be decided where its provider holds it otherwise; the value says what is shown."""
    ref, value = booking.ref, f"{booking.ref} {booking.revision}"
    accept = button(
        labels.ACCEPT,
        action=ACCEPT,
        value=value,
        label=f"{labels.ACCEPT} the change of {ref}",
    )
    can_put_back = booking.can_move and not booking.ended_there
    if not can_put_back or phase is not Phase.UPCOMING:
        return [accept]
    put_back = labels.PUT_BACK
    return [accept, button(put_back, action=PUT_BACK, value=value, label=f"{put_back}: {ref}")]


def same_again(booking: Record) -> list[Element]:
    """Draw the buttons that open the form for another one like it, if its kind can be copied."""
    if not presenter_of(booking).can_book_again:
        return []
    return [
        button(name, action=action, value=booking.ref, label=f"{name}: {booking.ref}")
        for action, name in _SAME_AGAIN.items()
    ]


def _starting_over(booking: Record, *, shared: bool) -> list[Element]:
    """Draw the button that opens the form of what failed or was canceled again, filled in."""
    presenter, ref = presenter_of(booking), booking.ref
    if booking.state is State.FAILED and not presenter.session_ref:
        return [button(labels.CHANGE_AND_TRY_AGAIN, action=AGAIN, value=ref, style="primary")]
    if booking.state is State.CANCELED and not shared:
        return same_again(booking)
    return []


def _other_actions(booking: Booking, *, agents: bool, phase: Phase) -> list[Element]:
    """Draw what is done with it more rarely: a menu, or the one button that there is."""
    presenter, ref = presenter_of(booking), booking.ref
    is_ahead = booking.state is State.CONFIRMED and phase is Phase.UPCOMING
    stands = booking.state in {State.CONFIRMED, State.REQUESTED}
    offered = {
        EDIT: labels.EDIT if is_ahead and presenter.has_edit_form else "",
        AGENT: labels.SEND_AGENT if is_ahead and agents and presenter.can_have_agent() else "",
        CALENDAR: labels.ADD_TO_CALENDAR if is_ahead and not booking.unreadable_time else "",
        **(_SAME_AGAIN if stands and presenter.can_book_again else {}),
    }
    choices = {action: text for action, text in offered.items() if text}
    if len(choices) > 1:
        options = [option(f"{action} {ref}", text=text) for action, text in choices.items()]
        return [overflow(options, action=MENU)]
    return [
        button(text, action=action, value=ref, label=f"{text}: {ref}")
        for action, text in choices.items()
    ]


def _change_buttons(booking: Booking) -> list[Element]:
    """Draw the changes that may follow from the state it is in."""
    ref, cancel = booking.ref, labels.cancel_kind(presenter_of(booking).noun)
    buttons = []
    if booking.can_move and booking.state is State.CONFIRMED:
        buttons.append(button(labels.MOVE, action=MOVE, value=ref, label=f"{labels.MOVE} {ref}"))
    if can_cancel(booking):
        buttons.append(button(cancel, action=CANCEL, value=ref, label=f"{cancel} {ref}"))
    return buttons


def join_button(booking: Record, *, url: str) -> Element:
    """Draw the button that opens the session."""
    return button(
        labels.JOIN,
        action=JOIN,
        url=url,
        style="primary",
        label=f"{labels.JOIN} {booking.ref}",
    )
