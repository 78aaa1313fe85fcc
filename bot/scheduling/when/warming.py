"""Everything slow about reading times, done once: before the first is read, or when asked to."""

import gc
from functools import cache

from bot.scheduling.when.grammar import compiled_rules
from bot.scheduling.when.grammar.amounts import compiled_pieces
from bot.scheduling.when.languages import LANGUAGES, vocabulary
from bot.scheduling.when.places.gazetteer import gazetteer


@cache
def warm() -> None:
    """Compile the grammar and read the gazetteer: half a second, 40 MB, and no more afterwards.

    The first `read` does it; a process that must answer quickly does it as it starts.
    """
    compiled_rules()
    compiled_pieces()
    for language in LANGUAGES:
        vocabulary(language)
    gazetteer()
    # Kept for good: without this the collector walks 100,000 names, 20 ms in somebody's typing.
    gc.collect()
    gc.freeze()
