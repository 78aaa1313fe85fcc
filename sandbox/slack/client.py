"""What a person does in Slack: every press, choice and message, sent to the bot and carried out.

The browser page and the tests' `Person` both stand on this, so both meet the same rules.
"""

from dataclasses import dataclass, field
from typing import Any

from sandbox.slack import acks, built_in, channels, chat, mrkdwn, payloads, people, values, views
from sandbox.slack.channels import Change
from sandbox.slack.delivery import Delivery
from sandbox.slack.errors import SlackError
from sandbox.slack.interaction_tokens import InteractionTokens
from sandbox.slack.people import Kind
from sandbox.slack.workspace import Channel, Inputs, Message, View, Workspace

Source = View | Message


@dataclass(frozen=True)
class Suggestions:
    """What an external select offers, or why it offers nothing."""

    options: list[dict[str, Any]] = field(default_factory=list)
    option_groups: list[dict[str, Any]] = field(default_factory=list)
    failure: str = ""


@dataclass(frozen=True)
class Target:
    """An element of what is shown: a message, a modal or a Home tab."""

    source: Source
    block_id: str
    action_id: str


class Client:
    """Everybody's Slack client: `user` says whose hands are on it."""

    def __init__(
        self, workspace: Workspace, *, tokens: InteractionTokens, delivery: Delivery, base_url: str
    ) -> None:
        self._workspace = workspace
        self._tokens = tokens
        self._delivery = delivery
        self._base_url = base_url

    def say(self, user: str, *, channel: str, text: str, thread_ts: str | None = None) -> Message:
        """Write a message, into a thread where one is named."""
        place = self._place(user, channel)
        encoded = mrkdwn.typed(self._workspace, text)
        message = chat.post(
            self._workspace,
            channel=place,
            text=encoded,
            blocks=[],
            author=user,
            thread_ts=thread_ts,
        )
        self._send_message_event(message, place)
        return message

    def command(self, user: str, *, channel: str, line: str) -> str:
        """Run a slash command; returns what went wrong in between, or nothing."""
        place = self._place(user, channel)
        name, _, rest = line.strip().partition(" ")
        command = self._workspace.manifest.command(name)
        text = rest.strip()
        if command is None or self._is_from_elsewhere(user):
            return self._own_command(name, user=user, place=place, text=text)
        escape = mrkdwn.typed if command.should_escape else _encoded
        form = payloads.command(
            self._workspace.person(user),
            channel=place,
            command=command.command,
            text=escape(self._workspace, text),
            trigger_id=self._tokens.issue_trigger_id(user, channel=place.id),
            response_url=self._response_url("commands", user, channel=place.id),
        )
        ack = self._delivery.command(form)
        if ack.error:
            said = f'{mrkdwn.encode(name)} failed with the error "{ack.error}"'
            return self._slackbot(user, place, said)
        try:
            acks.to_command(self._workspace, ack, user=user, place=place, line=line)
        except SlackError as error:
            said = f'{mrkdwn.encode(name)} failed with the error "{error.code}"'
            return self._slackbot(user, place, said)
        return ""

    def act(
        self, user: str, target: Target, *, value: Any = None, inputs: Inputs | None = None
    ) -> str:
        """Use an element; returns what went wrong in between, or nothing."""
        source, block_id, action_id = target.source, target.block_id, target.action_id
        content = source.spec["blocks"] if isinstance(source, View) else source.blocks
        element = values.find(content, block_id, action_id)
        if element is None:
            raise SlackError("invalid_action")
        self._store_inputs(source, inputs)
        if element["type"] not in {"button", "overflow"}:
            self._store_inputs(source, {block_id: {action_id: value}})
        stamp = self._stamp()
        done = payloads.action(block_id, element=element, value=value, action_ts=stamp)
        ack = self._delivery.interaction(self._action_payload(user, source=source, done=done))
        return ack.error

    def suggest(self, user: str, target: Target, *, typed: str) -> Suggestions:
        """Ask the bot for the options of an external select."""
        payload = payloads.suggestion(
            self._workspace.person(user),
            source=target.source,
            block_id=target.block_id,
            action_id=target.action_id,
            typed=typed,
        )
        ack = self._delivery.interaction(payload)
        body = ack.json
        if ack.error or not isinstance(body, dict):
            return Suggestions(failure=ack.error or "invalid options")
        return Suggestions(
            options=body.get("options") or [], option_groups=body.get("option_groups") or []
        )

    def submit(self, user: str, *, view: View, inputs: Inputs | None = None) -> None:
        """Submit a modal; errors and the failure are written on the view itself."""
        self._store_inputs(view, inputs)
        complaints = values.validation_errors(view.spec["blocks"], view.inputs)
        with self._workspace.changing():
            view.errors, view.failure = complaints, ""
        if complaints:
            return
        payload = payloads.submission(
            self._workspace.person(user),
            view=view,
            trigger_id=self._tokens.issue_trigger_id(user, channel=view.channel, view_id=view.id),
            response_urls=self._response_urls(user, view),
        )
        acks.to_submission(self._workspace, self._delivery.interaction(payload), view=view)

    def close(self, user: str, *, view: View, everything: bool = False) -> None:
        """Press Close, or with `everything` the x; the bot hears of it if it asked to."""
        cleared = everything or bool(view.spec.get("clear_on_close"))
        stack = self._workspace.stacks[user]
        told = stack[0] if everything and stack else view
        views.drop(self._workspace, view=view, everything=cleared)
        if told.spec.get("notify_on_close"):
            person = self._workspace.person(user)
            self._delivery.interaction(payloads.closed(person, view=told, is_cleared=cleared))

    def shortcut(self, user: str, *, callback_id: str, channel: str | None = None) -> str:
        """Choose a global shortcut while looking at a channel."""
        trigger_id = self._tokens.issue_trigger_id(user, channel=channel)
        person = self._workspace.person(user)
        payload = payloads.global_shortcut(
            person, callback_id=callback_id, trigger_id=trigger_id, action_ts=self._stamp()
        )
        return self._delivery.interaction(payload).error

    def message_shortcut(self, user: str, *, message: Message, callback_id: str) -> str:
        """Choose a shortcut from a message's own menu."""
        payload = payloads.message_shortcut(
            self._workspace.person(user),
            workspace=self._workspace,
            message=message,
            callback_id=callback_id,
            trigger_id=self._tokens.issue_trigger_id(user, channel=message.channel),
            response_url=self._response_url("app", user, channel=message.channel),
            action_ts=self._stamp(),
        )
        return self._delivery.interaction(payload).error

    def open_home(self, user: str, *, tab: str = "home") -> str:
        """Open the app's own page, at its Home or Messages tab."""
        direct = self._workspace.dm(user, people.BOT_USER_ID)
        body: dict[str, Any] = {
            "type": "app_home_opened",
            "user": user,
            "channel": direct.id,
            "tab": tab,
            "event_ts": self._stamp(),
        }
        home = self._workspace.homes.get(user)
        if tab == "home" and home is not None:
            body["view"] = views.payload(home)
        return self._event(body)

    def change_channel(
        self, user: str, *, channel: str, change: Change, name: str = "", notify: bool = True
    ) -> str:
        """Let something happen to a channel, and `notify` the app of it."""
        place = self._workspace.channel(channel)
        channels.carry_out(self._workspace, place, change, name=name)
        happened = channels.event(place, change, by=user, now=self._workspace.clock())
        if happened is None or not notify or not channels.app_is_notified(place):
            return ""
        return self._event({**happened, "event_ts": self._stamp()})

    def _place(self, user: str, channel: str) -> Channel:
        """Return the conversation if this person may write there."""
        place = self._workspace.channel(channel)
        if user not in place.members:
            raise SlackError("channel_not_found")
        if place.is_archived:
            raise SlackError("is_archived")
        tabs = self._workspace.manifest.features.app_home
        with_app = place.kind is Kind.IM and people.BOT_USER_ID in place.members
        if with_app and (tabs.messages_tab_read_only_enabled or not tabs.messages_tab_enabled):
            raise SlackError("restricted_action")
        return place

    def _is_from_elsewhere(self, user: str) -> bool:
        """Return whether somebody's own workspace lacks the app: there its commands are unknown."""
        company = self._workspace.person(user).company
        return company.team_id != self._workspace.home.team_id

    def _stamp(self) -> str:
        with self._workspace.changed:
            return self._workspace.next_ts()

    def _own_command(self, name: str, *, user: str, place: Channel, text: str) -> str:
        before = set(place.members)
        said = built_in.run(self._workspace, name, user=user, place=place, text=text)
        if people.BOT_USER_ID in place.members:
            for member in place.members - before:
                self._send_joined_event(member, place, inviter=user)
        if said is None:
            said = f"`{mrkdwn.encode(name)}` is not a valid command."
        return self._slackbot(user, place, said) if said else ""

    def _send_joined_event(self, member: str, place: Channel, *, inviter: str) -> None:
        told = {
            "type": "member_joined_channel",
            "user": member,
            "channel": place.id,
            "inviter": inviter,
            "event_ts": self._stamp(),
        }
        self._event(told)

    def _slackbot(self, user: str, place: Channel, text: str) -> str:
        chat.post(
            self._workspace,
            channel=place,
            text=text,
            blocks=[],
            author=people.SLACKBOT_ID,
            only_for=user,
        )
        return text

    def _send_message_event(self, message: Message, place: Channel) -> None:
        """Send the event of a message, where the app asked for such events."""
        direct = place.kind is Kind.IM and people.BOT_USER_ID in place.members
        mentioned = f"<@{people.BOT_USER_ID}>" in message.text
        body = chat.payload(self._workspace, message) | {
            "channel": place.id,
            "event_ts": message.ts,
        }
        if direct and "message.im" in self._workspace.manifest.events:
            self._event(body | {"channel_type": "im"})
        if mentioned and "app_mention" in self._workspace.manifest.events:
            self._event(body | {"type": "app_mention"})

    def _event(self, body: dict[str, Any]) -> str:
        if body["type"] not in {*self._workspace.manifest.events, "message"}:
            return ""
        now = self._workspace.clock()
        event_id = self._workspace.next_id("Ev")
        return self._delivery.event(payloads.event(body, event_id=event_id, now=now)).error

    def _response_url(
        self, kind: str, user: str, *, channel: str, used: Message | None = None
    ) -> str:
        """Issue a response URL; `used` is the message whose element was used."""
        token = self._tokens.issue_response_url(
            user,
            channel=channel,
            source_ts=used.ts if used else None,
            thread_ts=used.thread_ts if used else None,
        )
        return f"{self._base_url}/{kind}/{people.TEAM_ID}/{token}"

    def _response_urls(self, user: str, view: View) -> list[dict[str, str]]:
        urls = []
        for block, element in values.stateful(view.spec["blocks"]):
            block_id, action_id = block["block_id"], element["action_id"]
            channel = view.inputs.get(block_id, {}).get(action_id)
            if element.get("response_url_enabled") and block["type"] == "input" and channel:
                url = self._response_url("app", user, channel=channel)
                urls.append(
                    {
                        "block_id": block_id,
                        "action_id": action_id,
                        "channel_id": channel,
                        "response_url": url,
                    }
                )
        return urls

    def _store_inputs(self, source: Source, inputs: Inputs | None) -> None:
        """Write down what was typed, for the elements that are there."""
        if not inputs:
            return
        with self._workspace.changing():
            for block_id, actions in inputs.items():
                for action_id, value in actions.items():
                    if action_id in source.inputs.get(block_id, {}):
                        source.inputs[block_id][action_id] = value

    def _action_payload(self, user: str, *, source: Source, done: dict[str, Any]) -> dict[str, Any]:
        person = self._workspace.person(user)
        if isinstance(source, View):
            trigger_id = self._tokens.issue_trigger_id(
                user, channel=source.channel, view_id=source.id
            )
            return payloads.view_action(person, view=source, done=done, trigger_id=trigger_id)
        return payloads.message_action(
            person,
            workspace=self._workspace,
            message=source,
            done=done,
            trigger_id=self._tokens.issue_trigger_id(user, channel=source.channel),
            response_url=self._response_url("actions", user, channel=source.channel, used=source),
        )


def _encoded(_: Workspace, text: str) -> str:
    return mrkdwn.encode(text)
