"""The names of what activities came to: a closed list of words, which quotes nobody."""

import re
from functools import cache

from bot.observability.observer import DecisionMade, JobRun
from bot.scheduling.model.record import FailureReason
from bot.scheduling.ports.results import Outcome, Postponed, Searched, SetAside, Throttled
from bot.scheduling.tasks.news import NOT_SHOWN, News
from bot.scheduling.tasks.queue import Queue
from bot.scheduling.tasks.slack import DirectMessage, ThreadReply

# What failed in a way that Docket has no name for.
ERROR = "error"
DONE = "done"
POSTPONED = "postponed"

_OWN_CODE = ("bot.", "handlers.")
_IN_HISTORY = {"cancelled": "canceled"}
_WORD_START = re.compile(r"(?<!^)(?=[A-Z])")
_REASONS = {reason.value: reason.name.lower() for reason in FailureReason}


def outcome_of(error: BaseException | None, *, ok: str) -> str:
    """Return the name of what a call or decision came to: `ok`, or that of the failure or refusal."""
    return ok if error is None else _name_of(type(error))


def _name_of(error: type[BaseException]) -> str:
    """Name an error of Docket's own by its class, and any other as an error."""
    return _as_word(error.__name__) if error.__module__.startswith(_OWN_CODE) else ERROR


@cache
def _as_word(name: str) -> str:
    """Write a class's name in lower case: `RateLimited` is rate_limited."""
    return _WORD_START.sub("_", name).lower()


def decision_of(decision: DecisionMade) -> str:
    """Return the name of what somebody decided, from the words that the history keeps."""
    words = _IN_HISTORY.get(decision.what, decision.what)
    return words.replace(" ", "_")


def task_of(run: JobRun) -> str:
    """Return the name of what a job does."""
    return _as_word(type(run.job.task).__name__)


def result_of(run: JobRun) -> str:
    """Return the name of what a job came to: of one at a provider, what people are told of it.

    It is found out once, at the end of the run, for all who ask.
    """
    run.result_name = run.result_name or _result_of(run)
    return run.result_name


def _result_of(run: JobRun) -> str:
    if run.cut_short:
        return run.cut_short
    match run.result:
        case Postponed():
            return POSTPONED
        case SetAside():
            return "set_aside"
        case Throttled():
            return "throttled"
        case Searched():
            return "searched"
        case Outcome() as outcome:
            return _result_at_provider(outcome, run) if run.queue is not Queue.SLACK else DONE
        case None:
            return ERROR


def _result_at_provider(outcome: Outcome, run: JobRun) -> str:
    """Return the name of what is told of it, else of the state that the booking gets, if it is another."""
    news = news_of(outcome)
    if news is not None:
        return news.what.name.lower()
    if run.booking is None or outcome.transition is None:
        return DONE
    after = outcome.transition(run.booking)
    return DONE if after.state is run.booking.state else after.state.name.lower()


def reason_of(run: JobRun) -> str:
    """Return the name of why a provider has not done it; empty where it has."""
    news = news_of(run.result) if isinstance(run.result, Outcome) else None
    return _REASONS.get(news.trouble, "") if news else ""


def news_of(outcome: Outcome) -> News | None:
    """Return what people are told of the booking first, if anything."""
    told = (
        due.task.news for due in outcome.then if isinstance(due.task, DirectMessage | ThreadReply)
    )
    return next((news for news in told if news.what not in NOT_SHOWN), None)
