"""What only meeting agents say: their cards, *More*, and the hints and errors of their forms."""

from datetime import datetime

from bot.scheduling.model.agent import AgentBooking
from bot.scheduling.model.links import safe_link
from bot.scheduling.model.record import Phase
from bot.scheduling.tasks.news import News
from handlers.messages.presenter import BookingPresenter
from handlers.messages.providers import CRONOFY, ask_administrator

CALL_HINT = "The address that people open to join the call. It enters no channel."

AT_ONCE_HINT = "Empty or “now” sends it at once. Or a time: next Tue 2pm Pacific, in an hour."

BEHALF_HINT = "The email address of the attendee for whom the agent joins. It enters no channel."

BAD_CALL = (
    "Enter the whole link to the call, as it opens in a browser: it begins with https:// and has no"
    " name or password before the address."
)

WHICH_CALL = "There are {count} links here. Leave only the one that people open to join the call."

SEALED_CALL = (
    "This link is wrapped by {by}, and only {by} knows where it leads. Open it, then paste the call's"
    " own link here."
)

MORE_THAN_A_LINK = (
    "“{text}” is not part of the link. Leave only the link, from https:// to its end, with no blanks"
    " in it."
)

UNWRAPPED = (
    "Docket replaced the wrapped link with the one it leads to. Check it before you send the agent."
)

NO_CALL_LINK = "not shown, because it isn't a plain https address"

NO_BEHALF = "Add the email address of the attendee for whom the agent joins."

_MAY_BE_JOINING = "It may already be joining: then it stays, and has to be removed in the call."

FORM_TITLE = "Send an agent"
CALL = "Join link"
BEHALF = "On behalf of"


def no_list(said: str) -> str:
    """Say that nothing is known of a request to Cronofy, which has no list, and who can mend that."""
    return (
        f"Cronofy gave no clear answer, and it has no list to look in.{said} If it happens again,"
        f" {ask_administrator(CRONOFY.name)}"
    )


class AgentPresenter(BookingPresenter[AgentBooking]):
    """A meeting agent of Cronofy's."""

    provider = CRONOFY
    switched_on_by = "CRONOFY_API_KEY"
    noun = "agent"
    done = "sent"

    def being_made(self) -> str:
        """Say that it is being booked, or sent if it is to come at once."""
        return "Sending" if self.record.at_once else super().being_made()

    def confirmed(self) -> str:
        """Say what it does next."""
        comes = "is on its way" if self.record.at_once else "joins by itself"
        return f"*Confirmed.* The agent {comes}."

    def passed(self, phase: Phase, *, in_full: bool) -> str:
        """Say that nobody knows whether it has joined."""
        del phase, in_full
        return (
            "*Its time has come.* Docket can't see whether it has joined: if it has, it stays until it is"
            " removed in the call."
        )

    def canceled_late(self) -> str:
        """Say that it may have joined all the same."""
        if not self.record.may_have_joined:
            return ""
        return (
            "but so near to its time that the agent may have begun to join: then it stays, and has to be"
            " removed in the call."
        )

    def over(self, phase: Phase) -> str:
        """Refuse a change because its time has come."""
        del phase
        return (
            f"{self.record.ref} was to join at {self.record.written}. That time has come, and an agent"
            " that has begun to join stays: remove it in the call itself."
        )

    def unknown(self, *, then: str, said: str = "") -> str:
        """Say that it may come all the same, and how to tell."""
        if self.record.at_once:
            return (
                f"{no_list(said)} Look in the call whether an agent has joined before you {then}."
            )
        return (
            f"{no_list(said)} You can {then}: only one agent ever comes of it. If one joins that"
            " shouldn't, remove it in the call."
        )

    def may_repeat(self) -> str:
        """Say that one which was to come at once may be there."""
        looks = "Docket can't look there: look in the call first."
        return looks if self.record.at_once else ""

    def last_known(self) -> str:
        """Say that Cronofy took it, which is all it ever says."""
        return "Cronofy took it as it stands here; its answer to the change was lost."

    def try_again(self) -> str:
        """Say how to try again; to a session another is sent."""
        if not self.for_session:
            return super().try_again()
        return f"Press *Send agent* on the card of {self.for_session} to try again."

    def linked(self, news: News, *, done: str) -> str:
        """Say that its session was changed without it."""
        if not self.for_session or not news.follows:
            return ""
        return f" Its session {self.for_session} itself was {done}: only the agent was not."

    def canceling_means(self, now: datetime) -> str:
        """Say that it will not join, unless it is joining."""
        if self.record.may_be_joining(now):
            return _MAY_BE_JOINING
        return "The agent will not join. The call itself stays as it is."

    def moving_means(self, now: datetime) -> str:
        """Say that it may be joining."""
        return _MAY_BE_JOINING if self.record.may_be_joining(now) else ""

    def particulars(self) -> dict[str, str]:
        """Return where it goes, for whom, and by which key."""
        call = self.record.call
        return {
            "Call": safe_link(call.join_url) or NO_CALL_LINK,
            BEHALF: call.on_behalf_of,
            "Session": self.record.of_session,
            "Scheduling key": "" if self.record.at_once else self.record.remote_id,
            "At Cronofy": self.record.dashboard or "",
        }

    @property
    def for_session(self) -> str:
        """The session it was sent to."""
        return self.record.of_session
