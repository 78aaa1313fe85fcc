"""A proxy before a PostgreSQL server: it hands on what is sent, and cuts the line where a test says so."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

COMMIT = b"COMMIT"


class Proxy:
    """Listens on 127.0.0.1; with `drops_commits`, what the server says of the next commit is never heard."""

    def __init__(self, server: str) -> None:
        """Take the address of the server."""
        self._to = _address(server)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.drops_commits = False
        self._lines: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def cut(self) -> None:
        """Cut every line there is."""
        for line in self._lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        self._lines.clear()

    def close(self) -> None:
        """Take no more connections."""
        self.cut()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.socket(self._to[0])
                server.connect(self._to[1])
                self._lines += [client, server]
                for source, sink in ((client, server), (server, client)):
                    threading.Thread(
                        target=self._hand_on, args=(source, sink, client), daemon=True
                    ).start()

    def _hand_on(self, source: socket.socket, sink: socket.socket, client: socket.socket) -> None:
        with suppress(OSError), closing(source), closing(sink):
            while data := source.recv(65536):
                if source is client and self.drops_commits and COMMIT in data:
                    self.drops_commits = False
                    client.shutdown(socket.SHUT_RDWR)
                sink.sendall(data)


@contextmanager
def proxied(url: str) -> Iterator[tuple[Proxy, str]]:
    """Give a proxy before the server of a database, and the database's address there."""
    with closing(Proxy(url)) as proxy:
        parts = urlsplit(url)
        user = parts.username or "postgres"
        yield proxy, f"postgresql://{user}@127.0.0.1:{proxy.port}{parts.path}?sslmode=disable"


def _address(url: str) -> tuple[int, str | tuple[str, int]]:
    """Return the family and address of the socket that a server listens at."""
    parts = urlsplit(url)
    folder = parse_qs(parts.query).get("host", [""])[0]
    if folder.startswith("/"):
        return socket.AF_UNIX, str(Path(folder, f".s.PGSQL.{parts.port or 5432}"))
    return socket.AF_INET, (parts.hostname or "127.0.0.1", parts.port or 5432)
