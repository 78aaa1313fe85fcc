"""Typed times, understood: `read("next tue 2pm PT", now=…, zone=…)`.

The way of a text: `tokens` (words and their kinds) → `grammar` (templates of kinds, each with its
meaning) → `cover` (every word belongs to a part) → `settle` (the parts add up to a moment, a
question or a refusal). Pure: the present and the person's zone are arguments.
"""

from bot.scheduling.when.answers import Answer, Question, Reading, Refusal
from bot.scheduling.when.reading import read
from bot.scheduling.when.warming import warm

__all__ = ["Answer", "Question", "Reading", "Refusal", "read", "warm"]
