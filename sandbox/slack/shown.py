"""A message as one person sees it, with its thread."""

from sandbox.slack import mrkdwn
from sandbox.slack.screens import Surface
from sandbox.slack.viewer import Viewer
from sandbox.slack.workspace import Message


class Shown(Surface):
    """A message as one person sees it; it stays the same message when it is edited."""

    def __init__(self, viewer: Viewer, message: Message) -> None:
        super().__init__(viewer)
        self.source = message
        self.ts = message.ts
        self.thread_ts = message.thread_ts or message.ts

    def _source(self) -> Message:
        return self.source

    @property
    def text(self) -> str:
        """Everything it says: its blocks, or its text where it has none."""
        return "\n".join(self.texts) or self.fallback

    @property
    def fallback(self) -> str:
        """The message's `text`, as a notification or a screen reader has it."""
        viewer = self.viewer.member
        return mrkdwn.plain(self._workspace, self.source.text, viewer=viewer)

    @property
    def author(self) -> str:
        """The name of who wrote it."""
        return self._workspace.person(self.source.author).name

    @property
    def only_for_me(self) -> bool:
        """Whether nobody else sees it."""
        return self.source.only_for is not None

    @property
    def is_edited(self) -> bool:
        """Whether it has been changed since it was posted."""
        return self.source.edited is not None

    @property
    def is_there(self) -> bool:
        """Whether it has not been deleted."""
        return self.source in self._workspace.channel(self.source.channel).messages

    @property
    def replies(self) -> list["Shown"]:
        """The thread under it, oldest first."""
        with self._workspace.changed:
            place = self._workspace.channel(self.source.channel)
            thread = place.replies(self.ts, self.viewer.member.id)
            return [Shown(self.viewer, reply) for reply in thread]

    def wait_for_text(self, text: str) -> "Shown":
        """Wait until the message says this."""
        self._look(lambda: (text in self.text) or None, f"no {text!r}")
        return self

    def wait_for_reply(self, text: str = "") -> "Shown":
        """Return the newest reply with this text in it, as soon as there is one."""

        def find() -> "Shown | None":
            fitting = [reply for reply in self.replies if text in reply.text]
            return fitting[-1] if fitting else None

        return self._look(find, f"no reply with {text!r}")
