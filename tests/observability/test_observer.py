"""The observer: its listeners hear of what begins and ends, and stop nothing when they fail."""

import pytest

from bot.observability.observer import Activity, Call, End, Observer, Request


class Recorder:
    """Keeps what it hears, as a listener."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def begin(self, activity: Activity) -> End:
        """Note what begins, and then how it ends."""
        self.heard.append(f"begin {type(activity).__name__}")
        return lambda _seconds, error: self.heard.append(f"end {error}")


class Deaf:
    """Wants to hear of no end."""

    def begin(self, _activity: Activity) -> None:
        """Take in nothing."""


class Broken:
    """Fails in the beginning, or at the end."""

    def __init__(self, *, at_once: bool) -> None:
        self._at_once = at_once

    def begin(self, _activity: Activity) -> End:
        """Fail now, or return what fails."""
        if self._at_once:
            raise ZeroDivisionError
        return fail


def fail(_seconds: float, _error: BaseException | None) -> None:
    raise ZeroDivisionError


def test_whoever_listens_hears_the_beginning_and_the_end() -> None:
    recorder = Recorder()
    with Observer((recorder, Deaf())).observe(Call("Prevail", "GET sessions")) as call:
        recorder.heard.append(call.operation)
    assert recorder.heard == ["begin Call", "GET sessions", "end None"]


def test_an_error_is_heard_of_and_goes_on() -> None:
    recorder = Recorder()
    with pytest.raises(ValueError, match="wrong"), Observer((recorder,)).observe(Request("x")):
        raise ValueError("wrong")
    assert recorder.heard == ["begin Request", "end wrong"]


@pytest.mark.parametrize("at_once", [True, False])
def test_a_listener_that_fails_stops_nothing(
    caplog: pytest.LogCaptureFixture, *, at_once: bool
) -> None:
    recorder, done = Recorder(), False
    with Observer((Broken(at_once=at_once), recorder)).observe(Request("x")):
        done = True
    assert (done, recorder.heard) == (True, ["begin Request", "end None"])
    assert "could not observe" in caplog.text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"command": "/session", "text": "x"}, "/session"),
        ({"type": "view_submission"}, "view_submission"),
        ({"command": "/somebody"}, "other"),
        ({"type": {}}, "other"),
        ({"type": ["view_submission"]}, "other"),
        ({}, "other"),
    ],
)
def test_requests_are_named_by_a_closed_list(body: dict[str, object], kind: str) -> None:
    assert Request.of(body).kind == kind
