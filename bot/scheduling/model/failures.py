"""What can go wrong outside, named by what the caller can do about it.

ProviderFailure
├── Refused              it said no to what was asked; the same request will be refused again
│   └── DoubtfulRefusal      it said no under a status that says yes, which proves nothing by itself
├── NotAllowed           the key, plan or address is wrong; an administrator must mend it
│   └── DoubtfulNotAllowed   a change was answered by letting nobody in, which proves nothing
├── Gone                 it does not know the thing (anymore)
├── Ambiguous            something like it is there, and nothing proves whose: a person must look
├── Unverifiable         it may have been done, shows nowhere and cannot be asked for again: likewise
└── TemporaryFailure     worth trying again
    ├── TryLater             nothing was done
    │   ├── RateLimited          it takes only so much at a time, and this was too much
    │   └── UnreadableAnswer     what was only looked up was answered, and the answer can't be read
    └── OutcomeUnknown       it may or may not have been done; look before asking again
        ├── Inconclusive         an answer came, and it does not say whether it was done
        └── OutcomePending       it was asked for and is not known yet (bot.scheduling.jobs.verdicts)

Status codes and transport errors stop at the clients (`bot.providers.transport` for the providers,
`handlers.slack.web_api` for Slack); nothing here names one. No failure's text holds a key, an address
of a person, or anything else the request carried.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Self


class Cause(StrEnum):
    """What is wrong between Docket and a provider: an administrator has to mend it."""

    KEY = "key"
    RIGHTS = "rights"
    SETTINGS = "settings"
    ADDRESS = "address"
    CLOCK = "clock"
    MOVED = "moved"
    EXPIRED = "certificate expired"
    NOT_YET_VALID = "certificate not valid yet"
    OTHER_NAME = "certificate of another name"
    UNTRUSTED = "certificate of an unknown issuer"
    CERTIFICATE = "certificate"
    NO_TLS = "no TLS"
    NAME = "name"
    PROXY = "proxy"
    NO_PROXY = "proxy out of reach"


@dataclass(frozen=True, slots=True)
class Fault:
    """A cause with its particulars, which may be empty.

    Of CLOCK by how much this machine's is off and which way ("7 min ahead of", "2 hr behind"), of
    MOVED the new host, of PROXY the status it answers, of KEY Slack's code.
    """

    cause: Cause
    detail: str = ""


class ProviderFailure(Exception):
    """A call that did not bring what was asked for.

    `provider` is its name as people know it, `reason` its own words as plain text, if it gave any,
    `fault` what an administrator has to mend, if that is known.
    """

    def __init__(self, provider: str, *, reason: str = "", fault: Fault | None = None) -> None:
        super().__init__(f"{provider}: {reason}" if reason else provider)
        self.provider = provider
        self.reason = reason
        self.fault = fault

    @classmethod
    def of(cls, failure: "ProviderFailure") -> Self:
        """Return another failure as one of this class: the same provider, reason and fault."""
        return cls(failure.provider, reason=failure.reason, fault=failure.fault)


class Refused(ProviderFailure):
    """It said no: what was asked is wrong or impossible."""


class DoubtfulRefusal(Refused):
    """It said no under a status that says yes: look before that is believed."""


class NotAllowed(ProviderFailure):
    """It does not accept the key, or the account may not do this."""


class DoubtfulNotAllowed(NotAllowed):
    """A change was answered by letting nobody in, or by sending it elsewhere: look before believing it."""


class Gone(ProviderFailure):
    """It does not know the thing it was asked about."""


class Ambiguous(ProviderFailure):
    """It has something that may be ours or somebody else's: it is left alone, and a person must look."""


class Unverifiable(ProviderFailure):
    """It may have been done, shows nowhere, and is refused when it is asked for again."""


class TemporaryFailure(ProviderFailure):
    """Worth trying again; `after` says how long it wants to be left alone, if it said."""

    def __init__(
        self,
        provider: str,
        *,
        reason: str = "",
        after: timedelta | None = None,
        fault: Fault | None = None,
    ) -> None:
        super().__init__(provider, reason=reason, fault=fault)
        self.after = after


class TryLater(TemporaryFailure):
    """Nothing was done; the same request may succeed later."""


class RateLimited(TryLater):
    """It takes only so much at a time: nothing is wrong with what was asked."""


class UnreadableAnswer(TryLater):
    """A look-up was answered in a way that cannot be read: what it would have shown is not known."""


class OutcomeUnknown(TemporaryFailure):
    """The request was sent and no usable answer came: it may have been done."""


class Inconclusive(OutcomeUnknown):
    """An answer came that does not say whether it was done: what is listed says it."""


# What the same request meets again, however long it waits.
LASTING_FAILURES = (Gone, NotAllowed, Refused)
