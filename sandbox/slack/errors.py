"""The one way a rule of Slack's is broken: a code, as the Web API answers it."""

from typing import Any


class SlackError(Exception):
    """A refusal, `{"ok": false, "error": code}`, with whatever else Slack adds to it."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.more = more

    @classmethod
    def with_messages(cls, code: str, messages: list[str]) -> "SlackError":
        """Refuse with the details Slack puts under `response_metadata.messages`."""
        return cls(code, response_metadata={"messages": messages})
