"""The HTTP server under senders who are slow, many, silent or unclear about how long a request is."""

import selectors
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from time import monotonic

import httpx
import pytest
from pydantic import SecretStr
from slack_bolt import App

from bot.observability.metrics import Metrics
from bot.times.moment import utc_now
from bot.web.http_server import MOST_CONNECTIONS, TIMEOUT_SECONDS, HttpServer
from bot.web.monitoring import Monitoring
from bot.web.wsgi_app import LARGEST_BODY, RECEIVED, Environ, StartResponse, WsgiApp
from tests.handlers.conftest import answering
from tests.waiting import wait_until

OVER_WITHIN = 15.0
SENDERS = 200

HEADERS = b"POST /slack/events HTTP/1.1\r\nHost: docket\r\nX-Slow: "
BODY = b"POST /slack/events HTTP/1.1\r\nHost: docket\r\nContent-Length: 100000\r\n\r\n"
CHUNKS = b"POST /slack/events HTTP/1.1\r\nHost: docket\r\nTransfer-Encoding: chunked\r\n\r\n"


def a_front(calendar_file: Callable[[str], bytes | None]) -> WsgiApp:
    """Make a front server that knows nobody."""
    app = App(signing_secret="secret", token="xoxb-none", token_verification_enabled=False)
    return WsgiApp(
        app,
        signing_secret="secret",
        monitoring=Monitoring(
            is_healthy=lambda: True,
            problems=dict,
            render_metrics=Metrics().render,
            token=SecretStr(""),
        ),
        calendar_file=calendar_file,
        clock=utc_now,
    )


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Serve a front server by the server that production has."""
    with answering(a_front(lambda _: None)) as url:
        yield url


def connected(url: str) -> socket.socket:
    """Open a connection to the server."""
    where = httpx.URL(url)
    assert where.port is not None
    return socket.create_connection((where.host, where.port), timeout=OVER_WITHIN)


@contextmanager
def several(url: str, *, count: int, first: bytes) -> Iterator[list[socket.socket]]:
    """Open so many connections, and send the beginning of a request over each."""
    with ExitStack() as stack:
        opened = [stack.enter_context(closing(connected(url))) for _ in range(count)]
        for each in opened:
            each.sendall(first)
        yield opened


def is_well(url: str) -> bool:
    """Ask whether it is healthy, over a connection of its own."""
    return httpx.get(f"{url}/healthz", timeout=OVER_WITHIN).text == "ok"


def heard(connection: socket.socket) -> bytes:
    """Return what the server says until it closes."""
    said = b""
    try:
        while more := connection.recv(65_536):
            said += more
    except ConnectionResetError:
        pass  # it closed while there was more to read
    return said


def is_open(connection: socket.socket) -> bool:
    """Return whether the server has neither said anything over a connection nor closed it."""
    with selectors.DefaultSelector() as ears:
        ears.register(connection, selectors.EVENT_READ)
        return not ears.select(timeout=0)


def answered(url: str, request: bytes) -> bytes:
    """Send a request as it is, and return the answers until the server closes."""
    with closing(connected(url)) as connection:
        connection.sendall(request)
        return heard(connection)


def statuses(answers: bytes) -> list[int]:
    """Return the status of every answer."""
    return [int(line[9:12]) for line in answers.split(b"\r\n") if line.startswith(b"HTTP/1.")]


def dribble(open_ones: list[socket.socket], *, url: str, until: float) -> list[bytes]:
    """Send a byte a second over every connection till all are closed, and say what each was told."""
    told = dict.fromkeys(open_ones, b"")
    with selectors.DefaultSelector() as ears:
        for each in open_ones:
            ears.register(each, selectors.EVENT_READ)
        next_byte = monotonic()
        while ears.get_map() and monotonic() < until:
            if monotonic() >= next_byte:
                next_byte += 1
                assert is_well(url)
                for key in list(ears.get_map().values()):
                    _send_byte(key.fileobj)  # type: ignore[arg-type] # sockets were registered
            for key, _ in ears.select(timeout=max(0.0, next_byte - monotonic())):
                sender = key.fileobj
                assert isinstance(sender, socket.socket)
                more = _received(sender)
                told[sender] += more
                if not more:
                    ears.unregister(sender)
        assert not ears.get_map(), f"{len(ears.get_map())} connections are still open"
    return list(told.values())


def _send_byte(connection: socket.socket) -> None:
    with suppress(OSError):  # closed a moment ago, as will be read
        connection.send(b"a")


def _received(connection: socket.socket) -> bytes:
    try:
        return connection.recv(65_536)
    except OSError:
        return b""


def test_two_hundred_who_send_a_byte_a_second_are_over_soon_and_keep_nobody_out(url: str) -> None:
    until = monotonic() + OVER_WITHIN
    with ExitStack() as stack:
        silent = stack.enter_context(several(url, count=3, first=b""))
        senders: list[socket.socket] = []
        for first in (HEADERS, BODY, CHUNKS):
            senders += stack.enter_context(several(url, count=SENDERS // 3 + 1, first=first))
        told = dribble(senders, url=url, until=until)
        assert sum(b" 408 " in answer for answer in told) > SENDERS / 2
        for each in silent:
            assert heard(each) == b""
        assert monotonic() < until + OVER_WITHIN


def test_more_connections_than_there_may_be_keep_nobody_out(url: str) -> None:
    with several(url, count=MOST_CONNECTIONS + 20, first=HEADERS) as senders:
        assert is_well(url)
        # Whoever has waited longest went first, long before their time was over.
        longest, latest = senders[:10], senders[-1]
        wait_until(lambda: not any(map(is_open, longest)), within=TIMEOUT_SECONDS / 2)
        assert is_open(latest)


def test_whoever_is_being_answered_makes_no_room_for_others() -> None:
    asked, answer = threading.Event(), threading.Event()

    def slow_file(_: str) -> bytes:
        asked.set()
        assert answer.wait(OVER_WITHIN)
        return b"here it is"

    with answering(a_front(slow_file)) as url, closing(connected(url)) as first:
        first.sendall(b"GET /calendar/x.ics HTTP/1.1\r\nHost: docket\r\n\r\n")
        assert asked.wait(OVER_WITHIN)
        with several(url, count=MOST_CONNECTIONS + 20, first=HEADERS):
            assert is_well(url)
            answer.set()
            assert heard(first).endswith(b"here it is")


def test_who_never_reads_the_answers_is_not_waited_for(url: str) -> None:
    with ExitStack() as stack:
        for _ in range(SENDERS):
            deaf = stack.enter_context(closing(connected(url)))
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
            deaf.sendall(b"GET /nowhere HTTP/1.1\r\nHost: docket\r\n\r\n" * 100)
        wait_until(lambda: is_well(url))


def test_it_stops_at_once_however_often_it_is_told_and_whatever_it_is_doing() -> None:
    for _ in range(50):
        server = HttpServer(a_front(lambda _: None), host="127.0.0.1", port=0)
        ((host, port),) = server.addresses
        thread = threading.Thread(target=server.run)
        thread.start()
        with several(f"http://{host}:{port}", count=3, first=b"GET /healthz HTTP/1.1\r\n\r\n"):
            server.stop()
            server.stop()
            thread.join(OVER_WITHIN)
        assert not thread.is_alive()
        server.stop()


def test_every_answer_ends_its_connection(url: str) -> None:
    request = b"GET /healthz HTTP/1.1\r\nHost: docket\r\nConnection: keep-alive\r\n\r\n"
    said = answered(url, request * 2)
    assert statuses(said) == [200]
    assert b"\r\nConnection: close\r\n" in said


@pytest.mark.parametrize(
    "lengths",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5",
        b"transfer-encoding : chunked\r\ncontent-length: 5",
        b"Content-Length: 5\r\nContent-Length: 5",
        b"Content-Length: 5\r\nContent-Length: 6",
        b"Content-Length: 5, 5",
        b"Content-Length: 5\r\nTransfer-Encoding:",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        b"Transfer-Encoding: chunked, chunked",
        b"Content-Length: +5",
        b"Content-Length: -5",
        b"Content-Length: 0x5",
        b"Content-Length:",
        b"Content-Length: " + b"9" * 5000,
    ],
)
@pytest.mark.parametrize("version", [b"1.0", b"1.1"])
def test_a_request_that_is_unclear_about_its_length_is_refused_and_closed(
    url: str, lengths: bytes, version: bytes
) -> None:
    start = b"POST /slack/events HTTP/" + version + b"\r\nHost: docket\r\n"
    smuggled = b"GET /healthz HTTP/1.1\r\nHost: docket\r\n\r\n"
    said = answered(url, start + lengths + b"\r\n\r\n0\r\n\r\n" + smuggled)
    assert statuses(said) == [400]


def test_a_body_in_chunks_is_read_whole(url: str) -> None:
    # The request has no signature; that it is turned away for this shows that it was read.
    said = answered(url, CHUNKS + b"5;x=y\r\nhello\r\n0\r\n\r\n")
    assert statuses(said) == [401]


@pytest.mark.parametrize(
    "chunks",
    [b"5;" + b"x" * 5000, b"5\r\nhello\r\n0\r\n" + b"X: y\r\n" * 5000],
    ids=["extension", "trailer"],
)
def test_what_belongs_to_no_chunk_is_not_collected_without_end(url: str, chunks: bytes) -> None:
    assert statuses(answered(url, CHUNKS + chunks)) == [400]


def test_headers_and_bodies_have_their_largest_size(url: str) -> None:
    start = b"POST /slack/events HTTP/1.1\r\nHost: docket\r\n"
    assert statuses(answered(url, start + b"X-Large: " + b"x" * 20_000 + b"\r\n\r\n")) == [431]
    length = f"Content-Length: {LARGEST_BODY + 1}\r\n\r\n".encode()
    assert statuses(answered(url, start + length)) == [413]


@pytest.mark.parametrize("path", ["/healthz", "/calendar/x.ics", "/nowhere", "/slack/events"])
def test_head_is_answered_with_the_head_alone(url: str, path: str) -> None:
    said = answered(url, f"HEAD {path} HTTP/1.1\r\nHost: docket\r\n\r\n".encode())
    head, _, body = said.partition(b"\r\n\r\n")
    assert len(statuses(head)) == 1
    assert body == b""


@pytest.mark.parametrize(
    "path",
    [
        "/calendar/../slack/events",
        "/calendar/..%2f..%2fhealthz",
        "/calendar/%00",
        "/calendar/",
        "/calendar//",
        "/calendar/%ff%fe.ics",
        "/calendar/..;/healthz",
        "/healthz/",
        "/healthz%00",
    ],
)
def test_no_path_leads_elsewhere(url: str, path: str) -> None:
    assert statuses(answered(url, f"GET {path} HTTP/1.1\r\nHost: docket\r\n\r\n".encode())) == [404]


@pytest.mark.parametrize("host", ["evil.example", "", "127.0.0.1@evil.example"])
def test_no_host_changes_the_answer(url: str, host: str) -> None:
    request = f"GET /calendar/x.ics HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-Host: {host}\r\n\r\n"
    said = answered(url, request.encode())
    assert statuses(said) == [404]
    assert b"evil" not in said


def test_the_app_hears_when_a_request_had_come_in() -> None:
    heard: list[float] = []

    def app(environ: Environ, start_response: StartResponse) -> list[bytes]:
        heard.append(environ[RECEIVED])
        start_response("200 OK", [("Content-Length", "0")])
        return []

    with answering(app) as url:  # type: ignore[arg-type] # any app will do
        before = monotonic()
        httpx.post(url, content=b"x" * 100_000)
        assert before < heard[0] < monotonic()
