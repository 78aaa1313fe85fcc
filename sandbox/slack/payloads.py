"""The requests Slack sends to an app, field by field.

Source: docs.slack.dev, reference/interaction-payloads and
interactivity/implementing-slash-commands.
"""

from typing import Any, Final

from sandbox.slack import chat, people, values, views
from sandbox.slack.people import Company, Person
from sandbox.slack.workspace import Channel, Message, View, Workspace

TOKEN: Final = "verification-token-nobody-reads"


def _who(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "username": person.handle,
        "name": person.handle,
        "team_id": person.company.team_id,
    }


def _interaction(kind: str, person: Person) -> dict[str, Any]:
    """Build what every interaction says: the team is the person's own, also across companies.

    An app that is installed for the whole organization is told no team.
    """
    company = person.company
    team = {"id": company.team_id, "domain": company.domain} | _organization(company)
    return {
        "type": kind,
        "user": _who(person),
        "team": None if company.has_app_everywhere else team,
        "api_app_id": people.APP_ID,
        "token": TOKEN,
        "enterprise": {"id": company.enterprise_id} if company.enterprise_id else None,
        "is_enterprise_install": company.has_app_everywhere,
    }


def _organization(company: Company) -> dict[str, str]:
    return {"enterprise_id": company.enterprise_id} if company.enterprise_id else {}


def command(
    person: Person, *, channel: Channel, command: str, text: str, trigger_id: str, response_url: str
) -> dict[str, str]:
    """Build the form of a slash command."""
    company = person.company
    return _organization(company) | {
        "token": TOKEN,
        "team_id": company.team_id,
        "team_domain": company.domain,
        "channel_id": channel.id,
        "channel_name": channel.slash_name,
        "user_id": person.id,
        "user_name": person.handle,
        "command": command,
        "text": text,
        "api_app_id": people.APP_ID,
        "is_enterprise_install": str(company.has_app_everywhere).lower(),
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def action(block_id: str, *, element: dict[str, Any], value: Any, action_ts: str) -> dict[str, Any]:
    """Build what was done to one element, the item of `actions`."""
    done: dict[str, Any] = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block_id,
        "action_ts": action_ts,
    }
    if element["type"] != "button":
        return done | values.sent_value(element, value)
    said = {key: element[key] for key in ("text", "value", "style") if key in element}
    return done | said


def view_action(
    person: Person, *, view: View, done: dict[str, Any], trigger_id: str
) -> dict[str, Any]:
    """Build the `block_actions` of a modal or Home: no channel and no response URL."""
    return _interaction("block_actions", person) | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": trigger_id,
        "view": views.payload(view),
        "actions": [done],
    }


def message_action(
    person: Person,
    *,
    workspace: Workspace,
    message: Message,
    done: dict[str, Any],
    trigger_id: str,
    response_url: str,
) -> dict[str, Any]:
    """Build the `block_actions` of a message; an ephemeral one is not shown to the app again."""
    container: dict[str, Any] = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": message.only_for is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    built = _interaction("block_actions", person) | {
        "container": container,
        "trigger_id": trigger_id,
        "response_url": response_url,
        "channel": _where(workspace.channel(message.channel)),
        "state": values.state(message.blocks, message.inputs),
        "actions": [done],
    }
    if message.only_for is None:
        built["message"] = chat.payload(workspace, message)
    return built


def submission(
    person: Person, *, view: View, trigger_id: str, response_urls: list[dict[str, str]]
) -> dict[str, Any]:
    """Build the `view_submission` of a modal."""
    return _interaction("view_submission", person) | {
        "trigger_id": trigger_id,
        "view": views.payload(view),
        "response_urls": response_urls,
    }


def closed(person: Person, *, view: View, is_cleared: bool) -> dict[str, Any]:
    """Build the `view_closed` of a modal: what was typed is not told."""
    shown = views.payload(view) | {"state": {"values": {}}}
    return _interaction("view_closed", person) | {"view": shown, "is_cleared": is_cleared}


def suggestion(
    person: Person, *, source: View | Message, block_id: str, action_id: str, typed: str
) -> dict[str, Any]:
    """Build the `block_suggestion` of an external select."""
    built = _interaction("block_suggestion", person) | {
        "block_id": block_id,
        "action_id": action_id,
        "value": typed,
    }
    if isinstance(source, View):
        container = {"type": "view", "view_id": source.id}
        return built | {"container": container, "view": views.payload(source)}
    container = {"type": "message", "message_ts": source.ts, "channel_id": source.channel}
    return built | {"container": container}


def global_shortcut(
    person: Person, *, callback_id: str, trigger_id: str, action_ts: str
) -> dict[str, Any]:
    """Build the `shortcut` from the shortcuts menu."""
    return _interaction("shortcut", person) | {
        "callback_id": callback_id,
        "trigger_id": trigger_id,
        "action_ts": action_ts,
    }


def message_shortcut(
    person: Person,
    *,
    workspace: Workspace,
    message: Message,
    callback_id: str,
    trigger_id: str,
    response_url: str,
    action_ts: str,
) -> dict[str, Any]:
    """Build the `message_action` from a message's own menu."""
    return _interaction("message_action", person) | {
        "callback_id": callback_id,
        "trigger_id": trigger_id,
        "response_url": response_url,
        "action_ts": action_ts,
        "message_ts": message.ts,
        "channel": _where(workspace.channel(message.channel)),
        "message": chat.payload(workspace, message),
    }


def event(body: dict[str, Any], *, event_id: str, now: float) -> dict[str, Any]:
    """Build the envelope of an event."""
    return {
        "token": TOKEN,
        "team_id": people.TEAM_ID,
        "api_app_id": people.APP_ID,
        "event": body,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(now),
        "is_ext_shared_channel": False,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": people.TEAM_ID,
                "user_id": people.BOT_USER_ID,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
    }


def _where(channel: Channel) -> dict[str, str]:
    return {"id": channel.id, "name": channel.slash_name}
