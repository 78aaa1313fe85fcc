"""The zone names of Rails, which Prevail takes beside IANA's, and what they mean: `rails_zones.json`.

Kept apart from Docket's own table on purpose: a stand-in that took its zones from the code
it checks would find every mistake in them right. Source: ActiveSupport::TimeZone::MAPPING as of
Rails 8.0, the 151 names; a later Rails added more, but nobody outside knows Prevail's version.
"""

import json
from collections.abc import Mapping
from importlib import resources
from typing import Final

RAILS_ZONES: Final[Mapping[str, str]] = json.loads(
    (resources.files("sandbox.providers") / "rails_zones.json").read_text(encoding="utf-8")
)
