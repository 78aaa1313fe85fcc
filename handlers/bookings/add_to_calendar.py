"""*Add to calendar* on a card: links that add a booking to the reader's own calendar."""

from urllib.parse import quote, urlencode

from slack_bolt import Ack

from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import State
from bot.scheduling.model.rights import NotShown, link_for, may_see_private_details
from bot.scheduling.model.text import clip
from handlers.messages import calendars, labels, naming, refusals
from handlers.messages.refusals import REFUSALS
from handlers.request import card_pressed
from handlers.services import Services
from handlers.slack.payloads import BlockAction, Body
from handlers.ui.blocks import LONGEST_URL, Block, View, actions, button, escape, modal, section
from handlers.ui.screen import screen_of

NAME = "calendar"
OPEN = "calendar_open"
# Twelve characters stand in an address for one that many languages write.
LONGEST_TITLE = 150


def show(ack: Ack, body: Body, *, services: Services) -> None:
    """Offer a booking to the calendars people use."""
    press = BlockAction.model_validate(body)
    screen = screen_of(press, ack, services=services)
    actor = services.actor(press.user, team=press.team)
    card = card_pressed(press, press.value)
    try:
        booking = services.bookings.find_visible(press.value, by=actor, at=press.channel, card=card)
    except REFUSALS as refusal:
        screen.say(refusals.refusal(refusal))
        return
    if booking.confidential and not may_see_private_details(actor, booking):
        screen.say(refusals.refusal(NotShown(booking)))
        return
    if not isinstance(booking, Booking) or booking.state is not State.CONFIRMED:
        screen.say(calendars.not_confirmed(booking))
        return
    if booking.unreadable_time:
        screen.say(calendars.no_calendar(booking))
        return
    file = services.calendar_link(booking, to=actor)
    shown = booking.as_read_by(actor.reader)
    screen.show(draw(shown, link=link_for(actor, booking), file=file))


def draw(booking: Booking, *, link: str | None, file: str | None) -> View:
    """Draw the choice of calendars; `file` is the address of an iCalendar file, if there is one."""
    links = {
        calendars.GOOGLE: google(booking, link=link),
        calendars.OUTLOOK: outlook(booking, link=link),
    }
    if file:
        links[calendars.FILE] = file
    buttons = [
        button(text, action=f"{OPEN}_{n}", url=url) for n, (text, url) in enumerate(links.items())
    ]
    blocks: list[Block] = [
        section(f"*{naming.title(booking)}*\n{escape(booking.written)}"),
        section(calendars.WHICH_CALENDAR),
        actions(buttons),
    ]
    return modal(labels.ADD_TO_CALENDAR, blocks=blocks, name=NAME)


def google(booking: Booking, *, link: str | None) -> str:
    """Return the address of Google Calendar's form for a new event, filled in."""
    # Google asks for an end; of what lasts no known time that is its start.
    times = f"{booking.starts:%Y%m%dT%H%M%SZ}/{booking.ends:%Y%m%dT%H%M%SZ}"
    query = {
        "action": "TEMPLATE",
        "text": clip(booking.title, to=LONGEST_TITLE),
        "dates": times,
        "ctz": booking.moment.zone,
        "location": link or "",
        "details": calendars.note(booking),
    }
    return _filled_in("https://calendar.google.com/calendar/render", query)


def outlook(booking: Booking, *, link: str | None) -> str:
    """Return the address of Outlook's form for a new event, filled in."""
    query = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": clip(booking.title, to=LONGEST_TITLE),
        "startdt": f"{booking.starts:%Y-%m-%dT%H:%M:%SZ}",
        "location": link or "",
        "body": calendars.note(booking),
    }
    if booking.length:
        query["enddt"] = f"{booking.ends:%Y-%m-%dT%H:%M:%SZ}"
    return _filled_in("https://outlook.office.com/calendar/0/deeplink/compose", query)


def _filled_in(form: str, query: dict[str, str]) -> str:
    """Return a form's address with its fields filled in; a link it would not hold is left out.

    Outlook shows the plus that other forms read as a space.
    """
    whole = f"{form}?{urlencode(query, quote_via=quote)}"
    if len(whole) <= LONGEST_URL:
        return whole
    return f"{form}?{urlencode({**query, 'location': ''}, quote_via=quote)}"
