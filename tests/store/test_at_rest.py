"""What is kept at rest, over the whole way from a form in Slack to the bytes in the file."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.scheduling.personal_data import ERASED
from tests.handlers.conftest import Office, StartOffice, last_whisper
from tests.handlers.session_steps import booked, ref_of
from tests.process import Process
from tests.store.written_before import write_as_before
from tests.waiting import wait_until

HERE = "#depositions"
TYPED = re.compile(rb"hush\W?word", re.IGNORECASE)


def holding(files: Iterable[Path], typed: re.Pattern[bytes] = TYPED) -> set[str]:
    """Return the names of the files that hold something that was typed."""
    return {file.name for file in files if typed.search(file.read_bytes())}


def use(office: Office) -> None:
    """Book, move, edit, cancel and look, with a telling word in whatever can be typed."""
    fields = {
        "Case": "HushWordCase",
        "Deponent name": "HushWordDeponent",
        "Deponent email": "hushword@deponent.example",
        "Invitees": "hushword@guest.example",
        "Interpreter": "HushWordInterpreter",
        "Link name": "hush-word-link",
        "Notes": "HushWordNotes",
    }
    card = booked(office, title="HushWordTitle", **{"Video provider": "Zoom"}, **fields)
    ana = office.person("Ana Reyes")
    card.press("Move").fill("When", "tomorrow 4pm Pacific").submit().wait_until_closed()
    card.wait_for_text("4:00 PM").wait_for_text("Confirmed")
    ana.command(HERE, "/session list hushwordtitle")
    assert "HushWordTitle" in last_whisper(ana)
    ana.command(HERE, "/session list nothing like it")
    assert "HushWordTitle" not in last_whisper(ana)
    screen = card.press("Cancel session").fill("Reason", "HushWordReason")
    screen.submit().wait_until_closed()
    card.wait_for_text("Canceled")
    ana.command(HERE, f"/session show {ref_of(card)}")
    assert "HushWordReason" in "\n".join(ana.screen.texts)


def test_nothing_typed_is_in_the_file_where_there_are_keys(
    start_office: StartOffice, tmp_path: Path
) -> None:
    key = SecretStr(Fernet.generate_key().decode())
    use(start_office(docket_encryption_keys=(key,)))
    files = list(tmp_path.iterdir())
    assert {"docket.db", "docket.db-wal", "docket.db-shm"} <= {file.name for file in files}
    assert holding(files) == set()


def test_it_would_be_found_where_there_are_none(office: Office, tmp_path: Path) -> None:
    use(office)
    assert holding(tmp_path.iterdir()) >= {"docket.db-wal"}


def test_what_ended_long_ago_is_blanked_by_itself_and_its_card_stays(
    start_office: StartOffice, tmp_path: Path
) -> None:
    path = tmp_path / "before.db"
    write_as_before(path)
    office = start_office(database_url=f"sqlite:///{path}", keep_personal_days=1)
    ana = office.person("Ana Reyes")

    def shown() -> str:
        ana.command(HERE, "/session show S-0009")
        return "\n".join(ana.screen.texts)

    wait_until(lambda: ERASED in shown())
    assert "Long over" not in shown()
    assert "44-ROE" not in shown()
    ana.command(HERE, "/session show S-0004")
    assert "To be moved" in "\n".join(ana.screen.texts), "what lies ahead is left alone"
    assert all(
        call.method != "chat.update" or "S-0009" not in str(call.args)
        for call in office.slack.calls
    )


@pytest.mark.parametrize("command", ["serve", "socket"])
def test_docket_does_not_start_where_others_could_read_along(tmp_path: Path, command: str) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o777)
    said = ends(tmp_path, command, DATABASE_URL=f"sqlite:///{folder / 'docket.db'}")
    assert said.splitlines()[-1] == (
        f"Error: Any user can write to the folder {folder}. Set DATABASE_URL to a file in a folder"
        f" that Docket creates for itself, such as sqlite:///{folder / 'docket' / 'docket.db'}."
    )


def test_docket_does_not_start_without_the_keys_of_its_database(tmp_path: Path) -> None:
    key = Fernet.generate_key().decode()
    where = {"DATABASE_URL": f"sqlite:///{tmp_path / 'docket.db'}"}
    ends(tmp_path, "doctor", **where, DOCKET_ENCRYPTION_KEYS=key)
    said = ends(tmp_path, "serve", **where)
    assert said.splitlines()[-1].startswith("Error: The database is encrypted, but DOCKET_")
    other = Fernet.generate_key().decode()
    said = ends(tmp_path, "serve", **where, DOCKET_ENCRYPTION_KEYS=other)
    assert said.splitlines()[-1].startswith("Error: The database was encrypted with a key that")
    assert key not in said
    assert other not in said


def ends(folder: Path, command: str, **environment: str) -> str:
    """Run a command that ends by itself with a failure, and return what it wrote to its log."""
    needed = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
        "SLACK_SIGNING_SECRET": "secret",
        "SLACK_API_URL": "http://127.0.0.1:9/api",
    }
    process = Process(command, folder=folder, environment=needed | environment)
    assert process.wait() == 1
    return process.log
