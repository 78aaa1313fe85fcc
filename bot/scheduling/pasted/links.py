"""Finds links in pasted text, without the sentence around them and without wrappers."""

import html
import re
from dataclasses import dataclass

from bot.scheduling.model.text import visible
from bot.scheduling.pasted.wrapped_links import SealedLink, unwrap


@dataclass(frozen=True, slots=True, kw_only=True)
class PastedLinks:
    """The links of a text, each once and unwrapped, and the words around them.

    `unwrapped` says that a link had a wrapper. `sealed_by` names the program that alone knows where a
    link leads; that link is left as it is.
    """

    links: tuple[str, ...]
    rest: str
    unwrapped: bool = False
    sealed_by: str = ""


# Only entities that end in a semicolon: `&copy=1` in a link is none.
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#[0-9]{1,6}|#x[0-9a-f]{1,5});", re.IGNORECASE)
# How Slack and Markdown write a link.
_LABELED = re.compile(r"<(https?://[^|<>\s]+)\|([^<>]*)>", re.IGNORECASE)
_LABELED_FIRST = re.compile(
    r"\[([^\[\]]*)\]\((https?://[^\s<>]+?)\)(?=[\s.,;:!?)]|$)", re.IGNORECASE
)
# Punctuation of Chinese and Japanese sentences, which no link has.
_FULL_WIDTH = "。，、；：！？（）「」『』【】《》"
# A link ends where another one begins, unless that is a part of it.
_LINK = re.compile(
    r"https?://(?:(?!(?<=[A-Za-z0-9.,;|)])https?://)[^\s<>\"“”„«»‹›‘’`" + _FULL_WIDTH + "])+",
    re.IGNORECASE,
)
# Not an ellipsis: a link with one was cut off, and is no link.
_ENDING = ".,;:!?'"
_BRACKETS = {")": "(", "]": "[", "}": "{"}
# Marks on both sides of bold, italic or struck text.
_EMPHASIS = "*_~"
_BEFORE = re.compile(r"[<(\[{\"'“„«‹‘`*_~" + _FULL_WIDTH + "]*$")
_AFTER = re.compile(r"^[>)\]}\"'”“»›’`*_~.,;:!?" + _FULL_WIDTH + "]*")


def find_links(text: str) -> PastedLinks:
    """Find the links in a text."""
    text = _ENTITY.sub(lambda found: html.unescape(found[0]), text.replace("...", "…"))
    text = _LABELED.sub(lambda found: f"<{found[1]}> {_other(found[2], than=found[1])}", text)
    text = _LABELED_FIRST.sub(lambda found: f"{_other(found[1], than=found[2])} <{found[2]}>", text)
    typed, rest = _divided(text)
    links: list[str] = []
    sealed_by = ""
    for link in typed:
        try:
            links.append(unwrap(link))
        except SealedLink as sealed:
            links.append(link)
            sealed_by = sealed.by
    return PastedLinks(
        links=tuple(dict.fromkeys(links)),
        rest=visible(rest).strip(),
        unwrapped=links != typed,
        sealed_by=sealed_by,
    )


def _divided(text: str) -> tuple[list[str], str]:
    """Split a text into its links and everything else."""
    links: list[str] = []
    rest, end = "", 0
    for found in _LINK.finditer(text):
        before = text[end : found.start()]
        links.append(_trimmed(found[0], before=before))
        end = found.start() + len(links[-1])
        end += len(text) - end - len(_AFTER.sub("", text[end:]))
        rest += f"{_BEFORE.sub('', before)} "
    return links, rest + text[end:]


def _other(label: str, *, than: str) -> str:
    """Return a label if it is another link itself; otherwise an empty text."""
    return label if re.match("https?://", label) and label.rstrip("/") != than.rstrip("/") else ""


def _trimmed(link: str, *, before: str) -> str:
    """Return a link without punctuation of the sentence around it; its own brackets are kept."""
    while _ends_in_mark(link, before=before):
        link = link[:-1]
    return link


def _ends_in_mark(link: str, *, before: str) -> bool:
    """Return whether the last character of a link belongs to the sentence around it."""
    last = link[-1]
    opening = _BRACKETS.get(last)
    emphasis = last in _EMPHASIS and before.endswith(last)
    closing = opening is not None and link.count(last) > link.count(opening)
    return last in _ENDING or emphasis or closing or not visible(last)
