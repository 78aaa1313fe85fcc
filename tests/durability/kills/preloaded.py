"""Read on import: all code and tables that every process of Docket reads, before it opens anything."""

# ruff: noqa: F401 - read here to be there after a fork
import bot.serve
import bot.store.postgresql
import bot.store.sqlite
from bot.times import zone_data
from bot.times.reading import preload

zone_data.choose()
preload()
