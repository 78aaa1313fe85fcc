"""`api.test`, `auth.test`, `team.info` and `apps.connections.open`: what the bot is connected to.

Source: docs.slack.dev, reference/methods.
"""

from typing import Final
from urllib.parse import urlsplit

from sandbox.slack import people
from sandbox.slack.web_api.method import Answer, Args, Context, method

APP_LEVEL: Final = "apps.connections.open"
"""The one method that takes the app's own token instead of the bot's."""


def _api_test(_: Context, __: Args) -> Answer:
    return {}


def _auth_test(context: Context, _: Args) -> Answer:
    workspace = context.workspace
    home = workspace.home
    answer: Answer = {
        "url": f"https://{home.domain}.slack.com/",
        "team": home.name,
        "user": workspace.bot.handle,
        "team_id": workspace.installed_in,
        "user_id": people.BOT_USER_ID,
        "bot_id": people.BOT_ID,
        "is_enterprise_install": home.has_app_everywhere,
    }
    return answer | ({"enterprise_id": home.enterprise_id} if home.enterprise_id else {})


def _team_info(_: Context, __: Args) -> Answer:
    team = {"id": people.TEAM_ID, "name": people.TEAM_NAME, "domain": people.TEAM_DOMAIN}
    return {"team": team | {"email_domain": "", "icon": {"image_default": True}}}


def _connections_open(context: Context, _: Args) -> Answer:
    port = urlsplit(context.base_url).port or 0
    return {"url": context.connections.issue_url(port=port)}


METHODS: Final = {
    "api.test": method(_api_test),
    "auth.test": method(_auth_test),
    "team.info": method(_team_info, "team:read"),
    APP_LEVEL: method(_connections_open),
}
