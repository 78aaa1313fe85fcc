"""Slack's published schema of manifests: Docket's own keeps to it, and what breaks it is refused."""

from copy import deepcopy
from functools import reduce
from typing import Any, cast

import pytest
import yaml
from pydantic import ValidationError

from sandbox.slack.manifest import Manifest
from sandbox.slack.server import MANIFEST

DOCKET: dict[str, Any] = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
COMMAND = "features.slash_commands.0"
EVENTS = "settings.event_subscriptions"


def changed(path: str, value: Any) -> dict[str, Any]:
    """Return Docket's manifest with another value at one place; with None without any."""
    told = deepcopy(DOCKET)
    *way, last = [int(step) if step.isdecimal() else step for step in path.split(".")]
    place: Any = reduce(lambda part, step: part[step], way, cast("Any", told))
    place[last] = value
    if value is None:
        del place[last]
    return told


def test_dockets_own_keeps_to_the_schema() -> None:
    Manifest.model_validate(DOCKET)


@pytest.mark.parametrize(
    ("path", "longest"),
    [
        ("display_information.name", 35),
        ("display_information.description", 140),
        ("features.bot_user.display_name", 80),
        (f"{COMMAND}.description", 2000),
        (f"{COMMAND}.usage_hint", 1000),
        ("oauth_config.scopes.bot.0", 50),
        ("oauth_config.scopes.bot_optional.0", 50),
        (f"{EVENTS}.bot_events.0", 50),
    ],
)
def test_a_text_is_as_long_as_slack_takes_it(path: str, longest: int) -> None:
    Manifest.model_validate(changed(path, "x" * longest))
    with pytest.raises(ValidationError, match=f"at most {longest} char"):
        Manifest.model_validate(changed(path, "x" * (longest + 1)))
    with pytest.raises(ValidationError, match="at least 1 char"):
        Manifest.model_validate(changed(path, ""))


@pytest.mark.parametrize(
    ("path", "longest"),
    [
        (f"{COMMAND}.url", 3000),
        (f"{EVENTS}.request_url", 3500),
        ("settings.interactivity.request_url", 3500),
    ],
)
def test_an_address_is_one(path: str, longest: int) -> None:
    address = "https://docket.example/"
    Manifest.model_validate(changed(path, address.ljust(longest, "x")))
    for wrong in ("docket.example", address.ljust(longest + 1, "x")):
        with pytest.raises(ValidationError, match=r"pattern|at most"):
            Manifest.model_validate(changed(path, wrong))


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (f"{COMMAND}.command", "session", "pattern"),
        (f"{COMMAND}.command", "/" + "x" * 32, "at most 32"),
        (f"{COMMAND}.command", None, "required"),
        (f"{COMMAND}.description", None, "required"),
        ("display_information", None, "required"),
        ("display_information.background_color", "blue", "pattern"),
        ("features.bot_user.display_name", None, "required"),
        ("features.slash_commands", [DOCKET["features"]["slash_commands"][0]] * 51, "at most 50"),
        ("features.slash_commands", [], "at least 1"),
        ("settings.interactivity.is_enabled", None, "required"),
        (f"{EVENTS}.bot_events", ["channel_rename"] * 2, "only once"),
        ("settings.colour", "red", "not permitted"),
        (f"{COMMAND}.colour", "red", "not permitted"),
    ],
)
def test_what_slack_does_not_take_is_refused(path: str, value: Any, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Manifest.model_validate(changed(path, value))
