"""SECURITY.md: every threat has its test, and every scope its reason."""

import ast
import re
from pathlib import Path

from sandbox.slack.manifest import read
from tests.process import ROOT

PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
A_TEST = re.compile(
    r"^\| (?P<threat>.+) \| (?P<answer>.+) \| `(?P<path>[\w/]+\.py)::(?P<name>\w+)` \|$"
)


def rows_under(heading: str) -> list[str]:
    """Return the rows of every table below a heading, without their heads."""
    chapter = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = chapter.splitlines()
    heads = {n for n, line in enumerate(lines[1:]) if line.startswith("|---")}
    return [
        line
        for n, line in enumerate(lines)
        if line.startswith("|") and n not in heads and not line.startswith("|---")
    ]


def names_in(path: Path) -> set[str]:
    """Return the names of a file's tests."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_threat_names_a_test_that_is_there() -> None:
    rows = rows_under("Threats, answers, tests")
    assert len(rows) > 70
    for row in rows:
        found = A_TEST.match(row)
        assert found, row
        assert found["name"] in names_in(ROOT / "tests" / found["path"]), row


def test_every_scope_is_explained_and_none_that_is_not_asked_for() -> None:
    explained = {
        scope
        for row in rows_under("What Docket asks of Slack")
        for scope in re.findall(r"`([a-z]+(?::[a-z.]+)?)`", row.split("|")[1])
    }
    scopes = read(ROOT / "manifest.yml").oauth_config.scopes
    assert explained == {*scopes.bot, *scopes.bot_optional}
