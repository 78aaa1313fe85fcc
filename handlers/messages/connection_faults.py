"""What stands between Docket and a provider or Slack, as an administrator is told."""

from bot.scheduling.model.failures import Cause, Fault
from handlers.messages.providers import provider_named
from handlers.ui.blocks import escape


def explain(provider: str, found: Fault) -> str:
    """Say to an administrator what stands between Docket and a provider, and what to do about it."""
    settings = provider_named(provider)
    address, key = settings.address, settings.key
    detail = escape(found.detail)
    match found.cause:
        case Cause.CLOCK:
            return (
                f"{provider} rejects Docket's token, and this machine's clock is {detail or 'not'}"
                f" {provider}'s. Set the clock. If {provider} still rejects the token, check {key}."
            )
        case Cause.MOVED:
            return (
                f"{provider} redirects Docket to {detail or 'another address'}. Docket doesn't"
                f" follow, so that its key stays safe. If {provider} has moved, set {address} to"
                " its new address."
            )
        case Cause.PROXY:
            status = f" (it answers {detail})" if detail else ""
            return (
                f"The proxy between Docket and {provider} refuses the connection{status}. Check"
                " HTTPS_PROXY."
            )
        case _:
            return _FAULTS[found.cause].format(provider=provider, address=address, key=key)


_FAULTS = {
    Cause.KEY: "{provider} doesn't accept Docket's key. Check {key}.",
    Cause.RIGHTS: "{provider} doesn't allow Docket to do this. Check {key} and the account's permissions.",
    Cause.SETTINGS: "Docket can't use its key or address for {provider}. Check {key} and {address}.",
    Cause.ADDRESS: "{provider} has nothing at the address Docket uses. Check {address}, especially"
    " the path after the host.",
    Cause.EXPIRED: "{provider}'s certificate has expired, or this machine's clock is ahead. Check"
    " the clock. If it's right, {provider} needs to renew its certificate.",
    Cause.NOT_YET_VALID: "{provider}'s certificate isn't valid yet, which usually means this"
    " machine's clock is behind. Check the clock.",
    Cause.OTHER_NAME: "The certificate at {provider}'s address is for a different name. Check"
    " {address}, and whether a proxy or DNS points elsewhere.",
    Cause.UNTRUSTED: "{provider}'s certificate isn't from an authority Docket trusts. If your"
    " company's proxy inspects connections, set SSL_CERT_FILE to its"
    " certificates; otherwise check {address}.",
    Cause.CERTIFICATE: "Docket can't trust {provider}'s certificate. Check {address}, and whether"
    " a proxy points elsewhere.",
    Cause.NO_TLS: "{provider}'s address answers without TLS, but Docket requires https. Check"
    " {address} and any proxy.",
    Cause.NAME: "Docket can't look up {provider}'s address (DNS). Check {address} and this"
    " machine's network.",
    Cause.NO_PROXY: "Docket can't reach the proxy between it and {provider}. Check HTTPS_PROXY and"
    " this machine's network.",
}
