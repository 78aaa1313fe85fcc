"""The providers by name, with the settings that say how each is called."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """What a provider is called, and the settings that hold its address and its key.

    `has_list` says whether it has a list that Docket can look in for what it asked.
    """

    name: str
    address: str = "its address"
    key: str = "its key"
    has_list: bool = True


PREVAIL = Provider(
    name="Prevail", address="PREVAIL_BASE_URL", key="PREVAIL_API_KEY and PREVAIL_COMPANY_ID"
)
CRONOFY = Provider(
    name="Cronofy",
    address="CRONOFY_BASE_URL",
    key="CRONOFY_API_KEY and CRONOFY_DATA_CENTER",
    has_list=False,
)
CAREVALIDATE = Provider(
    name="CareValidate", address="CAREVALIDATE_BASE_URL", key="CAREVALIDATE_API_KEY"
)
SLACK = Provider(name="Slack", address="SLACK_API_URL", key="SLACK_BOT_TOKEN")

_BY_NAME = {provider.name: provider for provider in (PREVAIL, CRONOFY, CAREVALIDATE, SLACK)}


def provider_named(name: str) -> Provider:
    """Return the provider of that name; of another, its settings are not known by name."""
    return _BY_NAME.get(name, Provider(name=name))


def ask_administrator(provider: str) -> str:
    """Say, within a sentence, who can mend the connection to a provider."""
    return f"your Docket administrator needs to check the connection to {provider}."


def no_list(said: str) -> str:
    """Say that nothing is known of a request to Cronofy, which has no list, and who can mend that."""
    return (
        f"Cronofy gave no clear answer, and Docket has no way to check.{said} If this happens"
        f" again, {ask_administrator(CRONOFY.name)}"
    )
