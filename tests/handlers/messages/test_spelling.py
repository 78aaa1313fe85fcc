"""What people read is spelled as Americans spell it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.process import ROOT

# Not the words that are read in other languages, nor what databases hold.
UNREAD = (ROOT / "bot/times/reading/languages", ROOT / "bot/store")
SOURCES = [
    path
    for room in ("bot", "handlers")
    for path in sorted((ROOT / room).rglob("*.py"))
    if not path.is_relative_to(UNREAD[0]) and not path.is_relative_to(UNREAD[1])
]
PAGES = [ROOT / name for name in ("README.md", "SECURITY.md", "manifest.yml", ".env.example")]
BRITISH = re.compile(
    r"""\b(?:
        e-mail\w* | cancell(?:ed|ing)\w* | label+ed\b(?<!labeled) | travell\w+ | modell\w+
        | (?:organ|recogn|author|apolog|custom|synchron|summar|final|minim)is(?:e|ed|es|ing|ation)\w*
        | colour\w* | favour\w* | behaviour\w* | honour\w* | centre\w* | licence | defence | grey
        | catalogue | programme | judgement | whilst | learnt | spelt
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
# What is stored, or what people and providers write, spelled otherwise.
KNOWN = {
    *("e-mail", "cancelled", "cancelling", "CANCELLED"),
    *("cancelled by provider", "not cancelled"),
}
# Words of Docket's builders that its readers do not know.
DIALECT = re.compile(
    r"\b(?:errands? | anew | goes\ along | whoever\ runs | nobody\ knows | what\ became\ of | to\ come)\b",
    re.IGNORECASE | re.VERBOSE,
)


def texts(source: Path) -> Iterator[str]:
    """Give the texts in a source; comments and what a function says of itself are for its readers.

    Of the commands it says so in `--help`.
    """
    tree = ast.parse(source.read_text(encoding="utf-8"))
    commented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    own = {
        id(each.body[0].value)
        for each in ast.walk(tree)
        if isinstance(each, commented) and isinstance(each.body[0], ast.Expr)
    }
    for each in ast.walk(tree):
        is_shown = source.name == "__main__.py" or id(each) not in own
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and is_shown:
            yield each.value


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_sentence_is_spelled_in_the_british_way(source: Path) -> None:
    assert [text for text in texts(source) if BRITISH.search(text) and text not in KNOWN] == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_sentence_uses_words_of_its_own(source: Path) -> None:
    sentences = [text for text in texts(source) if " " in text]
    assert [sentence for sentence in sentences if DIALECT.search(sentence)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_no_page_is_spelled_in_the_british_way(page: Path) -> None:
    lines = page.read_text(encoding="utf-8").splitlines()
    # What stands between backticks are names.
    bare = [re.sub(r"`[^`]*`", "", line) for line in lines]
    assert [line for line in bare if BRITISH.search(line)] == []
