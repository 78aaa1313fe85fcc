"""The documents tell the truth: every file they name is there, and the tree they draw is the tree."""

import re

import pytest

from tests.process import ROOT

DOCUMENTS = ["CONTRIBUTING.md", "DESIGN.md", "README.md", "SECURITY.md"]
PATH = re.compile(r"`((?:\w+/)+[\w.]*|\w+\.py)`")
# What a new verb or provider would be called.
EXAMPLE = re.compile(r"/NAME\b|^handlers/sessions/split\.py$")


def is_at(path: str, place: str) -> bool:
    """Return whether a place in the repository ends with this path."""
    return place.endswith(f"/{path.rstrip('/')}")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_that_a_document_names_is_there(document: str) -> None:
    named = set(PATH.findall((ROOT / document).read_text(encoding="utf-8")))
    here = [f"/{path.relative_to(ROOT)}" for path in ROOT.rglob("*") if ".venv" not in path.parts]
    missing = {path for path in named if not any(is_at(path, each) for each in here)}
    assert {path for path in missing if not EXAMPLE.search(path)} == set()


def test_the_tree_in_the_design_names_every_room() -> None:
    drawn = (ROOT / "DESIGN.md").read_text(encoding="utf-8").split("```")[1]
    channels = {
        folder.parent.name
        for base in ("bot", "handlers")
        for folder in (ROOT / base).rglob("__init__.py")
    }
    assert channels - set(re.findall(r"(\w+)/", drawn)) == set()


def test_every_file_that_the_tree_names_is_there() -> None:
    drawn = (ROOT / "DESIGN.md").read_text(encoding="utf-8").split("```")[1]
    here = {path.name for base in ("bot", "handlers") for path in (ROOT / base).rglob("*.py")}
    assert set(re.findall(r"\w+\.py", drawn)) - here == set()
