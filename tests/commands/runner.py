"""Commands as somebody types them."""

from click.testing import CliRunner, Result

from bot.__main__ import main

Settings = dict[str, str]
ADDRESSES = ("SLACK_API_URL", "PREVAIL_BASE_URL", "CRONOFY_BASE_URL", "CAREVALIDATE_BASE_URL")


def run(*arguments: str, settings: Settings | None = None, typed: str = "") -> Result:
    return CliRunner().invoke(main, list(arguments), env=settings, input=typed)
