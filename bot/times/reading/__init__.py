"""Typed times, understood: `read("next tue 2pm PT", now=…, zone=…)`.

The way of a text: `tokens` (words and their kinds) → `grammar` (templates of kinds, each with its
meaning) → `tiling` (every word belongs to a part) → `resolve` (the parts add up to a moment, a
question or a refusal). Pure: the present and the person's zone are arguments.
"""

from bot.times.reading.answers import Answer, Question, Reading, Refusal
from bot.times.reading.reading import read
from bot.times.reading.warming import warm

__all__ = ["Answer", "Question", "Reading", "Refusal", "read", "warm"]
