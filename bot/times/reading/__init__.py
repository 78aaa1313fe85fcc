"""Typed times, understood: `read("next tue 2pm PT", now=…, zone=…)`.

One way for every text: `tokens` (words and their kinds) → `tiling` (each word belongs to a tile, which
`grammar` finds by templates of kinds) → `resolve` (the parts of the tiles add up to a moment, a
question or a refusal). Which words must belong to the time differs: all of them (`whole_text`), all
but an old time and a reason (`moved_text`), or a run among others (`embedded`). Pure: the present and
the person's zone are arguments.
"""

from bot.times.reading.answers import Answer, Question, Reading, Refusal
from bot.times.reading.parser import read
from bot.times.reading.preloading import preload

__all__ = ["Answer", "Question", "Reading", "Refusal", "preload", "read"]
