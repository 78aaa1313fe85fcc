"""Prevail's API for one organization: signs every call, reads answers, and lists page by page."""

from collections.abc import Iterable, Iterator
from dataclasses import KW_ONLY, dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, TypeVar

import jwt
from pydantic import SecretStr

from bot.providers.lenient import fingerprint
from bot.providers.prevail.payloads import (
    PAGE_SIZE,
    Page,
    RequestPage,
    RequestRow,
    SessionPage,
    SessionRow,
)
from bot.providers.transport import Params, Transport
from bot.scheduling.model.failures import NotAllowed
from bot.times.moment import UtcClock

TOKEN_LASTS = timedelta(minutes=5)
MOST_PAGES = 500

_Row = TypeVar("_Row", RequestRow, SessionRow)


@dataclass(frozen=True, slots=True)
class UnreadableRow:
    """A row of a list that says nothing it could be known by, or a list that breaks off."""

    mark: str


@dataclass(frozen=True, slots=True)
class PrevailClient:
    """The calls that Prevail takes; each raises `bot.scheduling.model.failures`.

    `api_key` is an active one of the organization, whose id is `company_id`; `clock` gives the time
    now (aware UTC).
    """

    name: ClassVar[str] = "Prevail"

    transport: Transport
    _: KW_ONLY
    api_key: SecretStr
    company_id: str
    clock: UtcClock

    def change(
        self,
        method: str,
        *path: str,
        body: Any = None,
        params: Params | None = None,
        names_resource: bool = True,
    ) -> Any:
        """Ask for a change, as in `Transport.change`; return the decoded answer."""
        return self.transport.change(
            method,
            *path,
            headers=self._headers(),
            body=body,
            params=params,
            names_resource=names_resource,
        )

    def sessions(self, first: datetime, last: datetime) -> Iterator[SessionRow | UnreadableRow]:
        """List the sessions between two aware times."""
        window: Params = {"start_time": int(first.timestamp()), "end_time": int(last.timestamp())}
        return self._rows(SessionPage, SessionRow, path="sessions", params=window)

    def requests(self) -> Iterator[RequestRow | UnreadableRow]:
        """List all requests."""
        return self._rows(RequestPage, RequestRow, path="session_requests", params={})

    def check(self) -> None:
        """See whether Prevail accepts the key, by asking for the next minute's sessions."""
        now = int(self.clock().timestamp())
        query: Params = {"start_time": now, "end_time": now + 60, "page": 1, "items": 1}
        answer = self.transport.read("sessions", headers=self._headers(), params=query)
        self.transport.parse(SessionPage, answer, changes=False)

    def _rows(
        self, pages: type[Page], shape: type[_Row], *, path: str, params: Params
    ) -> Iterator[_Row | UnreadableRow]:
        """Read a list page by page; a row that is nothing of the kind spoils no other."""
        before: list[Any] = []
        for number in range(1, MOST_PAGES + 1):
            query = {**params, "page": number, "items": PAGE_SIZE}
            answer = self.transport.read(path, headers=self._headers(), params=query)
            page = self.transport.parse(pages, answer, changes=False)
            if number > 1 and page.rows in ([], before):
                yield UnreadableRow("")  # it counts more pages than it has
                return
            for row in page.rows:
                read = shape.model_validate(row) if isinstance(row, dict) else None
                yield read if read and read.is_identified else UnreadableRow(fingerprint(row))
            if page.is_last(number):
                return
            before = page.rows
        yield UnreadableRow("")

    def _headers(self) -> dict[str, str]:
        """Sign a token for this one call: HS256 with `exp` (epoch seconds) and `slug`."""
        claims = {"exp": self.clock() + TOKEN_LASTS, "slug": self.company_id}
        try:
            token = jwt.encode(claims, self.api_key.get_secret_value(), algorithm="HS256")
        except jwt.InvalidKeyError:
            raise NotAllowed(self.name, reason="its API key cannot be used to sign") from None
        return {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Accept": "application/json",
        }


def partition(rows: Iterable[_Row | UnreadableRow]) -> tuple[list[_Row], list[UnreadableRow]]:
    """Return the rows that could be read, and apart from them the others."""
    read: list[_Row] = []
    unread: list[UnreadableRow] = []
    for row in rows:
        if isinstance(row, UnreadableRow):
            unread.append(row)
        else:
            read.append(row)
    return read, unread
