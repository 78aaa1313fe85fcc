"""The verbs of each command, against what Slack is told of them in the manifest."""

import re
from pathlib import Path

import pytest

from bot.scheduling.command_line.verbs import VERBS, Verb
from sandbox.slack.manifest import read

MANIFEST = Path(__file__).parents[3] / "manifest.yml"
# Known and answered, but not offered: CareValidate can move or change no appointment.
NOT_OFFERED = {"/appointment": {Verb.MOVE, Verb.EDIT}, "/bookings": {Verb.HELP}}


def test_the_manifest_hints_at_the_usage_of_every_command() -> None:
    """Slack completes a command by what the manifest says of it."""
    hints = {each.command: each.usage_hint for each in read(MANIFEST).features.slash_commands}
    assert hints == {command: verbs.usage_hint for command, verbs in VERBS.items()}


@pytest.mark.parametrize("command", VERBS)
def test_a_usage_hint_names_every_verb_of_its_command(command: str) -> None:
    """The verb of a line that names none needs no naming."""
    verbs = VERBS[command]
    named = set(re.findall(r"[a-z]+", re.sub(r"\[.*?\]", "", verbs.usage_hint))) & set(Verb)
    assert named == set(verbs.verbs) - {verbs.default} - NOT_OFFERED.get(command, set())
