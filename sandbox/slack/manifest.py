"""The app's manifest, read as Slack reads it: which commands, shortcuts, tabs and scopes exist."""

from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Command(_Part):
    """A slash command, with what the composer shows while it is typed."""

    command: str
    description: str
    usage_hint: str = ""
    should_escape: bool = False


class Shortcut(_Part):
    """An entry of the shortcuts menu, or of a message's own menu."""

    name: str
    type: Literal["global", "message"]
    callback_id: str
    description: str


class BotUser(_Part):
    """The name the app goes by."""

    display_name: str = "App"


class AppHome(_Part):
    """Which tabs the app's own page has."""

    home_tab_enabled: bool = False
    messages_tab_enabled: bool = True
    messages_tab_read_only_enabled: bool = False


class Features(_Part):
    """What the app adds to Slack."""

    bot_user: BotUser = BotUser()
    app_home: AppHome = AppHome()
    slash_commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()


class Scopes(_Part):
    """What the bot's token may do; the optional scopes are granted here too."""

    bot: frozenset[str] = frozenset()
    bot_optional: frozenset[str] = frozenset()


class OAuth(_Part):
    """The section of the manifest that holds the scopes."""

    scopes: Scopes = Scopes()


class Events(_Part):
    """Which events the app asked for."""

    bot_events: frozenset[str] = frozenset()


class Settings(_Part):
    """How the app is reached."""

    event_subscriptions: Events = Events()


class Display(_Part):
    """How the app is presented."""

    name: str = "App"
    description: str = ""


class Manifest(_Part):
    """A Slack app manifest, as far as a workspace acts on it."""

    display_information: Display = Display()
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
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Manifest.model_validate(content)
