"""What only meeting agents say: their cards, *More*, and the hints and errors of their forms."""

from datetime import datetime
from types import MappingProxyType

from bot.scheduling.command_line.verbs import Verb
from bot.scheduling.model.agent import AgentBooking, Call
from bot.scheduling.model.form_field import Detail, form_fields
from bot.scheduling.model.links import safe_link
from bot.scheduling.model.record import Phase
from bot.scheduling.tasks.news import News
from handlers.messages.presenter import BookingPresenter
from handlers.messages.providers import CRONOFY, no_list

FORM_TITLE = "Send an agent"
AT_ONCE_HINT = (
    "Leave blank or enter “now” to send it right away. Or enter a time: next Tue 2pm Pacific, in"
    " an hour."
)

BAD_CALL = (
    "Enter the full link to the call, as it opens in a browser. It starts with https:// and has no"
    " username or password in front of the address."
)
WHICH_CALL = "You've entered {count} links. Keep only the one people open to join the call."
SEALED_CALL = (
    "This link is wrapped by {by}, so Docket can't see where it leads. Open it, then paste the"
    " call's own link here."
)
MORE_THAN_A_LINK = (
    "“{text}” isn't part of the link. Enter only the link, starting with https:// and without"
    " spaces."
)
UNWRAPPED = (
    "Docket replaced the wrapped link with the one it leads to. Check it before you send the agent."
)
NO_CALL_LINK = "not shown, because it isn't a plain https address"

NO_BEHALF = "Enter the email of the attendee the agent joins for."

_NO_EMAILS = (
    "Cronofy's documentation promises no email to anyone. If people in the call need to know, tell"
    " them yourself."
)
_MAY_BE_JOINING = "It may already be joining. If so, it stays until someone removes it in the call."


class AgentPresenter(BookingPresenter[AgentBooking]):
    """A meeting agent of Cronofy's."""

    provider = CRONOFY
    enabled_by = "CRONOFY_API_KEY"
    noun = "agent"
    done = "sent"
    emails = MappingProxyType(dict.fromkeys((Verb.NEW, Verb.MOVE, Verb.CANCEL), _NO_EMAILS))

    def progress(self) -> str:
        """Say that it is being booked, or sent if it is to come at once."""
        return "Sending" if self.record.at_once else super().progress()

    def confirmed(self) -> str:
        """Say what it does next."""
        comes = "is on its way" if self.record.at_once else "will join automatically"
        return f"*Confirmed.* The agent {comes}."

    def booked(self) -> str:
        """Say when it joins, and what it follows."""
        joins = "it's on its way." if self.record.at_once else f"it will join at *{self.when()}*."
        goes_along = f" It moves and cancels with {self.session_ref}." if self.session_ref else ""
        return f"{joins}{goes_along}"

    def after_start(self, phase: Phase, *, in_full: bool) -> str:
        """Say that nobody knows whether it has joined."""
        del phase, in_full
        return (
            "*Its start time has passed.* Docket can't see whether it has joined. If it has, it"
            " stays until someone removes it in the call."
        )

    def canceled_late(self) -> str:
        """Say that it may have joined all the same."""
        if not self.record.may_have_joined:
            return ""
        return (
            "but so close to its start time that the agent may have started joining. If so, it"
            " stays until someone removes it in the call."
        )

    def over(self, phase: Phase) -> str:
        """Refuse a change because its time has come."""
        del phase
        return (
            f"{self.record.ref} was scheduled to join at {self.record.written}. That time has"
            " passed, and an agent that has started joining stays. Remove it in the call itself."
        )

    def unknown(self, *, then: str, said: str = "") -> str:
        """Say that it may come all the same, and how to tell."""
        if self.record.at_once:
            return f"{no_list(said)} Check the call for an agent before you {then}."
        return (
            f"{no_list(said)} You can {then} safely: only one agent will join. If one joins that"
            " shouldn't, remove it in the call."
        )

    def duplicate_warning(self) -> str:
        """Say that one which was to come at once may be there."""
        looks = "Docket can't check that, so check the call first."
        return looks if self.record.at_once else ""

    def last_known(self) -> str:
        """Say that Cronofy took it, which is all it ever says."""
        return "Cronofy last accepted it as shown here, but didn't answer about the change."

    def try_again(self) -> str:
        """Say how to try again; to a session another is sent."""
        if not self.session_ref:
            return super().try_again()
        return f"Press *Send agent* on the card for {self.session_ref} to try again."

    def linked_booking_note(self, news: News, *, done: str) -> str:
        """Say that its session was changed without it."""
        if not self.session_ref or not news.follows:
            return ""
        return f" Session {self.session_ref} itself was {done}; only the agent wasn't."

    def cancel_effects(self, now: datetime) -> str:
        """Say that it will not join, unless it is joining."""
        if self.record.may_be_joining(now):
            return _MAY_BE_JOINING
        return "The agent won't join. The call itself isn't affected."

    def move_effects(self, now: datetime) -> str:
        """Say that it may be joining."""
        return _MAY_BE_JOINING if self.record.may_be_joining(now) else ""

    def people(self) -> list[str]:
        """Name the session that it was sent to."""
        return [f"Session {self.record.of_session}"] if self.record.of_session else []

    def private_details(self) -> list[Detail]:
        """Return where it goes, for whom, and by which key."""
        call = self.record.call
        return [
            Detail("Call", safe_link(call.join_url) or NO_CALL_LINK),
            Detail(form_fields(Call)["on_behalf_of"].label, call.on_behalf_of),
            Detail("Session", self.record.of_session),
            Detail("Scheduling key", "" if self.record.at_once else self.record.remote_id),
            Detail("At Cronofy", self.record.dashboard or ""),
        ]

    @property
    def session_ref(self) -> str:
        """The session it was sent to."""
        return self.record.of_session
