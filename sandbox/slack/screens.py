"""What a person can read, fill and press: a modal or a Home tab; a message is in `shown.py`.

Everything waits for what it needs: a label, a button or a text that is not there yet is looked
for at every change of the workspace.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from sandbox.slack import mrkdwn, values
from sandbox.slack.block_kit import elements_of
from sandbox.slack.client import Source, Target
from sandbox.slack.fields import (
    Button,
    Field,
    buttons_of,
    static_options,
    unlabeled_field,
    with_label,
)
from sandbox.slack.people import Kind
from sandbox.slack.viewer import NotOnScreenError, Viewer
from sandbox.slack.workspace import Blocks, View

T = TypeVar("T")

# The button of a form that shows only its first fields.
MORE_OPTIONS = "More options"


class Surface:
    """Blocks that a person can read, fill and press."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self._workspace = viewer.workspace

    def _source(self) -> Source | None:
        raise NotImplementedError

    def _blocks(self) -> Blocks:
        source = self._source()
        if source is None:
            return []
        return source.spec["blocks"] if isinstance(source, View) else source.blocks

    def _each(self, parts_of: Callable[[dict[str, Any]], Iterable[T]]) -> list[T]:
        """Return these parts of every block as they are at one moment, top to bottom."""
        with self._workspace.changed:
            return [part for block in self._blocks() for part in parts_of(block)]

    def _describe(self) -> str:
        """Say what is on the screen, for a test that looked for something else."""
        labels = ", ".join(repr(f.label) for f in self.fields) or "none"
        buttons = ", ".join(repr(b.text) for b in self.buttons) or "none"
        return f"texts: {self.texts}; fields: {labels}; buttons: {buttons}"

    @property
    def texts(self) -> list[str]:
        """Every text on it, top to bottom."""
        viewer = self.viewer.member
        return self._each(lambda block: mrkdwn.block_texts(self._workspace, block, viewer=viewer))

    @property
    def fields(self) -> list[Field]:
        """Every labeled input, top to bottom."""
        return self._each(self._fields_in)

    @property
    def buttons(self) -> list[Button]:
        """Every button and every choice of an overflow menu, top to bottom."""
        return self._each(_buttons_in)

    def field(self, label: str) -> Field:
        """Return the input with this label, waiting for it; if need be behind *More options*."""
        if with_label(self.fields, label) is None and self._has_more_options():
            self.press(MORE_OPTIONS)
        return self._look(lambda: with_label(self.fields, label), f"no field {label!r}")

    def _has_more_options(self) -> bool:
        return any(button.text == MORE_OPTIONS for button in self.buttons)

    def button(self, text: str) -> Button:
        """Return the button with this text, waiting for it."""

        def find() -> Button | None:
            return next((b for b in self.buttons if b.text.casefold() == text.casefold()), None)

        return self._look(find, f"no button {text!r}")

    def press(self, text: str) -> "Screen":
        """Press a button, or choose from an overflow menu, by its text; a question is answered yes."""
        button = self.button(text)
        self._act(button.block_id, button.action_id, button.value)
        return Screen(self.viewer)

    def fill(self, label: str, value: Any) -> "Screen":
        """Put something into a field: a text, an option's text, a name, a list of those."""
        found = self.field(label)
        block, element = self._element(found)
        chosen = self._chosen(element, value, found)
        dispatching = block["type"] != "input" or block.get("dispatch_action")
        if dispatching and element["type"] not in values.TEXT_INPUTS:
            self._act(found.block_id, found.action_id, chosen)
        else:
            self._store_inputs(found, chosen)
        return Screen(self.viewer)

    def type(self, label: str, text: str) -> "Screen":
        """Type into a field that tells the app what is typed."""
        found = self.field(label)
        block, _ = self._element(found)
        if not block.get("dispatch_action"):
            raise NotOnScreenError(
                f"the field {label!r} tells the app nothing while it is typed into"
            )
        self._act(found.block_id, found.action_id, text)
        return Screen(self.viewer)

    def choose(self, placeholder: str, value: Any) -> "Screen":
        """Choose from an unlabeled menu or picker, found by its placeholder."""
        block, element = self._look(
            lambda: self._placed(placeholder), f"no element with the placeholder {placeholder!r}"
        )
        found = unlabeled_field(block, element)
        self._act(found.block_id, found.action_id, self._chosen(element, value, found))
        return Screen(self.viewer)

    def options(self, label: str, typed: str = "") -> list[str]:
        """Type into a menu and return the texts it then offers."""
        found = self.field(label)
        _, element = self._element(found)
        return [o["text"]["text"] for o in self._offered(element, typed, found)]

    def _fields_in(self, block: dict[str, Any]) -> list[Field]:
        source = self._source()
        return [self._field(block, source)] if source and block["type"] == "input" else []

    def _field(self, block: dict[str, Any], source: Source) -> Field:
        element = block["element"]
        viewer = self.viewer.member
        block_id, action_id = block["block_id"], element["action_id"]
        value = source.inputs.get(block_id, {}).get(action_id)
        errors = source.errors if isinstance(source, View) else {}
        options = tuple(o["text"]["text"] for o in static_options(element))
        return Field(
            label=block["label"]["text"],
            kind=element["type"],
            value=self._said(element, value),
            error=errors.get(block_id, ""),
            hint=mrkdwn.plain_text(self._workspace, block.get("hint"), viewer=viewer),
            optional=bool(block.get("optional")),
            options=options,
            block_id=block_id,
            action_id=action_id,
        )

    def _said(self, element: dict[str, Any], value: Any) -> Any:
        """Return a value as a person would say it: names for ids, texts for options."""
        if isinstance(value, list):
            return [self._said(element, item) for item in value]
        if isinstance(value, dict):
            return value["text"]["text"]
        if value is None:
            return [] if values.is_many(element) else ""
        if element["type"] in values.TEXT_INPUTS:
            return value
        return self._named(value)

    def _named(self, value: Any) -> Any:
        if value in self._workspace.people:
            return self._workspace.people[value].name
        if value in self._workspace.channels:
            channel = self._workspace.channels[value]
            return f"#{channel.name}" if channel.kind is not Kind.IM else value
        return value

    def _chosen(self, element: dict[str, Any], value: Any, found: Field) -> Any:
        """Turn what a person says into what the element holds."""
        many = values.is_many(element)
        if value in (None, "", []):
            return [] if many else None
        if isinstance(value, list | tuple | set):
            return [self._chosen_one(element, item, found) for item in value]
        one = self._chosen_one(element, value, found)
        return [one] if many else one

    def _chosen_one(self, element: dict[str, Any], value: Any, found: Field) -> Any:
        kind = element["type"]
        if "users_select" in kind:
            return self._look(lambda: self._user(value), f"nobody is called {value!r}")
        if "conversations_select" in kind or "channels_select" in kind:
            return self._conversation(element, value)
        if "select" in kind or kind in {"checkboxes", "radio_buttons"}:
            for option in self._offered(element, value, found):
                if value in (option["text"]["text"], option["value"]):
                    return option
            raise NotOnScreenError(
                f"{found.label!r} offers no {value!r}, but {list(found.options)}"
            )
        return value if isinstance(value, int) else str(value)

    def _conversation(self, element: dict[str, Any], name: str) -> str:
        place = self.viewer.place(name)
        if not values.offers(element, place):
            raise NotOnScreenError(f"the menu does not list {name}")
        return place.id

    def _user(self, name: str) -> str | None:
        return next((p.id for p in self._workspace.people.values() if p.name == name), None)

    def _offered(self, element: dict[str, Any], typed: str, found: Field) -> list[dict[str, Any]]:
        if "external" not in element["type"]:
            return static_options(element)
        source = self._source()
        if source is None:
            return []
        target = Target(source, found.block_id, found.action_id)
        answer = self.viewer.client.suggest(self.viewer.member.id, target, typed=typed)
        grouped = [o for group in answer.option_groups for o in group["options"]]
        return [*answer.options, *grouped]

    def _element(self, found: Field) -> tuple[dict[str, Any], dict[str, Any]]:
        for block, element in values.stateful(self._blocks()):
            if (block["block_id"], element["action_id"]) == (found.block_id, found.action_id):
                return block, element
        raise NotOnScreenError(f"the field {found.label!r} is gone")

    def _placed(self, placeholder: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
        for block, element in values.stateful(self._blocks()):
            if element.get("placeholder", {}).get("text") == placeholder:
                return block, element
        return None

    def _store_inputs(self, found: Field, value: Any) -> None:
        source = self._source()
        if source is not None:
            with self._workspace.changing():
                source.inputs[found.block_id][found.action_id] = value

    def _act(self, block_id: str, action_id: str, value: Any) -> None:
        source = self._source()
        if source is not None:
            target = Target(source, block_id, action_id)
            self.viewer.failure = self.viewer.client.act(self.viewer.member.id, target, value=value)

    def _look(self, find: Callable[[], T | None], missing: str) -> T:
        return self.viewer.look(
            find, lambda: f"{missing} on {self.viewer.member.name}'s screen; {self._describe()}"
        )


def _buttons_in(block: dict[str, Any]) -> list[Button]:
    elements = elements_of(block)
    return [button for e in elements for button in buttons_of(block["block_id"], e)]


class Screen(Surface):
    """The modal before a person; every question waits for a modal to be there."""

    def _source(self) -> View | None:
        stack = self._workspace.stacks[self.viewer.member.id]
        return stack[-1] if stack else None

    def _view(self) -> View:
        return self._look(self._source, "no modal")

    @property
    def is_open(self) -> bool:
        """Whether there is a modal right now, without waiting."""
        return self._source() is not None

    @property
    def depth(self) -> int:
        """How many modals lie on one another right now."""
        return len(self._workspace.stacks[self.viewer.member.id])

    @property
    def title(self) -> str:
        """The modal's title."""
        return str(self._view().spec["title"]["text"])

    @property
    def submit_text(self) -> str:
        """The words on the submit button, or nothing."""
        return str((self._view().spec.get("submit") or {}).get("text", ""))

    @property
    def errors(self) -> dict[str, str]:
        """The errors under the fields, by label."""
        return {f.label: f.error for f in self.fields if f.error}

    @property
    def failure(self) -> str:
        """What Slack says when a press or a submission was not answered as it should be."""
        view = self._source()
        return (view.failure if view else "") or self.viewer.failure

    def wait_for_title(self, title: str) -> "Screen":
        """Wait until the modal with this title is on top."""

        def find() -> bool | None:
            view = self._source()
            return (view is not None and view.spec["title"]["text"] == title) or None

        self._look(find, f"no modal titled {title!r}")
        return self

    def wait_for_text(self, text: str) -> "Screen":
        """Wait until the modal says this somewhere."""
        self._look(lambda: any(text in said for said in self.texts) or None, f"no text {text!r}")
        return self

    def wait_until_closed(self) -> "Screen":
        """Wait until no modal is open."""
        self._look(lambda: (not self.is_open) or None, "a modal is still there")
        return self

    def submit(self) -> "Screen":
        """Press the submit button."""
        self.viewer.client.submit(self.viewer.member.id, view=self._view())
        return self

    def close(self) -> "Screen":
        """Press the modal's close button."""
        self.viewer.client.close(self.viewer.member.id, view=self._view())
        return self

    def dismiss(self) -> "Screen":
        """Press the x, which closes the whole stack."""
        self.viewer.client.close(self.viewer.member.id, view=self._view(), everything=True)
        return self


class Home(Surface):
    """The app's Home tab as one person sees it."""

    def _source(self) -> View | None:
        return self._workspace.homes.get(self.viewer.member.id)

    def wait_for_text(self, text: str) -> "Home":
        """Wait until the tab says this somewhere."""
        self._look(lambda: any(text in said for said in self.texts) or None, f"no text {text!r}")
        return self
