"""Real requests with something missing or something else in its place never get a 500."""

import copy
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.web.wsgi_client import RequestRecorder, WsgiClient

INSTEAD: tuple[Any, ...] = (None, 7, "x", [], {})
DAMAGED = {400, 200}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the path of everything inside, at every level; of lists, the first thing stands for all."""
    inside = value.items() if isinstance(value, dict) else enumerate(value[:1])
    for key, inner in inside:
        yield (*path, key)
        if isinstance(inner, dict | list):
            yield from places(inner, (*path, key))


def without(value: Any, path: tuple[Any, ...]) -> Any:
    """Return a copy that lacks what is at a path."""
    return _with_place(value, path, lambda holder, key: holder.pop(key))


def replaced(value: Any, path: tuple[Any, ...], by: Any) -> Any:
    """Return a copy with something else at a path."""
    return _with_place(value, path, lambda holder, key: holder.__setitem__(key, by))


def _with_place(value: Any, path: tuple[Any, ...], do: Callable[[Any, Any], Any]) -> Any:
    damaged = holder = copy.copy(value)
    for key in path[:-1]:
        holder[key] = copy.copy(holder[key])
        holder = holder[key]
    do(holder, path[-1])
    return damaged


def kinds_heard(recorder: RequestRecorder) -> dict[str, Any]:
    payloads = recorder.payloads()
    form = payloads["view_submission session_new"]
    payloads["view_closed"] = form | {"type": "view_closed"}
    payloads["shortcut"] = {
        **{key: form[key] for key in ("user", "team", "trigger_id")},
        "type": "shortcut",
        "callback_id": "new_session",
    }
    payloads["message_action"] = payloads["block_actions in a message"] | {
        "type": "message_action",
        "callback_id": "book_from_message",
    }
    return payloads


def test_real_requests_with_a_part_missing_never_break_it(
    client: WsgiClient, recorder: RequestRecorder
) -> None:
    for payload in kinds_heard(recorder).values():
        for path in places(payload):
            damaged = without(payload, path)
            before = client.decisions()
            status, _ = client.interaction(damaged)
            assert status in DAMAGED, path
            assert status == 200 or client.decisions() == before, path
    said = recorder.command()
    for name in said:
        fields = {key: value for key, value in said.items() if key != name}
        assert client.send(urlencode(fields))[0] in DAMAGED, name


@settings(max_examples=150, derandomize=True)
@given(data=st.data())
def test_real_requests_with_something_else_in_a_place_never_break_it(
    client: WsgiClient, recorder: RequestRecorder, data: st.DataObject
) -> None:
    payload = data.draw(st.sampled_from(list(kinds_heard(recorder).values())))
    path = data.draw(st.sampled_from(list(places(payload))))
    damaged = replaced(payload, path, data.draw(st.sampled_from(INSTEAD)))
    before = client.decisions()
    status, _ = client.interaction(damaged)
    assert status in DAMAGED
    assert status == 200 or client.decisions() == before


@settings(max_examples=150, derandomize=True)
@given(
    fields=st.dictionaries(
        st.sampled_from(["command", "text", "team_id", "user_id", "channel_id", "trigger_id"])
        | st.text(max_size=10),
        st.text(max_size=60),
        max_size=8,
    )
)
def test_no_form_whatever_breaks_it(client: WsgiClient, fields: dict[str, str]) -> None:
    encoded = urlencode(fields, errors="surrogatepass")
    assert client.send(encoded)[0] in DAMAGED
