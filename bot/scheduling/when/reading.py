"""Reading a typed time: the text into words, the words into parts, the parts into a moment."""

from datetime import datetime

from bot.scheduling.moment import Moment
from bot.scheduling.when.answers import Answer, Refusal
from bot.scheduling.when.cover import Cover
from bot.scheduling.when.settle import settled
from bot.scheduling.when.settle.asked import Asked
from bot.scheduling.when.tokens import tokens

_EXAMPLE = "Type a day and a time, such as “tomorrow 2pm” or “March 5, 2:30 PM Pacific”."
_LONGEST = 500


def read(
    text: str,
    *,
    now: datetime,
    zone: str,
    locale: str = "en-US",
    leftovers: bool = False,
    was: Moment | None = None,
    their_zone: str | None = None,
) -> Answer:
    """What a typed time means to a person in `zone` (IANA) at `now` (aware).

    `leftovers` allows other words around it and gives them back as `rest`; `was` is the present
    time of the booking being moved; `their_zone` is what “their time” means.
    """
    if len(text) > _LONGEST:
        return Refusal(f"That is too long to be a time. {_EXAMPLE}")
    asked = Asked(now=now, zone=zone, was=was, their_zone=their_zone)
    words = tokens(text, language="en")
    if not words:
        return Refusal(_EXAMPLE)
    cover = Cover(words)
    stranger = cover.stranger()
    if stranger is not None:
        said = text[stranger.start : stranger.end]
        return Refusal(f"Docket does not understand “{said}”. {_EXAMPLE}")
    answer = cover.first(lambda said: settled(said, asked=asked))
    return answer or Refusal(f"Docket does not understand that time. {_EXAMPLE}")
