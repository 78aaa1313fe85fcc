"""What stands between Docket and a provider or Slack, as an administrator is told."""

from typing import NamedTuple

from bot.scheduling.model.failures import Cause, Fault
from handlers.ui.blocks import escape


def explain(provider: str, found: Fault) -> str:
    """Say to an administrator what stands between Docket and a provider, and what to do about it."""
    address, key = settings_of(provider)
    detail = escape(found.detail)
    match found.cause:
        case Cause.CLOCK:
            return (
                f"{provider} rejects Docket's token, and this machine's clock is {detail or 'not'}"
                f" {provider}'s. Set the clock. If {provider} still rejects it then, check {key}."
            )
        case Cause.MOVED:
            return (
                f"{provider} sends Docket on to {detail or 'another address'}. Docket doesn't follow,"
                f" because its key would go along. If {provider} has moved, set {address} to its new"
                " address."
            )
        case Cause.PROXY:
            status = f" (it answers {detail})" if detail else ""
            return f"The proxy on the way to {provider} refuses the connection{status}. Check HTTPS_PROXY."
        case _:
            return _FAULTS[found.cause].format(provider=provider, address=address, key=key)


class SettingsOf(NamedTuple):
    """The names of the settings that hold a provider's address and its key."""

    address: str
    key: str


_SETTINGS = {
    "Prevail": SettingsOf("PREVAIL_BASE_URL", "PREVAIL_API_KEY and PREVAIL_COMPANY_ID"),
    "Cronofy": SettingsOf("CRONOFY_BASE_URL", "CRONOFY_API_KEY and CRONOFY_DATA_CENTER"),
    "CareValidate": SettingsOf("CAREVALIDATE_BASE_URL", "CAREVALIDATE_API_KEY"),
    "Slack": SettingsOf("SLACK_API_URL", "SLACK_BOT_TOKEN"),
}


def settings_of(provider: str) -> SettingsOf:
    """Return which settings say how a provider is called."""
    return _SETTINGS.get(provider, SettingsOf("its address", "its key"))


_FAULTS = {
    Cause.KEY: "{provider} doesn't accept Docket's key. Check {key}.",
    Cause.RIGHTS: "{provider} doesn't let Docket do this. Check {key}, and what the account may do.",
    Cause.SETTINGS: "Docket can't use its key or address for {provider}. Check {key}, and {address}.",
    Cause.ADDRESS: "{provider} has nothing at the address that Docket asks. Check {address}, above all"
    " the path behind its host.",
    Cause.EXPIRED: "{provider}'s certificate has expired, or this machine's clock is ahead. Check the"
    " clock. If it's right, {provider} has to renew its certificate.",
    Cause.NOT_YET_VALID: "{provider}'s certificate isn't valid yet, which usually means that this"
    " machine's clock is behind. Check the clock.",
    Cause.OTHER_NAME: "The certificate at {provider}'s address is for another name. Check {address},"
    " and whether a proxy or DNS leads elsewhere.",
    Cause.UNTRUSTED: "{provider}'s certificate isn't from an authority that Docket trusts. If your"
    " company's proxy inspects connections, set SSL_CERT_FILE to its certificates; otherwise check"
    " {address}.",
    Cause.CERTIFICATE: "{provider}'s certificate can't be trusted. Check {address}, and whether a proxy"
    " leads elsewhere.",
    Cause.NO_TLS: "{provider}'s address answers without TLS, where Docket asks for https. Check"
    " {address}, and any proxy.",
    Cause.NAME: "The name of {provider}'s address can't be looked up (DNS). Check {address}, and this"
    " machine's network.",
    Cause.NO_PROXY: "The proxy on the way to {provider} can't be reached. Check HTTPS_PROXY, and this"
    " machine's network.",
}
