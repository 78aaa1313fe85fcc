"""What of a text can be seen: marks that hide, reorder or pretend are left out, wherever it came from."""

import re
import unicodedata
from typing import Annotated, Any

from idna import valid_contextj
from pydantic import BeforeValidator

# Unicode's Default_Ignorable_Code_Point and the other format characters, which show nothing or turn
# the direction of writing; controls but tab and line feed; lone surrogates; the blank Braille cell.
# Left alone are format characters that are drawn, such as the Arabic number sign.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb\U00013430-\U00013455\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
_LINE_ENDS = re.compile("\r\n?|[\u0085\u2028\u2029]")
_JOINERS = "\u200c\u200d"
_EMOJI_STYLE = "\ufe0e\ufe0f"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_STYLED = frozenset("0123456789#*\u203c\u2049\u3030")
# How many characters before and behind a joiner say whether it is needed.
_NEAR = 8
_IDEOGRAPHIC = range(0xE0100, 0xE01F0)


def visible(text: str) -> str:
    """Return the text without what nobody can see; lines end one way.

    A joiner stays where an emoji or a script such as Persian or Hindi needs it, and so does a mark
    that chooses how the very character before it is drawn.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _LINE_ENDS.sub("\n", text)
    return _HIDDEN.sub(lambda found: found[0] if _is_needed(text, found.start()) else "", text)


def _is_needed(text: str, place: int) -> bool:
    mark, before, after = text[place], text[max(place - 1, 0) : place], text[place + 1 : place + 2]
    if not before:
        return False
    if mark in _JOINERS and _joins_letters(text, place):
        return True
    if mark == "\u200d":
        styled = before in _EMOJI_STYLE and place > 1
        return _is_emoji(text[place - 2] if styled else before) and _is_emoji(after)
    if mark in _EMOJI_STYLE:
        return _is_emoji(before) or before in _STYLED
    return ord(mark) in _IDEOGRAPHIC and _is_ideograph(before)


def _joins_letters(text: str, place: int) -> bool:
    """Return whether the letters around a joiner are written otherwise with it (RFC 5892)."""
    start = max(place - _NEAR, 0)
    try:
        return valid_contextj(text[start : place + _NEAR], place - start)
    except ValueError:
        return False


def _is_emoji(character: str) -> bool:
    if not character or _HIDDEN.match(character):
        return False
    return unicodedata.category(character) in {"So", "Sm"} or ord(character) in _SKIN_TONES


def _is_ideograph(character: str) -> bool:
    return unicodedata.name(character, "").startswith("CJK ")


def _seen(given: Any) -> Any:
    return visible(given) if isinstance(given, str) else given


# Words that people read. Ids and links are none: without what hides in it one would be another.
Text = Annotated[str, BeforeValidator(_seen)]


def clip(text: str, *, to: int) -> str:
    """Return the text, or its beginning with an ellipsis where it is longer than `to`."""
    return text if len(text) <= to else text[: to - 1].rstrip() + "…"


_QUOTED = re.compile("“([^”]+)”")
LONGEST_QUOTE = 150


def with_short_quotes(sentence: str) -> str:
    """Return a sentence in which nothing that it repeats between quotation marks is long. Plain text."""
    return _QUOTED.sub(lambda quoted: f"“{clip(quoted[1], to=LONGEST_QUOTE)}”", sentence)


def one_line(text: str, *, to: int) -> str:
    """Return the text as it fits a field of one line and so many characters."""
    return clip(" ".join(visible(text).split()), to=to)
