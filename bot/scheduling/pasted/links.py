"""Links in a text as people paste it: without the sentence around them, and out of their wrappers."""

import html
import re
from dataclasses import dataclass

from bot.scheduling.model.text import visible
from bot.scheduling.pasted.wrapped_links import SealedLink, unwrap


@dataclass(frozen=True, slots=True, kw_only=True)
class PastedLinks:
    """What a text holds: its links, each once and out of its wrappers, and the words around them.

    `unwrapped` says that a link leads elsewhere than it said; `sealed_by` names the program that
    alone knows where one leads, which stays as it is.
    """

    links: tuple[str, ...]
    rest: str
    unwrapped: bool = False
    sealed_by: str = ""


# Only what stands for one character and ends in a semicolon: `&copy=1` is no sign in a link.
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#[0-9]{1,6}|#x[0-9a-f]{1,5});", re.IGNORECASE)
# As Slack writes a link, and Markdown.
_LABELED = re.compile(r"<(https?://[^|<>\s]+)\|([^<>]*)>", re.IGNORECASE)
_LABELED_FIRST = re.compile(
    r"\[([^\[\]]*)\]\((https?://[^\s<>]+?)\)(?=[\s.,;:!?)]|$)", re.IGNORECASE
)
# Of Chinese and Japanese sentences; no link that is passed on has any.
_FULL_WIDTH = "。，、；：！？（）「」『』【】《》"
# A link ends before another that begins with no mark that belongs to it.
_LINK = re.compile(
    r"https?://(?:(?!(?<=[A-Za-z0-9.,;|)])https?://)[^\s<>\"“”„«»‹›‘’`" + _FULL_WIDTH + "])+",
    re.IGNORECASE,
)
# An ellipsis is none of them: the link was cut there, and is no link.
_ENDING = ".,;:!?'"
_BRACKETS = {")": "(", "]": "[", "}": "{"}
# Marks that make words bold, slanted or struck out, and stand on both sides.
_EMPHASIS = "*_~"
_BEFORE = re.compile(r"[<(\[{\"'“„«‹‘`*_~" + _FULL_WIDTH + "]*$")
_BEHIND = re.compile(r"^[>)\]}\"'”“»›’`*_~.,;:!?" + _FULL_WIDTH + "]*")


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
    """Divide a text into its links and what else is there."""
    links: list[str] = []
    rest, end = "", 0
    for found in _LINK.finditer(text):
        before = text[end : found.start()]
        links.append(_trimmed(found[0], before=before))
        end = found.start() + len(links[-1])
        end += len(text) - end - len(_BEHIND.sub("", text[end:]))
        rest += f"{_BEFORE.sub('', before)} "
    return links, rest + text[end:]


def _other(label: str, *, than: str) -> str:
    """Return a label that is a link itself and another one, nothing otherwise."""
    return label if re.match("https?://", label) and label.rstrip("/") != than.rstrip("/") else ""


def _trimmed(link: str, *, before: str) -> str:
    """Return a link without the marks of the sentence around it; brackets of its own are kept."""
    while _ends_in_mark(link, before=before):
        link = link[:-1]
    return link


def _ends_in_mark(link: str, *, before: str) -> bool:
    """Say whether the last character of a link is one of the sentence's."""
    last = link[-1]
    opening = _BRACKETS.get(last)
    emphasis = last in _EMPHASIS and before.endswith(last)
    closing = opening is not None and link.count(last) > link.count(opening)
    return last in _ENDING or emphasis or closing or not visible(last)
