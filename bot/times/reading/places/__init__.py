"""Time zones as people name them: by abbreviation, by name, by a place in them."""

from bot.times.reading.places.place_names import first_words, is_famous
from bot.times.reading.places.zone_phrases import may_name_a_zone, zones_at

__all__ = ["first_words", "is_famous", "may_name_a_zone", "zones_at"]
