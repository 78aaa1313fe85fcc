"""The app's manifest, read as Slack reads it: which commands, shortcuts, tabs and scopes exist.

What Slack refuses is refused: the rules are those of github.com/slackapi/manifest-schema, version 1.
"""

from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _text(most: int, *, least: int = 1, pattern: str | None = None) -> StringConstraints:
    return StringConstraints(min_length=least, max_length=most, pattern=pattern)


def _once_each(names: Any) -> Any:
    if isinstance(names, list) and len(set(names)) < len(names):
        raise ValueError("each may be named only once")
    return names


Address = Annotated[str, _text(3500, pattern=r"^https?://")]
Name = Annotated[str, _text(50)]
"""What a scope or an event is called."""


class Command(_Part):
    """A slash command, with what the composer shows while it is typed."""

    command: Annotated[str, _text(32, least=2, pattern=r"^/")]
    description: Annotated[str, _text(2000)]
    url: Annotated[Address, _text(3000)] | None = None
    usage_hint: Annotated[str, _text(1000)] = ""
    should_escape: bool = False


class Shortcut(_Part):
    """An entry of the shortcuts menu, or of a message's own menu."""

    name: Annotated[str, _text(24)]
    type: Literal["global", "message"]
    callback_id: Annotated[str, _text(255)]
    description: Annotated[str, _text(150)]


class BotUser(_Part):
    """The name the app goes by."""

    display_name: Annotated[str, _text(80)]
    always_online: bool = False


class AppHome(_Part):
    """Which tabs the app's own page has."""

    home_tab_enabled: bool = False
    messages_tab_enabled: bool = True
    messages_tab_read_only_enabled: bool = False


class Features(_Part):
    """What the app adds to Slack."""

    bot_user: BotUser = BotUser(display_name="App")
    app_home: AppHome = AppHome()
    slash_commands: Annotated[tuple[Command, ...], Field(min_length=1, max_length=50)] = ()
    shortcuts: Annotated[tuple[Shortcut, ...], Field(min_length=1, max_length=10)] = ()


class Scopes(_Part):
    """What the bot's token may do; the optional scopes are granted here too."""

    bot: Annotated[frozenset[Name], Field(max_length=255)] = frozenset()
    bot_optional: Annotated[frozenset[Name], Field(max_length=255)] = frozenset()


class OAuth(_Part):
    """The section of the manifest that holds the scopes."""

    scopes: Scopes = Scopes()


class Events(_Part):
    """Which events the app asked for, and where they go."""

    request_url: Address | None = None
    bot_events: Annotated[frozenset[Name], Field(max_length=100), BeforeValidator(_once_each)] = (
        frozenset()
    )


class Interactivity(_Part):
    """Whether buttons and modals tell the app what was done, and where."""

    is_enabled: bool
    request_url: Address | None = None


class Settings(_Part):
    """How the app is reached."""

    event_subscriptions: Events = Events()
    interactivity: Interactivity = Interactivity(is_enabled=False)
    org_deploy_enabled: bool = False
    socket_mode_enabled: bool = False
    token_rotation_enabled: bool = False


class Display(_Part):
    """How the app is presented."""

    name: Annotated[str, _text(35)]
    description: Annotated[str, _text(140)] = ""
    background_color: Annotated[str, _text(7, pattern=r"^#([0-9a-fA-F]{3}){1,2}$")] | None = None


class Manifest(_Part):
    """A Slack app manifest, as far as Docket uses what Slack's schema allows."""

    display_information: Display
    features: Features = Features()
    oauth_config: OAuth = Field(default=OAuth())
    settings: Settings = Settings()

    @property
    def scopes(self) -> frozenset[str]:
        """The bot token's scopes."""
        scopes = self.oauth_config.scopes
        return scopes.bot | scopes.bot_optional

    def without(self, scope: str) -> "Manifest":
        """Return it with one scope less."""
        scopes = Scopes(bot=self.scopes - {scope})
        return self.model_copy(update={"oauth_config": OAuth(scopes=scopes)})

    @property
    def events(self) -> frozenset[str]:
        """The events the app subscribed to."""
        return self.settings.event_subscriptions.bot_events

    def command(self, name: str) -> Command | None:
        """Find the slash command that a typed word names, in any case."""
        wanted = name.casefold()
        return next((c for c in self.features.slash_commands if c.command == wanted), None)

    def shortcut(self, callback_id: str) -> Shortcut | None:
        """Find the shortcut that goes by this callback id."""
        return next((s for s in self.features.shortcuts if s.callback_id == callback_id), None)


def read(path: Path) -> Manifest:
    """Read `manifest.yml`; raises `pydantic.ValidationError` for what Slack would refuse."""
    return _parsed(path.read_text(encoding="utf-8"))


@cache
def _parsed(text: str) -> Manifest:
    """Parse a manifest, once for all workspaces of a process: it takes as long as a form."""
    content: dict[str, Any] = yaml.safe_load(text)
    return Manifest.model_validate(content)
