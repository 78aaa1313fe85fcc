"""What a stand-in hears and says: one request, one answer, without a socket in sight."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

JSON = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """One call as it arrived; header names are in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> object:
        """Decode the body; raises ValueError when it isn't JSON."""
        return json.loads(self.body)

    def media_type(self, header: str) -> str:
        """Return a header's media type without its parameters, in lower case."""
        return self.headers.get(header, "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Answer:
    """One reply: the status, the body as bytes and the headers beside the length."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, status: int, content: object, *, headers: Mapping[str, str] | None = None
    ) -> "Answer":
        """Return an answer whose body is the content as JSON."""
        body = json.dumps(content).encode()
        return cls(status, body, {"Content-Type": JSON, **(headers or {})})
