"""The providers, each an adapter of its own over one transport."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from bot.observability.observer import UNOBSERVED, Observer
from bot.providers.carevalidate.adapter import CALL_LIMIT, CareValidate
from bot.providers.cronofy import Cronofy, DataCenter
from bot.providers.prevail.adapter import Prevail
from bot.providers.transport import Transport
from bot.scheduling.model.failures import Fault
from bot.scheduling.ports.store import CallLimit
from bot.settings import Settings
from bot.times.moment import UtcClock


class TakeCall(Protocol):
    """What counts the calls of all processes: `bot.scheduling.ports.store.Store.take_call`."""

    def __call__(self, limit: CallLimit, *, at: datetime) -> timedelta | None:
        """Take one of the calls, or return how long until one is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Providers:
    """The three providers, each behind a transport of its own; one without a key refuses."""

    prevail: Prevail
    cronofy: Cronofy
    carevalidate: CareValidate
    transports: tuple[Transport, ...]

    def close(self) -> None:
        """Close every connection."""
        for transport in self.transports:
            transport.close()


def connect(
    settings: Settings,
    *,
    clock: UtcClock,
    report: Callable[[str, Fault | None], None] | None = None,
    observer: Observer = UNOBSERVED,
    take_call: TakeCall | None = None,
) -> Providers:
    """Make the three providers as the settings say; nothing is called.

    `report` is told after every call what stands between Docket and its provider; `observer` observes
    them. `take_call` counts the calls that a provider limits; without it they are as many as are made.
    """
    transport = partial(Transport, clock=clock, report=report, observer=observer)
    # Prevail's tokens are dated, and refused where this machine's clock is off.
    prevail = transport("Prevail", base_url=settings.prevail_base_url, keys_carry_time=True)
    center = DataCenter(settings.cronofy_data_center)
    cronofy = transport("Cronofy", base_url=settings.cronofy_base_url or center.base_url)
    carevalidate = transport(
        "CareValidate",
        base_url=settings.carevalidate_base_url,
        take_call=(lambda: take_call(CALL_LIMIT, at=clock())) if take_call else None,
    )
    return Providers(
        prevail=Prevail(
            prevail,
            api_key=settings.prevail_api_key,
            company_id=settings.prevail_company_id,
            self_service=settings.prevail_self_service,
            clock=clock,
        ),
        cronofy=Cronofy(
            cronofy,
            api_key=settings.cronofy_api_key,
            access_token=settings.cronofy_access_token if settings.calendars_on else None,
        ),
        carevalidate=CareValidate(carevalidate, api_key=settings.carevalidate_api_key),
        transports=(prevail, cronofy, carevalidate),
    )
