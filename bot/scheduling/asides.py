"""What stands in a line and is no time: addresses, links, case and phone numbers, amounts."""

import re
from dataclasses import dataclass
from enum import Enum, auto


class AsideKind(Enum):
    """What an aside is; where two begin at one place, the kind named first is meant."""

    EMAIL = auto()
    LINK = auto()
    CASE = auto()
    PHONE = auto()
    AMOUNT = auto()
    BIRTH = auto()
    SECTION = auto()


@dataclass(frozen=True, slots=True)
class Aside:
    """A span of a text that is no time, from `start` up to `end`."""

    kind: AsideKind
    start: int
    end: int


_BEGINS = r"(?<![\w@./#$+-])"
_ENDS = r"(?![\w@#]|[-/.:#][A-Za-z0-9])"
_EMAIL = r"(?<![\w@.+-])[\w.!#%&'*+/=?^`{|}~-]*[\w+-]@[\w-]+(?:\.[\w-]+)*\.[^\W\d]{2,}"
_LINK = (
    r"(?<![\w@.-])(?:https?://[^\s<>\"]+|www\.[^\s<>\"]+"
    r"|(?:[a-z0-9-]+\.)+[a-z]{2,}/[^\s<>\"]+)(?<![.,;:!?)\]])"
)
# Federal numbers with their division and judges, and what state courts write.
_CASES = (
    r"(?:[1-9]:)?\d{2,4}-(?:cv|cr|mc|md|mj|bk|ap|po|sw|ml|dm|misc|cf|ca|cp|pc|dr|gs)-\d{1,8}(?:-[A-Z]{1,4})*",
    r"MDL(?:[ ]No\.?)?[ ]\d{3,4}",
    r"\d{2}[A-Z]{2,6}\d{5,6}",
    r"(?-i:[BSKEGLMNPTVY]C|BS)[ -]?\d{5,7}",
    r"ADJ[ -]?\d{6,8}",
    r"\d{3}-20\d{2}-\d{5}",
    r"\d{2}-\d{2}-\d{4}-\d{4}",
    r"(?:[BSKEGLMNPTVY]C|BS|CGC|RIC|RG|PSC|CIV|CIVDS|CIVSB|MSC|HG|INC)-?(?:\d{2}-?)?\d{5,7}",
    r"(?:19|20)\d{2}-?(?:[A-Z]{1,4})-?\d{3,8}(?:-[A-Z0-9]{1,4})*",
    r"\d{2}-(?:19|20)\d{2}-\d{6,8}-[A-Z]{2}-[A-Z]{2}(?:-[A-Z]{3})?",
    r"[A-Z]{1,4}-\d{2,4}-\d{3,8}(?:-\d{1,4}|-[A-Z]{1,2})*",
    r"[A-Z]{1,4}-\d{5,6}-\d{2}",
    r"[A-Z]-\d-[A-Z]{2}-\d{2}-\d{4,8}",
    r"\d{2}-?[A-Z]{2,4}-?\d{3,8}(?:-[A-Z0-9]{1,4})*",
    r"\d{5,7}/(?:19|20)\d{2}",
    r"\d{2,3}[A-Z]{2}\d{4,8}",
    r"\d{2}(?:19|20)\d{2}[A-Z]{2}\d{4,8}(?:-?[A-Z0-9]{2,})?",
)
_CASE = rf"{_BEGINS}(?:{'|'.join(_CASES)}){_ENDS}"
# Bare digits are a number of a case only behind a word that says so.
_NUMBERED = (
    r"\b(?:no\.|no|nr\.?|id|\#)[:\s]*(?P<bare>\d{2,6}(?:-\d{2,8})*-\d{3,8}|\d{5,12})"
    r"|\b(?:case|file|claim|index|docket|matter|policy)(?:\s(?:no\.?|number|id))?[:#\s]+"
    r"(?P<named>(?=[A-Z0-9-]*\d{3})(?:[A-Z0-9]+(?:-[A-Z0-9]+)+|[A-Z]{0,4}\d{5,12}))"
)
_DATE = re.compile(
    r"\d(?:st|nd|rd|th)?-?(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)-?\d"
    r"|(?:\d{1,2}-\d{1,2}-(?:\d{2}|20\d{2})|20\d{2}-\d{1,2}-\d{1,2})$",
    re.IGNORECASE,
)
_PHONE = (
    rf"{_BEGINS}(?:\+\d{{1,3}}[ .-]?(?:\(\d+\)[ .-]?)?\d{{1,4}}(?:[ .-]?\d{{2,4}}){{1,4}}"
    rf"|(?:1[ .-]?)?\(\d{{3}}\)[ ]?\d{{3}}[ .-]\d{{4}}"
    rf"|(?:1[ .-])?\d{{3}}[-. ]\d{{3}}[-. ]\d{{4}}|\d{{3}}-\d{{4}}"
    rf"|\d{{3}}[ ]\d{{4}}[ ]\d{{4}}|\d{{3}}[ ]\d{{3}}[ ]\d{{3,4}}|\d{{4,12}}\#)"
    rf"(?:[ ]?(?:x|ext\.?)[ ]?\d{{1,6}})?{_ENDS}"
)
_AMOUNT = r"(?<!\w)[$€£]\s?\d(?:[\d,]*\d)?(?:\.\d+)?(?:[KkMm]\b|[ ](?:million|billion)\b)?"
_BIRTH = r"\b(?:DOB|D\.O\.B\.|born|DOI|DOL)[:\s]+\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}"
_SECTION = r"(?<![\w:])(?:§{1,2}\s?\d[\w.-]*|\d{1,3}(?:\([a-z0-9]{1,3}\))+)"

_PATTERNS = {
    AsideKind.EMAIL: re.compile(_EMAIL),
    AsideKind.LINK: re.compile(_LINK, re.IGNORECASE),
    AsideKind.CASE: re.compile(f"{_CASE}|(?:{_NUMBERED}){_ENDS}", re.IGNORECASE),
    AsideKind.PHONE: re.compile(_PHONE, re.IGNORECASE),
    AsideKind.AMOUNT: re.compile(_AMOUNT),
    AsideKind.BIRTH: re.compile(_BIRTH, re.IGNORECASE),
    AsideKind.SECTION: re.compile(_SECTION, re.IGNORECASE),
}


def asides(text: str) -> tuple[Aside, ...]:
    """Return what stands in the text and is no time, in its order; none overlaps another."""
    found: list[Aside] = []
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            start, end = match.span(match.lastgroup or 0)
            apart = all(end <= other.start or other.end <= start for other in found)
            if apart and not (kind is AsideKind.CASE and _DATE.search(text[start:end])):
                found.append(Aside(kind, start, end))
    return tuple(sorted(found, key=lambda aside: aside.start))
