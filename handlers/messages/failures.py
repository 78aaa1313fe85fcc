"""Why something was not done, what Docket does about it, and what a person can do."""

from bot.scheduling.model.failures import (
    Fault,
    Gone,
    NotAllowed,
    ProviderFailure,
    Refused,
    TemporaryFailure,
    TryLater,
)
from bot.scheduling.model.record import MAY_EXIST, OUTCOME_UNKNOWN, FailureReason, Record
from bot.scheduling.tasks.news import News
from handlers.messages import times
from handlers.messages.presenters import presenter_of
from handlers.messages.providers import ask_administrator
from handlers.ui.blocks import as_written


def not_done(booking: Record, trouble: FailureReason | None) -> str:
    """Name how it ended: "Not sent", "Failed"."""
    presenter = presenter_of(booking)
    if presenter.failed and trouble not in MAY_EXIST:
        return presenter.failed
    return was_not(presenter.done, trouble)


def was_not(done: str, trouble: FailureReason | None) -> str:
    """Say that something was not done; where it may have been all the same, no more than that."""
    return f"{'Not known whether it was' if trouble in MAY_EXIST else 'Not'} {done}"


def delayed(booking: Record, trouble: FailureReason | None) -> str:
    """Say why it is not done yet, and that Docket keeps trying."""
    provider = booking.provider
    if trouble is None:
        return f"{provider} hasn't answered yet."
    if trouble in OUTCOME_UNKNOWN:
        if not presenter_of(booking).provider.has_list:
            return f"{provider} gave no clear answer. Docket is asking again, which is safe."
        return f"{provider} gave no clear answer. Docket is checking whether it went through."
    if trouble is FailureReason.INTERNAL:
        return (
            "Something went wrong in Docket. It keeps trying. Your Docket administrator can find"
            " out why in its log."
        )
    if trouble is FailureReason.CONNECTION:
        return (
            f"Docket can't connect to {provider}. It keeps trying, and nothing is lost. If this"
            f" continues, {ask_administrator(provider)}"
        )
    return f"{provider} can't do this right now. Docket keeps trying, and nothing is lost."


def why_not(booking: Record, trouble: FailureReason | None, reason: str) -> str:
    """Say in plain words why the provider did not do it, and what to do."""
    provider = booking.provider
    said = f" {provider} said: “{as_written(reason, to=400)}”." if reason else ""
    presenter = presenter_of(booking)
    match trouble:
        case FailureReason.DIFFERENT:
            return presenter.done_differently(said=said)
        case FailureReason.GONE:
            return presenter.gone(said=said)
        case FailureReason.AMBIGUOUS:
            return presenter.ambiguous()
        case FailureReason.UNKNOWN:
            return presenter.unknown(then="try again", said=said)
        case FailureReason.NOT_ALLOWED | FailureReason.CONNECTION:
            return _access_denied(provider, said, answered=trouble is FailureReason.NOT_ALLOWED)
        case _:
            sentence = _WHY_NOT.get(trouble, _FOR_TOO_LONG) if trouble else _FOR_TOO_LONG
            return sentence.format(provider=provider, said=said, done=presenter.done)


_FOR_TOO_LONG = "{provider} couldn't do this for too long, so Docket stopped trying."

# The same of every kind.
_WHY_NOT = {
    FailureReason.REFUSED: "{provider} declined.{said}",
    FailureReason.NAME_TAKEN: "Its link name is already taken at {provider}. Choose another, or leave it"
    " blank.",
    FailureReason.INTERNAL: "Something went wrong in Docket, and it stopped trying. Your Docket"
    " administrator can find out why in its log. Check {provider} before"
    " you try again.",
    FailureReason.DECLARED_NOT_CREATED: "{provider} didn't respond, and someone has since confirmed that it"
    " was not {done}.",
    FailureReason.NEVER_SCHEDULED: "As far as Docket can tell, {provider}'s team didn't schedule"
    " it in time. Check {provider}, or contact its scheduling team.",
}


def _access_denied(provider: str, said: str, *, answered: bool = True) -> str:
    """Say that a provider does not let Docket in, or cannot be reached, and whose that is to mend."""
    if not answered:
        stopped = f"Docket couldn't connect to {provider} for too long and stopped trying"
        return f"{stopped}: {ask_administrator(provider)}"
    mend = ask_administrator(provider)
    return f"{provider} doesn't allow Docket to do this.{said} {mend[0].upper()}{mend[1:]}"


def failure_reason(news: News) -> FailureReason | None:
    """Return why it failed, where the news says so."""
    return FailureReason(news.trouble) if news.trouble else None


def not_answered(failure: ProviderFailure) -> str:
    """Say why a provider did not answer a question, and what can be done. Mrkdwn."""
    provider, reason = failure.provider, failure.reason
    said = f" {provider} said: “{as_written(reason, to=400)}”." if reason else ""
    match failure:
        case Refused():
            return f"{provider} declined.{said}"
        case NotAllowed():
            return _access_denied(provider, said)
        case TryLater(fault=Fault()):
            lasts = f"If this continues, {ask_administrator(provider)}"
            return f"Docket can't connect to {provider}. Try again in a moment. {lasts}"
        case Gone():
            return f"{provider} couldn't find that.{said}"
        case TemporaryFailure(after=after) if after:
            return f"{provider} is busy. Try again in {times.wait(after)}."
        case _:
            return f"{provider} isn't answering. Please try again in a moment."
