"""Requests of every kind that Slack sends, damaged at random: `python -m tests.fuzz 15000 [SEED]`.

All are signed, so that all are read. Whatever is in them, nothing may break and nobody may change what
is another's. The same seed does the same things.
"""

import copy
import json
import logging
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx

from bot.times.reading import preload
from handlers import _ACTIONS, _CARD_ACTIONS
from handlers.messages.cards import MENU
from handlers.slack import responder
from sandbox.slack import payloads
from sandbox.slack.person import Shown
from tests.handlers.agent_steps import sent
from tests.handlers.appointment_steps import booked_for, free
from tests.handlers.conftest import Office, office_with
from tests.handlers.forged_forms import UNLIMITED, Forger, Payload, every_form
from tests.handlers.session_steps import booked

SUSPECTS = "Ana Reyes"
VICTIM = "Ben Okafor"
LINES = {
    "/session": (
        "",
        "tomorrow 2pm",
        "list all",
        "move next",
        "cancel {ref}",
        "show {ref}",
        "edit {ref}",
        "copy {ref} fri",
        "move Doe fri 3pm",
        "list host Lee with canceled",
    ),
    "/agent": (
        "",
        "https://zoom.example/j/1",
        "add cal_1 ev_1",
        "delete a b",
        "cancel {ref}",
        "{ref}",
    ),
    "/appointment": ("", "tomorrow 2pm", "cancel {ref}", "cancel appt-12345", "list", "slots CA"),
    "/bookings": ("", "all", "week", "Doe", "2027-01-28"),
}
STRINGS = (
    *(
        "",
        " ",
        "\x00",
        "\u200b",
        "\u202e",
        "\ud800",
        "²",
        "７",
        "é" * 200,
        "x" * 3_001,
        "y" * 70_000,
    ),
    *(
        "<!channel>",
        "<@U1|x>",
        "a\nb",
        "null",
        "{",
        "[]",
        "{}",
        "7",
        "-1",
        "1e999",
        "PT7M",
        "P99999D",
    ),
    *(
        "tomorrow 2pm",
        "in 9 years",
        "Jan 1 9999",
        "Mars/Base",
        "../../etc/passwd",
        "javascript:alert(1)",
    ),
    *(
        "T0EVIL",
        "U0NOBODY",
        "C0NOSUCH",
        "E0GRID",
        "C07SMITHVJN",
        "D0SOMEBODY",
        "all",
        "next",
        "last",
    ),
    *(
        "session_new",
        "agent_errand",
        "booking_move",
        "card_cancel",
        "pick_1",
        "when",
        "zone",
        "list_page_2",
    ),
)
# Everything that can be pressed or typed into, and how much of it in each form.
ACTIONS = sorted({*_ACTIONS, *_CARD_ACTIONS, MENU, "when_pick_0", "pick_1", "list_page_2"})
PRESSED = 12
ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    7,
    -1,
    1.5,
    10**30,
    1e308,
    [],
    {},
    [[]],
    [None],
    {"": ""},
    "x",
)


