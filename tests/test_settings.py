"""Settings: where they come from, what they turn into, and what is refused."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from bot.settings import Settings
from bot.store import open_store
from tests.tables import rows

# Keys that are always the same: what tests are called must not change from process to process.
KEY, OTHER_KEY = (urlsafe_b64encode(bytes([n]) * 32).decode() for n in range(2))
UUID = "123e4567-e89b-12d3-a456-426614174000"

Read = Callable[..., Settings]

SECRETS = {
    "SLACK_BOT_TOKEN": "xoxb-very-secret",
    "SLACK_SIGNING_SECRET": "signing-very-secret",
    "SLACK_APP_TOKEN": "xapp-very-secret",
    "PREVAIL_API_KEY": "key-very-secret",
    "DOCKET_ENCRYPTION_KEYS": KEY,
}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Read:
    """Read settings from these variables, and a `.env` if there is one in the test's folder."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)

    def read(**environment: str) -> Settings:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return Settings()

    return read


def test_nothing_set_means_this_machine_a_file_and_no_sessions(read: Read) -> None:
    settings = read()
    assert (settings.host, settings.port) == ("127.0.0.1", 3000)
    assert settings.database_url.get_secret_value() == "sqlite:///data/docket.db"
    assert settings.slack_api_url == "https://slack.com/api/"
    assert not settings.sessions_on


def test_a_file_is_read_and_the_environment_wins(read: Read, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=4000\nHOST=0.0.0.0\nADMIN_USERS=\nUNHEARD_OF=1\n")
    settings = read(PORT="5000")
    assert (settings.host, settings.port) == ("0.0.0.0", 5000)  # noqa: S104 - only read
    assert settings.admin_users == frozenset()


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("admin_users", "U1, U2 U3,", frozenset({"U1", "U2", "U3"})),
        ("appointment_staff", "U1A2, W1A2,S1A2", frozenset({"U1A2", "W1A2", "S1A2"})),
        ("prevail_video_providers", "zoom=Zoom, teams", (("zoom", "Zoom"), ("teams", "teams"))),
        ("prevail_session_types", "=Usual", (("", "Usual"),)),
        ("prevail_self_service", "no", False),
        ("carevalidate_event_types", f"{UUID}=First visit, ", ((UUID, "First visit"),)),
        ("slack_api_url", "http://127.0.0.1:1/api", "http://127.0.0.1:1/api/"),
        ("docket_encryption_keys", f"{KEY}, {KEY}", (SecretStr(KEY), SecretStr(KEY))),
        ("docket_encryption_keys", " ", ()),
        ("cases_on_hold", "44-ROE, Doe v. Acme,", frozenset({"44-ROE", "Doe v. Acme"})),
        ("keep_personal_days", "90", 90),
        ("log_level", "debug", "DEBUG"),
        ("holiday_region", " us-ca", "US-CA"),
        ("holiday_region", "GB", "GB"),
        ("port", "0", 0),
        ("port", "", 3000),
        ("port", " \t", 3000),
        ("host", " \n", "127.0.0.1"),
        ("prevail_base_url", "\t", "https://prevail.ai/api/v1"),
        ("prevail_company_id", " smith \n", "smith"),
        ("admin_users", " ", frozenset()),
        ("prevail_self_service", "", True),
        ("otel_exporter_otlp_endpoint", "http://collector:4318", "http://collector:4318"),
    ],
)
def test_words_become_values(read: Read, name: str, text: str, value: Any) -> None:
    assert getattr(read(**{name.upper(): text}), name) == value


@pytest.mark.parametrize(
    ("url", "path"),
    {"sqlite:///data/x.db": "data/x.db", "sqlite:///{folder}/lib/x.db": "lib/x.db"}.items(),
)
def test_a_database_is_a_file_here_or_anywhere(
    read: Read, url: str, path: str, tmp_path: Path
) -> None:
    settings = read(DATABASE_URL=url.format(folder=tmp_path))
    with chdir(tmp_path):
        open_store(settings.database_url.get_secret_value()).close()
    assert (tmp_path / path).is_file()


