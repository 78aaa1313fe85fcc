"""The three adapters, each over a transport to what stands in for its provider."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, TypeVar

from pydantic import SecretStr

from bot.providers.carevalidate.adapter import CareValidate
from bot.providers.cronofy import Cronofy
from bot.providers.prevail.adapter import Prevail
from bot.providers.transport import Transport
from bot.times.moment import utc_now
from sandbox import providers as stand_ins
from sandbox.providers import FaultSettings, Running, start
from sandbox.providers.provider import Provider
from sandbox.providers.running import DEFAULT_SETTINGS

P = TypeVar("P", bound=Provider)


@contextmanager
def connected(
    provider: P,
    *,
    base_url: str = "",
    fault_settings: FaultSettings = DEFAULT_SETTINGS,
    **options: Any,
) -> Iterator[tuple[Running[P], Transport]]:
    """Start a stand-in, and open a transport with these options to it, or to another address."""
    with start(provider, fault_settings=fault_settings) as running:
        url = base_url or running.base_url
        with closing(Transport(provider.name, base_url=url, **options)) as transport:
            yield running, transport


def prevail(provider: stand_ins.Prevail, transport: Transport) -> Prevail:
    """Return Prevail's adapter, with the stand-in's key."""
    return Prevail(
        transport,
        api_key=SecretStr(provider.api_key),
        company_id=provider.company_id,
        self_service=provider.self_service,
        clock=utc_now,
    )


def cronofy(provider: stand_ins.Cronofy, transport: Transport) -> Cronofy:
    """Return Cronofy's adapter, with the stand-in's keys."""
    key, token = SecretStr(provider.api_key), SecretStr(provider.access_token)
    return Cronofy(transport, api_key=key, access_token=token)


def carevalidate(provider: stand_ins.CareValidate, transport: Transport) -> CareValidate:
    """Return CareValidate's adapter, with the stand-in's key."""
    return CareValidate(transport, api_key=SecretStr(provider.api_key))
