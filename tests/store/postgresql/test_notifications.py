"""Hearing of jobs that other processes wrote, while there is no server to hear it from."""

import logging
import socket
from contextlib import closing

import pytest

from bot.store.postgresql.notifications import Notifications


def test_an_outage_is_logged_once_however_long_it_lasts(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    with closing(socket.create_server(("127.0.0.1", 0))) as no_database:
        no_database.settimeout(30)
        port = no_database.getsockname()[1]
        with closing(Notifications(f"host=127.0.0.1 port={port} dbname=none")) as notifications:
            notifications.add(lambda: None)
            for _ in range(3):
                no_database.accept()[0].close()
    said = [record.getMessage() for record in caplog.records]
    assert [text.partition(";")[0] for text in said] == ["can't listen for work of other processes"]
