"""Certificates with something wrong with them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.scheduling.model.failures import Cause

DAY = timedelta(days=1)
CERTIFICATES: Mapping[Cause, Mapping[str, Any]] = {
    Cause.EXPIRED: {"begins": -2 * DAY, "ends": -DAY},
    Cause.NOT_YET_VALID: {"begins": DAY, "ends": 2 * DAY},
    Cause.OTHER_NAME: {"name": "elsewhere.example"},
    Cause.UNTRUSTED: {"signs_itself": True},
}
