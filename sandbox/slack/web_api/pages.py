"""Pages of long lists, as the Web API cuts them.

Source: docs.slack.dev, apis/web-api/pagination.
"""

import base64
from collections.abc import Sequence
from typing import Any

from sandbox.slack.errors import SlackError
from sandbox.slack.web_api.method import Answer, Args


def page(key: str, items: Sequence[Any], args: Args, *, most: int = 1000) -> Answer:
    """Cut one page of at most so many out of a list; the cursor is the place where the next begins."""
    limit = min(args.number("limit", default=100), most)
    cursor = args.text("cursor")
    try:
        start = int(base64.b64decode(cursor)) if cursor else 0
    except ValueError:
        raise SlackError("invalid_cursor") from None
    end = start + limit
    more = base64.b64encode(str(end).encode()).decode() if end < len(items) else ""
    return {
        key: list(items[start:end]),
        "has_more": bool(more),
        "response_metadata": {"next_cursor": more},
    }
