"""The settings: the only reader of the environment (and of `.env`)."""

import re
from datetime import timedelta
from ipaddress import ip_address
from typing import Annotated, Any, Literal
from urllib.parse import unquote, urlsplit

from cryptography.fernet import Fernet
from pydantic import BeforeValidator, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

SQLITE = "sqlite:///"
POSTGRESQL = ("postgresql://", "postgres://")

_STAFF = re.compile(r"[UWS][A-Z0-9]{2,}")
_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:(?P<port>[0-9]{1,5}))?(/[^\s?#@\\]*)?",
    re.ASCII | re.IGNORECASE,
)
_REGION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", re.ASCII)
_SENDABLE = re.compile(r"[ -~]*")
HIGHEST_PORT = 65_535
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")
MOST_CHOICES = 100

DataCenter = Literal["us", "uk", "de", "ca", "au", "sg"]
Level = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)]
Secrets = Annotated[tuple[SecretStr, ...], NoDecode]
Names = Annotated[frozenset[str], NoDecode]
Pairs = Annotated[tuple[tuple[str, str], ...], NoDecode]


class Settings(BaseSettings):
    """What can be set; README.md says what each is for. Secrets never show in a log or a repr."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        str_strip_whitespace=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    # Hosts that throw the disk away at every restart name themselves so: Heroku and Cloud Run.
    dyno: str = ""
    k_service: str = ""

    port: int = Field(default=3000, ge=0, le=65_535)
    host: str = "127.0.0.1"
    public_url: str = ""
    database_url: SecretStr = SecretStr("sqlite:///data/docket.db")
    docket_encryption_keys: Secrets = ()
    keep_personal_days: int = Field(default=0, ge=0, le=36_500)
    keep_history_days: int = Field(default=0, ge=0, le=36_500)
    # A form that is sent once more after so long counts a second time.
    keep_keys_days: int = Field(default=90, ge=7, le=36_500)
    cases_on_hold: Names = frozenset()
    holiday_region: str = ""
    log_level: Level = "INFO"
    metrics_token: SecretStr = SecretStr("")
    otel_exporter_otlp_endpoint: str = ""
    otel_service_name: str = "docket"

    slack_bot_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"

    announce_channel: str = ""
    admin_users: Names = frozenset()
    appointment_staff: Names = frozenset()
    guests_may_book: bool = False
    # No hand fills in a form every second; five full lists of invitees an hour are many.
    limit_bookings_per_minute: int = Field(default=60, ge=0)
    limit_invitations_per_hour: int = Field(default=500, ge=0)

    undo_seconds: int = Field(default=20, ge=0, le=600)
    provider_lag_seconds: int = Field(default=120, ge=1, le=3600)
    list_check_minutes: int = Field(default=5, ge=0, le=1440)

    prevail_base_url: str = "https://prevail.ai/api/v1"
    prevail_api_key: SecretStr = SecretStr("")
    prevail_company_id: str = ""
    prevail_self_service: bool = True
    prevail_video_providers: Pairs = (("", "Prevail"), ("zoom_meeting", "Zoom"))
    prevail_session_types: Pairs = (("remote_deposition", "Remote deposition"),)

    cronofy_data_center: DataCenter = "us"
    cronofy_base_url: str = ""
    cronofy_api_key: SecretStr = SecretStr("")
    cronofy_access_token: SecretStr = SecretStr("")

    carevalidate_base_url: str = "https://api.care360-next.carevalidate.com"
    carevalidate_api_key: SecretStr = SecretStr("")
    carevalidate_event_types: Pairs = ()

    @model_validator(mode="before")
    @classmethod
    def _leave_out_blanks(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Take what holds nothing but blanks, a tab or a line's end for not set."""
        return {name: value for name, value in values.items() if not _is_blank(value)}

    @field_validator("*")
    @classmethod
    def _need_sendable(cls, value: Any) -> Any:
        """Refuse a secret with characters that no key has and no header can carry."""
        if isinstance(value, SecretStr) and not _SENDABLE.fullmatch(value.get_secret_value()):
            raise ValueError("it contains characters that no key has; copy it again")
        return value

    @field_validator("docket_encryption_keys", mode="before")
    @classmethod
    def _split_keys(cls, value: Any) -> Any:
        """Read `NEW, OLD` as keys, in this order."""
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("docket_encryption_keys")
    @classmethod
    def _need_keys(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        """Refuse what is no key, without naming it."""
        try:
            for key in value:
                Fernet(key.get_secret_value())
        except ValueError:
            raise ValueError("create each key with docket new-key") from None
        return value

    @field_validator("holiday_region")
    @classmethod
    def _need_region(cls, value: str) -> str:
        """Refuse what is no code of a country or region; whether its holidays are known `doctor` says."""
        region = value.upper()
        if region and not _REGION.fullmatch(region):
            raise ValueError("enter the ISO code of a country or region, such as US or US-CA")
        return region

    @field_validator("admin_users", "appointment_staff", mode="before")
    @classmethod
    def _split_names(cls, value: Any) -> Any:
        """Read `U1, U2` as a set."""
        return frozenset(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("cases_on_hold", mode="before")
    @classmethod
    def _split_cases(cls, value: Any) -> Any:
        """Read `44-ROE, Doe v. Acme` as a set: a case may have spaces in it."""
        if not isinstance(value, str):
            return value
        return frozenset(case.strip() for case in value.split(",") if case.strip())

    @field_validator("appointment_staff")
    @classmethod
    def _need_people_or_groups(cls, value: frozenset[str]) -> frozenset[str]:
        """Refuse names and handles, which nobody could be found by."""
        if not all(_STAFF.fullmatch(name) for name in value):
            raise ValueError("enter Slack IDs of people (U…) or user groups (S…)")
        return value

    @field_validator(
        "prevail_video_providers",
        "prevail_session_types",
        "carevalidate_event_types",
        mode="before",
    )
    @classmethod
    def _split_pairs(cls, value: Any) -> Any:
        """Read `zoom_meeting=Zoom, =Prevail` as values with the words people see."""
        if not isinstance(value, str):
            return value
        pairs = (part.partition("=") for part in value.split(",") if part.strip())
        return tuple((name.strip(), label.strip() or name.strip()) for name, _, label in pairs)

    @field_validator("prevail_video_providers", "prevail_session_types")
    @classmethod
    def _need_one(cls, value: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        """Refuse an empty list: the form must offer something."""
        if not value:
            raise ValueError("enter at least one")
        return value

    @field_validator("carevalidate_event_types")
    @classmethod
    def _need_ids(cls, value: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        """Refuse what is no id of an event type, and more than a list in Slack can show."""
        if not all(_UUID.match(name) for name, _ in value):
            raise ValueError("enter each as id=Name, where the ID is the event type's UUID")
        if len(value) > MOST_CHOICES:
            raise ValueError(f"enter at most {MOST_CHOICES}")
        return value

    @field_validator(
        "public_url",
        "slack_api_url",
        "prevail_base_url",
        "cronofy_base_url",
        "carevalidate_base_url",
    )
    @classmethod
    def _need_address(cls, value: str) -> str:
        """Refuse what no request could be sent to, or only where others can read it."""
        if not value:
            return value
        address = _ADDRESS.fullmatch(value)
        if address is None or int(address["port"] or 0) > HIGHEST_PORT:
            raise ValueError(
                "enter an address that starts with https://, without a user, a password, ?, or #"
            )
        if address["scheme"].lower() == "http" and not _is_loopback(address["host"]):
            raise ValueError(
                "enter an address that starts with https://; http:// is only for this machine"
                " (127.0.0.1, ::1 or localhost)"
            )
        return value

    @field_validator("otel_exporter_otlp_endpoint")
    @classmethod
    def _need_endpoint(cls, value: str) -> str:
        """Refuse what is no address; what is sent there is nobody's secret, so plain HTTP will do."""
        if value and not _ADDRESS.fullmatch(value):
            raise ValueError("enter an address that starts with https:// or http://")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _end_with_slash(cls, value: str) -> str:
        """Make sure that a method's name can be put behind it."""
        return value if value.endswith("/") else f"{value}/"

    @field_validator("database_url")
    @classmethod
    def _know_database(cls, value: SecretStr) -> SecretStr:
        """Refuse what there is no store for."""
        url = value.get_secret_value()
        is_file = url.startswith(SQLITE) and url.removeprefix(SQLITE)
        if not is_file and not url.startswith(POSTGRESQL):
            raise ValueError(
                f"enter {SQLITE}path/to/file.db or {POSTGRESQL[0]}USER:PASSWORD@HOST/DATABASE"
            )
        return value

    @property
    def secrets(self) -> frozenset[str]:
        """The secrets that are set, for whoever must not print them; of a database's URL the password."""
        held = (value if isinstance(value, tuple) else (value,) for _, value in self)
        kept = [each for values in held for each in values if isinstance(each, SecretStr)]
        secrets = {each.get_secret_value() for each in kept if each is not self.database_url}
        password = urlsplit(self.database_url.get_secret_value()).password or ""
        return frozenset(secrets | {password, unquote(password)}) - {""}

    @property
    def list_check_every(self) -> timedelta:
        """Return how often bookings of the next day are compared with providers' lists; zero for never."""
        return timedelta(minutes=self.list_check_minutes)

    @property
    def is_kept_on_lost_disk(self) -> bool:
        """Return whether the database is a file on a disk that is thrown away at the next restart."""
        is_file = self.database_url.get_secret_value().startswith(SQLITE)
        return is_file and bool(self.dyno or self.k_service)

    @property
    def sessions_on(self) -> bool:
        """Return whether sessions can be booked: Prevail's key and company id are both set."""
        return bool(self.prevail_api_key.get_secret_value() and self.prevail_company_id)

    @property
    def agents_on(self) -> bool:
        """Return whether agents can be sent: Cronofy's key is set."""
        return bool(self.cronofy_api_key.get_secret_value())

    @property
    def calendars_on(self) -> bool:
        """Return whether calendar events can be changed: Cronofy gave a user's token."""
        return bool(self.cronofy_access_token.get_secret_value())

    @property
    def appointments_on(self) -> bool:
        """Return whether appointments can be booked: CareValidate's key is set."""
        return bool(self.carevalidate_api_key.get_secret_value())


def _is_blank(value: Any) -> bool:
    """Return whether nothing is set; quotes with nothing in them come from files that keep their quotes."""
    return isinstance(value, str) and not "".join(value.split()).strip("'\"")


def _is_loopback(host: str) -> bool:
    """Return whether a host is this machine; names but `localhost` may lead anywhere."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"