@pytest.mark.parametrize(
    ("name", "text", "why"),
    rows(
        {
            "PORT": {
                "-1": "greater than or equal to 0",
                "65536": "less than or equal to 65535",
            },
            "LOG_LEVEL": {"chatty": "'INFO'"},
            "HOLIDAY_REGION": {
                "California": "such as US or US-CA",
                "US-CA, US-NY": "such as US or US-CA",
            },
            "DATABASE_URL": {
                "sqlite:///": "sqlite:///path/to/file.db",
                "mysql://db/docket": "or postgresql://USER:PASSWORD@HOST/DATABASE",
            },
            "OTEL_EXPORTER_OTLP_ENDPOINT": {
                "collector:4318": "starts with https:// or http://",
                "http://user:hunter2@collector:4318": "starts with https:// or http://",
            },
            "DOCKET_ENCRYPTION_KEYS": {
                "hunter2": "docket new-key",
                f"{KEY}, hunter2": "docket new-key",
            },
            "PROVIDER_LAG_SECONDS": {
                "0": "greater than or equal to 1",
                "3601": "less than or equal to 3600",
            },
            "KEEP_PERSONAL_DAYS": {
                "-1": "greater than or equal to 0",
                "99999999": "less than or equal to 36500",
            },
            "KEEP_HISTORY_DAYS": {"-1": "greater than or equal to 0"},
            "KEEP_KEYS_DAYS": {"6": "greater than or equal to 7"},
            "PUBLIC_URL": {"docket.example": "starts with https://"},
            "SLACK_API_URL": {"slack.com/api": "starts with https://"},
            "PREVAIL_BASE_URL": {"ftp://prevail.ai": "starts with https://"},
            "APPOINTMENT_STAFF": {
                "U1A2, @clinic-staff": "IDs of people .U.*or user groups",
                "C07GENERAL1": "IDs of people .U.*or user groups",
            },
            "PREVAIL_SELF_SERVICE": {"perhaps": "boolean"},
            "PREVAIL_VIDEO_PROVIDERS": {",": "enter at least one"},
            "CAREVALIDATE_EVENT_TYPES": {
                "first-visit=First visit": "the event type's UUID",
                f"{UUID}=Visit," * 101: "at most 100",
            },
        }
    ),
)
def test_what_makes_no_sense_is_refused(read: Read, name: str, text: str, why: str) -> None:
    with pytest.raises(ValidationError, match=why) as refused:
        read(**{name: text})
    assert refused.value.errors()[0]["loc"] == (name.lower(),)


ADDRESSES = (
    "PUBLIC_URL",
    "SLACK_API_URL",
    "PREVAIL_BASE_URL",
    "CRONOFY_BASE_URL",
    "CAREVALIDATE_BASE_URL",
)
KEYS = tuple(
    name.upper()
    for name, field in Settings.model_fields.items()
    if field.annotation is SecretStr and name != "database_url"
)


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize(
    "text",
    [
        "http://127.0.0.1",
        "http://127.9.9.9:8080/api",
        "http://[::1]:9/",
        "http://localhost:9",
        "HTTP://LocalHost/api",
        "https://prevail.example",
        "https://prevail.example:8443/api/v1/",
        "https://10.0.0.7/api",
        "https://[2001:db8::7]/api",
    ],
)
def test_an_address_is_of_this_machine_or_cannot_be_listened_to(
    read: Read, name: str, text: str
) -> None:
    assert getattr(read(**{name: text}), name.lower()).rstrip("/") == text.rstrip("/")


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("http://prevail.example", "only for this machine"),
        ("http://prevail", "only for this machine"),
        ("http://localhost.evil.example", "only for this machine"),
        ("http://127.0.0.1.evil.example", "only for this machine"),
        ("http://127.1", "only for this machine"),
        ("http://2130706433", "only for this machine"),
        ("http://0.0.0.0:80", "only for this machine"),
        ("http://10.0.0.7", "only for this machine"),
        ("http://169.254.169.254/latest", "only for this machine"),
        ("http://[::]:80", "only for this machine"),
        ("HTTP://PREVAIL.EXAMPLE", "only for this machine"),
        ("http://127.0.0.1@evil.example", "without a user"),
        ("https://ana:very-secret@prevail.example", "without a user"),
        ("https://very-secret@prevail.example", "without a user"),
        ("https://prevail.example/@x", "without a user"),
        ("https://prevail.example\\@evil.example", "without a user"),
        ("https://prevail.example?key=very-secret", "without a user"),
        ("https://prevail.example/api#very-secret", "without a user"),
        ("https://prevail.example/a b", "without a user"),
        ("https://prevail.example:99999", "starts with https://"),
        ("https://prevail.example:", "starts with https://"),
        ("https://", "starts with https://"),
        ("https:///api", "starts with https://"),
        ("https:prevail.example", "starts with https://"),
        ("javascript:alert(1)", "starts with https://"),
        ("file:///etc/passwd", "starts with https://"),
    ],
)
def test_an_address_where_others_could_read_along_is_refused(
    read: Read, name: str, text: str, why: str
) -> None:
    with pytest.raises(ValidationError, match=why) as refused:
        read(**{name: text})
    assert refused.value.errors()[0]["loc"] == (name.lower(),)
    assert "very-secret" not in str(refused.value)


