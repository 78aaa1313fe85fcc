"""Whatever a provider answers, and whatever stands in the settings, a call ends in a known way."""

import traceback
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest
from flask import Response

from bot.providers.transport import Transport
from bot.scheduling.model import failures
from sandbox.providers import Cronofy, Running
from tests.providers import adapters


@pytest.fixture
def both() -> Iterator[tuple[Running[Cronofy], Transport]]:
    with adapters.connected(Cronofy()) as both:
        yield both


def failure(transport: Transport, **headers: str) -> failures.ProviderFailure:
    with pytest.raises(failures.ProviderFailure) as caught:
        transport.change("POST", "x", headers=headers)
    return caught.value


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Response(b"[" * 100_000, 200), failures.Inconclusive),
        (Response(b"\xff\xfe\x00", 200), failures.Inconclusive),
        (Response(b"{}", 200, {"Content-Encoding": "gzip"}), failures.Inconclusive),
        (Response(b"{}", 409, {"Content-Encoding": "gzip"}), failures.Refused),
        (Response(b"{}", 503, {"Content-Encoding": "gzip"}), failures.OutcomeUnknown),
        (Response(b"", 302, {"Location": "http://127.0.0.1/"}), failures.DoubtfulNotAllowed),
        (Response(b"", 304), failures.DoubtfulNotAllowed),
        (Response(b"", 402), failures.DoubtfulNotAllowed),
        (Response(b"", 407), failures.DoubtfulNotAllowed),
        (Response(b"", 408), failures.OutcomeUnknown),
        (Response(b"", 418), failures.Refused),
        (Response(b"[" * 100_000, 422), failures.Refused),
        (Response(b'{"error":' * 900 + b"1" + b"}" * 900, 422), failures.Refused),
    ],
    ids=lambda given: given.data[:12] if isinstance(given, Response) else given.__name__,
)
def test_an_odd_answer_is_a_failure_like_any_other(
    running: Running[Cronofy],
    transport: Transport,
    answer: Response,
    kind: type[failures.ProviderFailure],
) -> None:
    running.faults.answer(answer)

    assert type(failure(transport)) is kind


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"error": "No such slot"}', "No such slot"),
        (b'{"message": "Invalid request", "error": "No such slot"}', "No such slot"),
        (b'{"error": {"code": 7, "message": "No such slot"}}', "No such slot"),
        (b'{"errors": ["One", "Two"]}', "One · Two"),
        (b'{"errors": {"title": ["is too long"]}}', "title: is too long"),
        (b'{"errors": {"key": [{"key": "errors.required", "description": "required"}]}}', "key: required"),
        (b'{"detail": [{"loc": ["body"], "msg": "field required"}]}', "field required"),
        (b'{"detail": "No such slot"}', "No such slot"),
        (b'{"error": "ask mal.yarrow@example.com"}', "ask (address)"),
        (b'{"error": "a\\ud800b\\u0000c\\u202ed"}', "abcd"),
        (b'{"error": "two\\nlines\\t here"}', "two lines here"),
        (b'{"error": "see HTTPS://zoom.us/j/1?pwd=hush now"}', "see (link) now"),
        (b'{"error": "see us02web.zoom.us/j/1?pwd=hush"}', "see (link)"),
        (b'{"error": "zoommtg://zoom.us/join?pwd=hush"}', "(link)"),
        (b'{"error": "taken at 2.30 p.m. and/or Fri."}', "taken at 2.30 p.m. and/or Fri."),
        (b'{"error": "' + b"a" * 4_000_000 + b'"}', "a" * 300),
        (b'{"error": "' + b"a-b.c" * 800_000 + b'"}', "a-b.c" * 60),
        (b"<html>422</html>", ""),
        (b"", ""),
        (b"7", ""),
    ],
    ids=lambda given: str(given[:30]),
)  # fmt: skip
def test_the_providers_words_are_found_and_made_presentable(
    running: Running[Cronofy], transport: Transport, body: bytes, reason: str
) -> None:
    running.faults.answer(Response(body, 422))

    assert failure(transport).reason == reason


@pytest.mark.parametrize(
    ("header", "after"),
    [
        ("0", timedelta(0)),
        (" 30 ", timedelta(seconds=30)),
        ("99999999999999", timedelta(days=1)),
        ("9" * 5_000, timedelta(days=1)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", timedelta(days=1)),
        ("Fri, 20 Nov 2020 08:00:00 GMT", timedelta(0)),
        ("Fri, 20 Nov 2020 08:00:00 -0000", None),
        ("\u00b2", None),
        ("-5", None),
        ("1.5", timedelta(seconds=1.5)),
        ("soon", None),
        ("", None),
    ],
)
def test_a_wait_is_read_or_left_open(
    running: Running[Cronofy], transport: Transport, header: str, after: timedelta | None
) -> None:
    running.faults.answer(Response(b"", 429, {"Retry-After": header}))

    told = failure(transport)

    assert isinstance(told, failures.TryLater)
    assert told.after == after


@pytest.mark.parametrize("key", ["secret\n", "secret\u2014", "secret\x00"])
def test_a_key_that_cannot_be_sent_is_for_an_administrator_and_stays_secret(
    running: Running[Cronofy], transport: Transport, key: str
) -> None:
    told = failure(transport, Authorization=f"Bearer {key}")

    assert isinstance(told, failures.NotAllowed)
    last = traceback.format_exception(told)[-1]
    assert "settings" in last
    assert told.__suppress_context__
    assert running.received == []


@pytest.mark.parametrize("base_url", ["ftp://127.0.0.1", "127.0.0.1:99", "http://a..b"])
def test_an_address_that_cannot_be_called_is_for_an_administrator(base_url: str) -> None:
    with closing(Transport("Cronofy", base_url=base_url)) as transport:
        assert isinstance(failure(transport), failures.NotAllowed)
