"""Encryption at rest: sealed text is read with one of the keys, and only as what it was sealed as.

Keys are Fernet's (cryptography): the first seals, all of them open. Names that are looked up, such as
what a provider calls a booking, become keyed hashes. Their key is made once and kept in the database,
wrapped under every key in use, so that it outlives them all.
"""

import hmac
import secrets
from collections.abc import Sequence
from typing import Protocol

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic import SecretStr

from bot.store import CannotOpen

SEARCH_KEY_BYTES = 32
# 64 bits: of a million words no two are likely to have the same.
WORD_HASH = 16

NOT_SET = (
    "The database is encrypted, but DOCKET_ENCRYPTION_KEYS isn't set. Set it to the keys the database"
    " was encrypted with."
)
NOT_THESE = (
    "The database was encrypted with a key that isn't in DOCKET_ENCRYPTION_KEYS. Add the earlier key"
    " after the new one. You can remove it after `docket rotate-keys`."
)


class WrongKeys(CannotOpen):
    """The database is encrypted with keys that were not given."""


class Cipher(Protocol):
    """How text is kept: `of` says what it is and whose, and is checked when it is read."""

    def seal(self, text: str, *, of: str) -> str:
        """Return the text as it is to be kept."""

    def open(self, kept: str, *, of: str) -> str:
        """Return the text again. Raises ValueError where it was not sealed as this."""

    def lookup(self, name: str) -> str:
        """Return what a name is found by."""

    def word(self, word: str) -> str:
        """Return what a word of a text is found by, or where it is kept as it is, its beginning."""


class PlaintextCipher:
    """No encryption: text is kept as it is."""

    def seal(self, text: str, *, of: str) -> str:
        """Return the text as it is."""
        del of
        return text

    def open(self, kept: str, *, of: str) -> str:
        """Return the text as it is."""
        del of
        return kept

    def lookup(self, name: str) -> str:
        """Return the name itself."""
        return name

    def word(self, word: str) -> str:
        """Return the word itself."""
        return word


class Sealed:
    """Encrypts and authenticates; text moved to another place in the database no longer opens."""

    def __init__(self, keys: MultiFernet, *, search_key: bytes) -> None:
        self._keys = keys
        self._search_key = search_key

    def seal(self, text: str, *, of: str) -> str:
        """Return the text encrypted, with what it is."""
        return self._keys.encrypt(f"{of}\0{text}".encode()).decode()

    def open(self, kept: str, *, of: str) -> str:
        """Return the text again. Raises ValueError where it was not sealed as this."""
        try:
            sealed_as, _, text = self._keys.decrypt(kept).decode().partition("\0")
        except InvalidToken:
            raise ValueError("it is not sealed with any of the keys") from None
        if sealed_as != of:
            raise ValueError("it is sealed as something else")
        return text

    def lookup(self, name: str) -> str:
        """Return the keyed hash of the name."""
        return hmac.new(self._search_key, name.encode(), "sha256").hexdigest()

    def word(self, word: str) -> str:
        """Return a shorter keyed hash, which is never that of a name."""
        return hmac.new(self._search_key, f"word {word}".encode(), "sha256").hexdigest()[:WORD_HASH]


class Keys:
    """The keys that were set, the first of which seals; without any, nothing is encrypted."""

    def __init__(self, keys: Sequence[SecretStr] = ()) -> None:
        self._keys = [Fernet(key.get_secret_value()) for key in keys]

    def __bool__(self) -> bool:
        return bool(self._keys)

    @property
    def first(self) -> "Keys":
        """The key that seals, alone."""
        alone = Keys()
        alone._keys = self._keys[:1]
        return alone

    def cipher(self, in_use: Sequence[str]) -> Cipher:
        """Return how text is kept in a database with these wrapped search keys. Raises WrongKeys."""
        if not in_use:
            return PlaintextCipher()
        search_key = self._search_key(in_use)
        return Sealed(MultiFernet(self._keys), search_key=search_key)

    def lack_first(self, in_use: Sequence[str]) -> bool:
        """Return whether the first key is not yet among those in use.

        Whatever is sealed with a key has it among them, so that nobody starts without it.
        """
        if not self._keys:
            return False
        return not any(_opens(self._keys[0], wrapped) for wrapped in in_use)

    def wrap(self, in_use: Sequence[str]) -> str:
        """Return the search key, a new one at first, wrapped under the first key. Raises WrongKeys."""
        new = secrets.token_bytes(SEARCH_KEY_BYTES)
        search_key = self._search_key(in_use) if in_use else new
        return self._keys[0].encrypt(search_key).decode()

    def _search_key(self, in_use: Sequence[str]) -> bytes:
        if not self._keys:
            raise WrongKeys(NOT_SET)
        keys = MultiFernet(self._keys)
        try:
            unwrapped = [keys.decrypt(wrapped) for wrapped in in_use]
        except InvalidToken:
            raise WrongKeys(NOT_THESE) from None
        return unwrapped[0]


def _opens(key: Fernet, token: str) -> bool:
    try:
        key.decrypt(token)
    except InvalidToken:
        return False
    return True
