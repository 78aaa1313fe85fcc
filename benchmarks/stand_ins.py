"""Slack's Web API and Prevail as fast as they can be, so that what is measured is who calls them.

    python -m benchmarks.stand_ins

Answers on a port of 127.0.0.1 and prints its address. `GET /calls` returns every call so far as
`[what, seconds, text]`, with the monotonic time at which it came in; `POST /begin` forgets them, and
says how many seconds Prevail takes from now on.
"""

import asyncio
import json
import re
import sys
import time
from itertools import count
from typing import Any
from urllib.parse import parse_qsl

from sandbox.slack import people

ANSWER = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n"
_CHANNEL = {
    "is_channel": True,
    "is_member": True,
    "is_private": False,
    "is_ext_shared": False,
    "is_org_shared": False,
    "is_pending_ext_shared": False,
}
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


class StandIns:
    """What was called, and what is answered."""

    def __init__(self) -> None:
        self._calls: list[tuple[str, float, Any]] = []
        self._numbers = count(1)
        self._prevail_seconds = 0.0

    async def serve(self) -> None:
        """Answer until the process ends."""
        server = await asyncio.start_server(self._connection, "127.0.0.1", 0, backlog=1024)
        host, port = server.sockets[0].getsockname()
        sys.stdout.write(f"http://{host}:{port}\n")
        sys.stdout.flush()
        await server.serve_forever()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one call after the other, for as long as the caller likes."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = _LENGTH.search(head)
                body = await reader.readexactly(int(length[1])) if length else b""
                path = head.split(b" ", 2)[1].decode()
                answer = json.dumps(await self._answer(path, body)).encode()
                writer.write(ANSWER.format(len(answer)).encode() + answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, path: str, body: bytes) -> dict[str, Any]:
        name = path.partition("?")[0].removeprefix("/api/")
        if name == "/calls":
            return {"calls": self._calls}
        if name == "/begin":
            self._calls, self._prevail_seconds = [], json.loads(body)["prevail_seconds"]
            return {}
        given = _given(path, body.decode())
        if name == "chat.postMessage":
            given["ts"] = f"{1_700_000_000 + next(self._numbers)}.000100"
        self._calls.append((name, time.monotonic(), _worth_telling(name, given)))
        if name.startswith("/prevail"):
            await asyncio.sleep(self._prevail_seconds)
            return _scheduled(given, number=next(self._numbers))
        return {"ok": True} | self._of_slack(name, given)

    def _of_slack(self, name: str, given: dict[str, Any]) -> dict[str, Any]:
        match name:
            case "auth.test":
                return {"team_id": people.TEAM_ID, "user_id": people.BOT_USER_ID}
            case "users.info":
                return {"user": _person(given["user"])}
            case "conversations.info":
                return {"channel": _CHANNEL | {"id": given["channel"]}}
            case "chat.postMessage" | "chat.update":
                return {"channel": given["channel"], "ts": given["ts"]}
            case "views.open":
                return {"view": {"id": f"V{next(self._numbers)}"}}
            case _:
                return {}


def _given(path: str, body: str) -> dict[str, Any]:
    """Return what a call says, in JSON or in the fields of a form."""
    if body.startswith("{"):
        return dict(json.loads(body))
    return dict(parse_qsl(path.partition("?")[2])) | dict(parse_qsl(body))


def _worth_telling(name: str, given: dict[str, Any]) -> Any:
    """Return a form as it was opened, and of a card which it is once it says confirmed."""
    if name == "views.open":
        view = given["view"]
        return json.loads(view) if isinstance(view, str) else view
    is_confirmed = "confirmed" in str(given.get("text")).lower()
    return given.get("ts") if is_confirmed else None


def _person(user: str) -> dict[str, Any]:
    profile = {"email": f"{user.lower()}@harbor-reporting.example"}
    return {
        "id": user,
        "team_id": people.TEAM_ID,
        "tz": "America/New_York",
        "locale": "en-US",
        "profile": profile,
    }


def _scheduled(order: dict[str, Any], *, number: int) -> dict[str, Any]:
    """Answer an order as Prevail does."""
    ordered = order["session_request"]
    remote = dict(ordered["remote_session"])
    name = remote.pop("remote_session_id")
    session = {
        "id": number,
        "session_state": "ready",
        "session_url": f"https://prevail.example/session/{name}",
        "remote_session_id": name,
        "session_request": {"session_type": "remote_deposition", "deponent": {}, "invites": []},
        "remote_session": remote,
        "session_details": ordered["session_details"],
    }
    return {"requests": [session]}


if __name__ == "__main__":
    asyncio.run(StandIns().serve())
