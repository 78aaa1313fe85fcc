"""What Unicode's data say of a locale, by Babel: read when asked for, and not kept."""

from collections.abc import Iterator
from contextlib import contextmanager

from babel import Locale, UnknownLocaleError, localedata

ENGLISH = "en-US"


@contextmanager
def locale_data(name: str) -> Iterator[Locale]:
    """Give what is known of a locale such as `en-US`, else of its language, else of American English.

    Take out what you need: Babel would keep 2 MB of each locale, names of currencies and all.
    """
    try:
        yield _known(name)
    finally:
        localedata.clear_caches()


def is_known(name: str) -> bool:
    """Whether anything is known of a locale itself."""
    return _parsed(name) is not None


def _known(name: str) -> Locale:
    names = name.replace("_", "-")
    return _parsed(names) or _parsed(names.partition("-")[0]) or Locale.parse(ENGLISH, sep="-")


def _parsed(name: str) -> Locale | None:
    try:
        return Locale.parse(name.replace("_", "-"), sep="-")
    except (UnknownLocaleError, ValueError):
        return None
