"""Parses the header Retry-After (RFC 9110, section 10.2.3)."""

import re
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

# What a header says beyond that is no time to wait but a fault.
LONGEST_WAIT = timedelta(days=1)

_SECONDS = re.compile(r"[0-9]+(?:\.[0-9]*)?")


def retry_after(header: str, *, now: datetime) -> timedelta | None:
    """Read seconds or an HTTP date, as seen at this time (aware); None where it is neither."""
    said = header.strip()
    try:
        if _SECONDS.fullmatch(said):
            wait = timedelta(seconds=float(said))
        else:
            wait = parsedate_to_datetime(said) - now
    except OverflowError:
        return LONGEST_WAIT
    except (TypeError, ValueError):
        return None
    return min(max(wait, timedelta(0)), LONGEST_WAIT)
