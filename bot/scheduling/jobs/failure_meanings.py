"""What a provider's failure means where it is met: a refusal may hide that something was done."""

import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

from bot.scheduling.model.failures import (
    LASTING_FAILURES,
    Ambiguous,
    DoubtfulNotAllowed,
    DoubtfulRefusal,
    Gone,
    Inconclusive,
    NotAllowed,
    OutcomeUnknown,
    ProviderFailure,
    Refused,
    TryLater,
    Unverifiable,
)
from bot.scheduling.model.record import FailureReason, UnconfirmedRequest

# Not "cannot be canceled, already completed", which refuses.
_CANCELED = re.compile(
    r"(?<!not\s)\b(already|previously)\W+(been\W+)?cancel+ed"
    r"|(?<!\bbe\s)cancel+ed\W+(already|before|previously)\W*$",
    re.IGNORECASE,
)


_REASONS: Mapping[type[ProviderFailure], FailureReason] = {
    Refused: FailureReason.REFUSED,
    NotAllowed: FailureReason.NOT_ALLOWED,
    Gone: FailureReason.GONE,
    Ambiguous: FailureReason.AMBIGUOUS,
    Unverifiable: FailureReason.UNKNOWN,
    OutcomeUnknown: FailureReason.UNKNOWN,
}


def failure_reason(failure: ProviderFailure) -> FailureReason:
    """Return the reason that a booking keeps for a failure."""
    if isinstance(failure, TryLater) and failure.fault is not None:
        return FailureReason.CONNECTION
    reasons = (reason for of, reason in _REASONS.items() if isinstance(failure, of))
    return next(reasons, FailureReason.NOT_ANSWERING)


@contextmanager
def unverifiable_request(asked: UnconfirmedRequest | None) -> Iterator[None]:
    """Ask for something where nothing shows what comes of it. Raises Unverifiable where that is not known.

    A refusal leaves unknown what was `asked` before, and what was asked now where it came under a good
    status, or where something only said that nobody is let in.
    """
    try:
        yield
    except LASTING_FAILURES as failure:
        if asked is None and not isinstance(failure, DoubtfulRefusal | DoubtfulNotAllowed):
            raise
        raise Unverifiable.of(failure) from failure


@contextmanager
def _raised_as(meant: type[ProviderFailure], *failures: type[ProviderFailure]) -> Iterator[None]:
    """Raise these failures as the one that is meant."""
    try:
        yield
    except failures as failure:
        raise meant.of(failure) from failure


def unknown_if_lookup_refused() -> AbstractContextManager[None]:
    """Have a look-up that is refused leave unknown what is unknown: it is tried again."""
    return _raised_as(OutcomeUnknown, *LASTING_FAILURES)


def not_allowed_if_list_missing() -> AbstractContextManager[None]:
    """Have "not found", said of a list, speak of its address and not of what is looked for."""
    return _raised_as(NotAllowed, Gone)


@contextmanager
def inconclusive_if_refused() -> Iterator[None]:
    """Raise Inconclusive for a refusal that may hide a success: one with a 2xx, or "already canceled"."""
    try:
        yield
    except Refused as failure:
        if isinstance(failure, DoubtfulRefusal) or says_canceled(failure.reason):
            raise Inconclusive(failure.provider, reason=failure.reason) from failure
        raise


def says_canceled(reason: str) -> bool:
    """Return whether a refusal's words are that it is canceled already."""
    return _CANCELED.search(reason) is not None
