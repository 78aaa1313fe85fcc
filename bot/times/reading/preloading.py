"""Everything slow about reading times, done once: before the first is read, or on request."""

import gc
from functools import cache

from bot.times.reading.grammar import compiled_rules
from bot.times.reading.grammar.amounts import compiled_pieces
from bot.times.reading.languages import LANGUAGES, vocabulary
from bot.times.reading.places import first_words


@cache
def preload() -> None:
    """Compile the grammar and read the gazetteer: half a second and 10 MB, once.

    The first `read` does it; a process that must answer quickly does it as it starts.
    """
    # The places first: what reading them leaves free, the rest then fills.
    first_words()
    compiled_rules()
    compiled_pieces()
    for language in LANGUAGES:
        vocabulary(language)
    # Never freed: without this the garbage collector walks all of it, 20 ms while someone types.
    gc.collect()
    gc.freeze()
