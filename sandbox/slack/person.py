"""A person at their screen, for tests: the same client as the page's, without a browser."""

from sandbox.slack.screens import Home, Screen
from sandbox.slack.shown import Shown
from sandbox.slack.viewer import NotOnScreenError, Viewer

__all__ = ["Home", "NotOnScreenError", "Person", "Screen", "Shown", "Viewer"]


class Person:
    """One member of the workspace, with hands."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.id = viewer.member.id
        self.name = viewer.member.name
        self._client = viewer.client
        self._workspace = viewer.workspace

    @property
    def screen(self) -> Screen:
        """What is before this person."""
        return Screen(self.viewer)

    def command(self, channel: str, line: str) -> Screen:
        """Type a slash command in a channel, or in the DM with the app for `@app`."""
        self._client.command(self.id, channel=self.viewer.place(channel).id, line=line)
        return self.screen

    def say(self, channel: str, text: str, *, thread: Shown | None = None) -> None:
        """Write a message in a channel or in the thread under a message."""
        thread_ts = None if thread is None else thread.thread_ts
        self._client.say(
            self.id, channel=self.viewer.place(channel).id, text=text, thread_ts=thread_ts
        )

    def shortcut(self, name: str, *, channel: str | None = None) -> Screen:
        """Choose a global shortcut by its name."""
        place = None if channel is None else self.viewer.place(channel).id
        self._client.shortcut(
            self.id, callback_id=self._callback(name, kind="global"), channel=place
        )
        return self.screen

    def message_shortcut(self, message: Shown, name: str) -> Screen:
        """Choose a shortcut by its name from a message's menu."""
        callback_id = self._callback(name, kind="message")
        self._client.message_shortcut(self.id, message=message.source, callback_id=callback_id)
        return self.screen

    def home(self) -> Home:
        """Open the app's Home tab and look at it."""
        self._client.open_home(self.id)
        return Home(self.viewer)

    def messages(self, channel: str) -> list[Shown]:
        """Return what this person sees in a channel, oldest first, without threads' replies."""
        with self._workspace.changed:
            shown = self.viewer.place(channel).shown_to(self.id)
            return [Shown(self.viewer, message) for message in shown if not message.is_reply]

    def wait_for_message(self, channel: str, text: str = "") -> Shown:
        """Return the newest message in a channel with this text in it, as soon as there is one."""

        def find() -> Shown | None:
            fitting = [m for m in self.messages(channel) if text in m.text]
            return fitting[-1] if fitting else None

        return self.viewer.look(find, lambda: self._no_message(channel, text))

    def _callback(self, name: str, *, kind: str) -> str:
        for shortcut in self._workspace.manifest.features.shortcuts:
            if shortcut.name == name and shortcut.type == kind:
                return shortcut.callback_id
        raise LookupError(f"the manifest has no {kind} shortcut {name!r}")

    def _no_message(self, channel: str, text: str) -> str:
        seen = "\n---\n".join(m.text for m in self.messages(channel)) or "(nothing)"
        return f"{self.name} sees no message with {text!r} in {channel}, but:\n{seen}"
