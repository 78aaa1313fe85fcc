"""Parses email addresses as people paste them."""

import itertools
import re
import unicodedata
from enum import StrEnum

from email_validator import EmailNotValidError, validate_email

from bot.scheduling.model.text import clip, visible
from bot.scheduling.pasted.address_list import Part, PartKind, split_list
from bot.scheduling.pasted.unmatched_names import names_without_address

MAX_ADDRESSES = 100


class AddressProblem(StrEnum):
    """Why a part of a list could not be read."""

    NO_ADDRESS = "no address"
    NAME_ALONE = "name without an address"
    RUN_TOGETHER = "run together"
    SEVERAL = "several addresses"


# A longer text is clipped before it is shown.
_LONGEST_SHOWN = 100


class BadAddress(Exception):
    """Something in a list could not be read: `text` is its beginning, `why` says what is wrong."""

    def __init__(self, text: str, *, why: AddressProblem = AddressProblem.NO_ADDRESS) -> None:
        super().__init__(text)
        self.text = clip(" ".join(visible(text).split()), to=_LONGEST_SHOWN)
        self.why = why


def parse_address(text: str) -> str:
    """Return the one address in a text, as it should be sent. Raises BadAddress."""
    try:
        found = parse_addresses(text)
    except BadAddress as bad:
        raise BadAddress(text, why=bad.why) from None
    if len(found) > 1:
        raise BadAddress(text, why=AddressProblem.SEVERAL)
    if not found:
        raise BadAddress(text)
    return found[0]


def parse_addresses(text: str) -> tuple[str, ...]:
    """Return every address in a text, without repetitions. Raises BadAddress.

    Everything else has to be a mark, or the name of somebody with an address; nobody is skipped.
    """
    listed = split_list(_shown(text))
    found: dict[str, str] = {}
    for part in (part for line in listed for part in line):
        if part.kind is PartKind.UNCLEAR:
            raise BadAddress(part.text)
        if part.kind is PartKind.ADDRESS:
            sent = _valid(part, number=len(found) + 1)
            found.setdefault(sent.casefold(), sent)
    for name in names_without_address(listed):
        raise BadAddress(name, why=AddressProblem.NAME_ALONE)
    if not found and any(letter.isalnum() for letter in text):
        raise BadAddress(text)
    return tuple(found.values())


def _valid(part: Part, *, number: int) -> str:
    """Return an address as it should be sent; `number` is its place in the list."""
    if not part.enclosed and re.match(rf"{number}\.", part.text):
        # The list may be numbered, or the address may begin with this number.
        raise BadAddress(part.text, why=AddressProblem.RUN_TOGETHER)
    try:
        # No host is looked up, and test and internal domains are accepted: whether mail arrives is
        # for the provider to find out.
        found = validate_email(
            part.text, check_deliverability=False, test_environment=True, strict=True
        )
    except EmailNotValidError:
        raise BadAddress(part.text) from None
    if unicodedata.normalize("NFKC", found.local_part) != found.local_part:
        raise BadAddress(part.text)
    return found.normalized


def _shown(text: str) -> str:
    """Return a text without invisible characters. Raises BadAddress if that would join two addresses."""
    text = re.sub(r"[\x0b\x0c]", "\n", text)
    for word in text.split():
        pieces = _pieces(word)
        for before, after in itertools.pairwise(pieces):
            if _joined(before, after):
                raise BadAddress(" ".join(pieces), why=AddressProblem.RUN_TOGETHER)
    return visible(text)


def _pieces(word: str) -> list[str]:
    """Split a word at its invisible characters."""
    groups = itertools.groupby(word, key=lambda letter: visible(letter) == "")
    return ["".join(letters) for hidden, letters in groups if not hidden]


def _joined(before: str, after: str) -> bool:
    """Return whether joining two pieces would change an address that is complete by itself."""
    if not (before[-1].isalnum() and after[0].isalnum()):
        return False
    whole = re.search(r"[^\s<(\[\"]+@[^@]+$", before), re.match(r"[^@]+@[^\s>)\]\",;]+", after)
    return any(_is_valid(each[0]) for each in whole if each)


def _is_valid(text: str) -> bool:
    try:
        _valid(Part(PartKind.ADDRESS, text, enclosed=True), number=0)
    except BadAddress:
        return False
    return True
