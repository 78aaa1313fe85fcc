"""Requests to Prevail's stand-in as its document has them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from sandbox.providers import Prevail, Running

Body = dict[str, Any]
Prevails = Running[Prevail]
JSON = {"Content-Type": "application/json", "Accept": "application/json"}
SMITH = {
    "title": "Smith v. Jones",
    "case": "123-case-id-name",
    "start_date": "2027-01-28",
    "start_time": "01:30 AM",
    "time_zone": "Pacific Time (US & Canada)",
    "estimated_duration": 1.25,
}


def token(
    prevail: Prevails, *, key: str | None = None, algorithm: str = "HS256", **claims: Any
) -> str:
    expiry = int((datetime.now(UTC) + timedelta(minutes=5)).timestamp())
    payload = {"exp": expiry, "slug": prevail.provider.company_id} | claims
    payload = {name: value for name, value in payload.items() if value is not None}
    return jwt.encode(payload, key or prevail.provider.api_key, algorithm=algorithm)


def order(**remote: Any) -> Body:
    """Return the document's own example, with parts of the session replaced or left out."""
    session = SMITH | {"remote_session_id": "smith-v-jones-s-7k2m"} | remote
    return {
        "session_request": {
            "invites": ["quartz@example.com", "obsidian@example.com"],
            "deponent": {"name": "Mal Yarrow", "email": "mal@example.com", "role": "deponent"},
            "remote_session": {k: v for k, v in session.items() if v is not ...},
            "session_details": {"languages": "", "session_type": "remote_deposition"},
        }
    }