@pytest.mark.parametrize("name", KEYS)
def test_a_secret_of_blanks_is_none_and_blanks_around_one_are_not_of_it(
    read: Read, name: str, tmp_path: Path
) -> None:
    for blanks in (" ", "\t", "\n", " \r\n\t ", "\u00a0\u2003"):
        assert getattr(read(**{name: blanks}), name.lower()).get_secret_value() == ""
        key = read(**{name: f"{blanks}very-secret{blanks}"})
        assert getattr(key, name.lower()).get_secret_value() == "very-secret"
    for quotes in ('""', "''", '" "', ' "" ', '"'):
        assert getattr(read(**{name: quotes}), name.lower()).get_secret_value() == ""
    (tmp_path / ".env").write_text(f'{name}="  "\n')
    assert getattr(read(**{name: ""}), name.lower()).get_secret_value() == ""


@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize(
    "text", ["very\u200bsecret", "\u200b", "\ufeffvery-secret", "very\nsecret", "very–secret"]
)
def test_a_secret_that_could_not_be_sent_is_refused(read: Read, name: str, text: str) -> None:
    with pytest.raises(ValidationError, match="copy it again") as refused:
        read(**{name: text})
    assert refused.value.errors()[0]["loc"] == (name.lower(),)
    assert "very" not in str(refused.value)


def test_every_secret_is_known_to_whoever_must_not_print_it(read: Read) -> None:
    assert read().secrets == frozenset()
    assert read(**SECRETS).secrets == set(SECRETS.values())
    assert read(DOCKET_ENCRYPTION_KEYS=f"{KEY},{OTHER_KEY}").secrets >= {KEY, OTHER_KEY}


def test_secrets_show_nowhere(read: Read) -> None:
    settings = read(**SECRETS)
    for shown in (repr(settings), str(settings), settings.model_dump_json()):
        assert "very-secret" not in shown
        assert KEY not in shown
    with pytest.raises(ValidationError) as refused:
        read(DATABASE_URL="mysql://docket:very-secret@db/docket")
    assert "very-secret" not in str(refused.value)


def test_of_a_databases_url_the_password_alone_is_kept_out_of_what_is_printed(read: Read) -> None:
    assert read().secrets == frozenset()
    settings = read(DATABASE_URL="postgresql://docket:very%2Dsecret@db/docket")
    assert settings.secrets == {"very%2Dsecret", "very-secret"}
    assert "very" not in repr(settings)


@pytest.mark.parametrize("missing", ["PREVAIL_API_KEY", "PREVAIL_COMPANY_ID"])
def test_sessions_need_key_and_company(read: Read, missing: str) -> None:
    both = {"PREVAIL_API_KEY": "k", "PREVAIL_COMPANY_ID": "c"}
    assert read(**both).sessions_on
    assert not read(**both | {missing: ""}).sessions_on