class Ear(logging.Handler):
    """Hears what is logged of faults, but not that nobody answers a person whom there isn't."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        if record.name == responder.__name__:
            return
        self.heard.append(self.format(record))


@dataclass
class Fuzz:
    """Sends damaged requests to an office where everybody has bookings, and looks what became of them."""

    office: Office
    chance: random.Random
    statuses: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.forger = Forger(self.office)
        self.ana = self.office.person(SUSPECTS)
        self.refs = _book_everything(self.office, by=SUSPECTS)
        self.theirs = _book_everything(self.office, by=VICTIM)
        self.whole = list(self._requests())
        self.strings = (*STRINGS, *self.refs.values(), *self.theirs.values())

    def run(self, count: int) -> None:
        """Send so many requests. Raises AssertionError at the first that breaks something."""
        ear, before = Ear(), self._of_victim()
        logging.getLogger().addHandler(ear)
        try:
            for number in range(count):
                damaged = self._send()
                assert ear.heard == [], f"request {number}: {ear.heard}\n{damaged}"
        finally:
            logging.getLogger().removeHandler(ear)
        assert self._of_victim() == before, "somebody else's booking was changed"
        assert self.forger.bookings(), "every row reads back"
        self._still_answers()

    def _send(self) -> str:
        kind, request = self.chance.choice(self.whole)
        body, content_type = self._encoded(kind, self._damaged(self._fresh(kind, request)))
        answer = self.forger.post(body, content_type=content_type)
        self.statuses[answer.status_code] += 1
        assert answer.status_code in {200, 400, 401}, (answer.status_code, kind, body[:3000])
        return f"{kind} {body[:3000]!r}"

    def _of_victim(self) -> list[tuple[str, str, str]]:
        victim = self.office.person(VICTIM).id
        return [row for row in self.forger.rows() if row[1] == victim]

    def _still_answers(self) -> None:
        listed, theirs = (
            self.forger.post(urlencode(self._command("/bookings", asked))).json()
            for asked in ("all", f"all {self.theirs['session']}")
        )
        assert "Everyone's upcoming bookings" in json.dumps(listed), listed
        assert f"`{self.theirs['session']}`" in json.dumps(theirs), theirs
        assert httpx.get(f"{self.office.url}/healthz").status_code == 200

    # What is sent whole

    def _requests(self) -> Iterator[tuple[str, Payload]]:
        for command, texts in LINES.items():
            for text in texts:
                for ref in (self.refs["session"], self.theirs["session"]):
                    yield "command", self._command(command, text.format(ref=ref))
        forms = every_form(self.office, self.ana, refs=self.refs)
        for form in forms.values():
            yield "interaction", form
            yield "interaction", {**form, "type": "view_closed"}
            yield from (("interaction", press) for press in self._presses_in(form))
        for channel in ("#depositions", "@app"):
            for message in self.ana.messages(channel):
                yield from (("interaction", press) for press in self._presses(message))
        yield from self._others(forms["session"])

    def _command(self, command: str, text: str) -> Payload:
        return payloads.command(
            self.ana.viewer.member,
            channel=self.office.slack.workspace.channel_named("#depositions"),
            command=command,
            text=text,
            trigger_id="1.2.3",
            response_url=f"{self.office.slack.url}/commands/T/none",
        )

    def _presses(self, message: Shown) -> Iterator[Payload]:
        for button in message.buttons:
            done = {"type": "button", "action_id": button.action_id, "block_id": button.block_id}
            yield payloads.message_action(
                self.ana.viewer.member,
                workspace=self.office.slack.workspace,
                message=message.source,
                done=done | {"value": self.refs["session"], "action_ts": "1.2"},
                trigger_id="1.2.3",
                response_url=f"{self.office.slack.url}/actions/T/none",
            )
            yield payloads.message_shortcut(
                self.ana.viewer.member,
                workspace=self.office.slack.workspace,
                message=message.source,
                callback_id="book_from_message",
                trigger_id="1.2.3",
                response_url=f"{self.office.slack.url}/actions/T/none",
                action_ts="1.2",
            )

    def _presses_in(self, form: Payload) -> Iterator[Payload]:
        """Give what typing, choosing and pressing in a form sends, of all that Docket listens to."""
        pressed = {key: form[key] for key in ("user", "team", "view", "api_app_id", "trigger_id")}
        ref, now = self.refs["session"], self.office.clock().isoformat()
        values = ("tomorrow 4pm", "2", ref, f"move {ref} 3pm", f"card_move {ref}", f"{ref} {now}")
        for action in self.chance.sample(ACTIONS, PRESSED):
            done = {"type": "button", "action_id": action, "block_id": "b"}
            done["value"] = self.chance.choice(values)
            yield {**pressed, "type": "block_actions", "actions": [done]}

    def _others(self, form: Payload) -> Iterator[tuple[str, Payload]]:
        member = self.ana.viewer.member
        yield (
            "interaction",
            payloads.global_shortcut(
                member, callback_id="new_session", trigger_id="1.2.3", action_ts="1.2"
            ),
        )
        suggestion = {**form, "type": "block_suggestion", "action_id": "zone", "value": "pac"}
        yield "interaction", suggestion
        for event in ("app_home_opened", "message", "channel_shared", "channel_archive"):
            body = {"type": event, "user": member.id, "channel": "C07DEPOSITN", "event_ts": "1.2"}
            yield "event", payloads.event(body, event_id="Ev1", now=0)
        yield "event", {"type": "url_verification", "challenge": "hear me", "token": "x"}
        yield "command", {"ssl_check": "1", "token": "x"}

    # What is done to it

    def _fresh(self, kind: str, request: Payload) -> Payload:
        """Return it as a request that was never sent before: with a trigger and a form of its own."""
        request = copy.deepcopy(request)
        if "trigger_id" in request:
            trigger = self.office.slack.client._tokens.issue_trigger_id
            request["trigger_id"] = trigger(self.ana.id, channel="C07DEPOSITN")
        if kind == "interaction" and "view" in request:
            fresh = f"VZ{self.chance.getrandbits(60)}"
            request["view"] |= {"id": fresh, "root_view_id": fresh}
        return request

    def _damaged(self, request: Payload) -> Payload:
        for _ in range(self.chance.choice((0, 1, 1, 1, 2, 2, 3, 5))):
            self._damage(request)
        return request

    def _damage(self, holder: Any) -> None:
        """Walk down to some place in it, and do something there."""
        key = self._key(holder)
        while key is not None and self.chance.random() < 0.75:
            inner = holder[key]
            if key == "private_metadata" and isinstance(inner, str):
                holder[key] = self._damaged_json(inner)
                return
            deeper = self._key(inner)
            if deeper is None:
                break
            holder, key = inner, deeper
        if key is not None:
            self._change(holder, key)

    def _key(self, holder: Any) -> Any:
        """Choose a place in an object or a list; None where there is none."""
        if isinstance(holder, dict) and holder:
            return self.chance.choice(list(holder))
        return self.chance.randrange(len(holder)) if isinstance(holder, list) and holder else None

    def _change(self, holder: Any, key: Any) -> None:
        ways: tuple[Callable[[], Any], ...] = (
            lambda: self.chance.choice(self.strings),
            lambda: self.chance.choice(self.strings),
            lambda: copy.deepcopy(self.chance.choice(ODD)),
            lambda: {"value": self.chance.choice((*self.strings, *ODD))},
            lambda: [holder[key]] * 2,
            lambda: _deep(self.chance.choice((3, 50, 400))),
            lambda: f"{holder[key]}{self.chance.choice(self.strings)}",
        )
        if self.chance.random() < 0.2:
            del holder[key]
        else:
            holder[key] = self.chance.choice(ways)()

    def _damaged_json(self, written: str) -> str:
        try:
            read = json.loads(written)
        except ValueError:
            return self.chance.choice(self.strings)
        self._damage(read)
        return json.dumps(read)

    def _encoded(self, kind: str, request: Payload) -> tuple[bytes, str]:
        form, plain = "application/x-www-form-urlencoded", "application/json"
        if kind == "event":
            body, content_type = json.dumps(request), plain
        elif kind == "interaction":
            body, content_type = urlencode({"payload": json.dumps(request)}), form
        else:
            body, content_type = urlencode(request, errors="surrogatepass"), form
        raw = body.encode()
        if self.chance.random() < 0.03:
            place = self.chance.randrange(len(raw) or 1)
            raw = (
                raw[:place]
                + self.chance.randbytes(self.chance.choice((0, 1, 3)))
                + raw[place + 1 :]
            )
        return raw, self.chance.choice(
            (form, plain)
        ) if self.chance.random() < 0.02 else content_type


def _deep(levels: int) -> Any:
    nested: Any = "x"
    for _ in range(levels):
        nested = {"value": nested}
    return nested


def _book_everything(office: Office, *, by: str) -> dict[str, str]:
    """Book one of each kind as a person does, and return their references."""
    number = 10 if by == SUSPECTS else 20
    cards: dict[str, Shown] = {
        "session": booked(office, by=by, title=f"Deposition for {by}", Video_provider="Zoom"),
        "agent": sent(office, by=by, call=f"https://zoom.example/j/{number}"),
        "appointment": booked_for(office, by=by, start=free(office, number=number)),
    }
    found = {kind: re.search(r"\b[SAP]-[0-9A-Z]{4}\b", card.text) for kind, card in cards.items()}
    return {kind: ref[0] for kind, ref in found.items() if ref}


@contextmanager
def fuzzed(folder: Path, *, seed: int) -> Iterator[Fuzz]:
    """Start an office for it, as fast as one that has run for a while."""
    preload()
    with office_with(folder, forged=True, **UNLIMITED) as office:
        yield Fuzz(office, random.Random(seed))  # noqa: S311 - chance, and no secret


def main(count: int, seed: int) -> None:
    """Send so many, and say what the answers were."""
    with tempfile.TemporaryDirectory() as folder, fuzzed(Path(folder), seed=seed) as fuzz:
        fuzz.run(count)
        sys.stdout.write(f"{count} requests, seed {seed}: {dict(fuzz.statuses)}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
