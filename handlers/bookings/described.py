"""/session move Smith fri 3pm (show, edit, copy, cancel too): the booking that words describe.

If they describe one, it is done with that one; of several a person chooses.
"""

from collections.abc import Callable
from dataclasses import replace

from bot.scheduling.command_line.verbs import COMMAND_OF_KIND, Verb
from bot.scheduling.finder import Words
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.rights import may_see_private_details
from bot.scheduling.refusals import NoSuchBooking, no_such
from bot.times.periods import read_date_range
from handlers.bookings import lists
from handlers.messages import lists as messages
from handlers.messages import refusals
from handlers.request import BookingRequest

# So many are offered.
MOST = 10


def act_on_it(request: BookingRequest, *, act: Callable[[BookingRequest], None]) -> None:
    """Go on with the one booking that is described, offer several, or say that there is none."""
    described = [each for each in request.described if each.words]
    if not described:
        lists.offer_nearest(replace(request, typed=request.described[-1].typed))
        return
    for each in described:
        words = Words(words=each.words, whole=each.whole)
        if _go_on(words, replace(request, typed=each.typed), act=act):
            return
    last = described[-1]
    person = request.services.people.person(request.actor.user)
    calendar = person.calendar(request.services.clock())
    days, rest = read_date_range(" ".join(last.words), calendar=calendar)
    on_days = Words(words=tuple(rest.split()), days=days)
    if days is None or not _go_on(on_days, replace(request, typed=last.typed), act=act):
        _say_none(" ".join(last.words), request)


def _go_on(words: Words, request: BookingRequest, *, act: Callable[[BookingRequest], None]) -> bool:
    """Go on with what is found, or ask which is meant; return whether there is any.

    What may be seen and not changed, if it is only one, is refused as by its reference.
    """
    found = _may_be_meant(words, request)
    if not found and request.verb is not Verb.SHOW:
        seen = _visible(words, request)
        found = seen if len(seen) == 1 else []
    if len(found) == 1:
        act(replace(request, name=found[0].ref, described=()))
    elif found:
        more = len(found) > MOST
        lists.offer(found[:MOST], messages.which_of(request.kind, more=more), request=request)
    return bool(found)


def _may_be_meant(words: Words, request: BookingRequest) -> list[Booking]:
    if request.verb is Verb.SHOW:
        return _visible(words, request)
    if request.verb is Verb.COPY:
        # Of what is over or canceled, too, a copy can be booked.
        seen = _visible(words, request)
        return [each for each in seen if may_see_private_details(request.actor, each)]
    return request.services.bookings.changeable_by_words(
        words,
        by=request.actor,
        kind=request.kind,
        cancels=request.verb is Verb.CANCEL,
        limit=MOST + 1,
    )


def _visible(words: Words, request: BookingRequest) -> list[Booking]:
    return request.services.bookings.visible_by_words(
        words, by=request.actor, kind=request.kind, at=request.channel, limit=MOST + 1
    )


def _say_none(text: str, request: BookingRequest) -> None:
    """Say that nothing is found, or to whom nothing can be said why."""
    refusal = no_such(text, by=request.actor, kind=request.kind)
    if isinstance(refusal, NoSuchBooking) and not refusal.stranger:
        command = COMMAND_OF_KIND[request.kind]
        said = messages.none_described(request.kind, verb=request.verb, text=text, command=command)
    else:
        said = refusals.refusal(refusal)
    request.screen.say(said)
