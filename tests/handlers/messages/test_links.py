"""Links as people meet them: hostile ones are nowhere, those that may hold a password the owner's alone."""

import json
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier

from bot.scheduling.calendar_file import calendar_file
from bot.scheduling.codec import STORED_BOOKING
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.links import carries_secret
from bot.scheduling.model.record import Card, State, Visibility
from bot.scheduling.model.rights import Actor
from handlers.bookings import add_to_calendar, show
from handlers.messages import agents, cards
from handlers.ui.blocks import LONGEST_URL
from sandbox.http_server import json_response
from sandbox.slack.block_kit import check_message, check_view
from sandbox.slack.people import TEAM_ID
from sandbox.slack.person import Shown
from tests.builders import (
    NOW,
    OWNER,
    STRANGER,
    TEAM,
    a_booking,
    an_agent,
    an_answer,
    an_appointment,
)
from tests.faulty_servers import answering
from tests.handlers.conftest import Office, StartOffice, labels
from tests.handlers.session_steps import booked, ref_of
from tests.links import HOSTILE, SAFE, SECRET
from tests.waiting import wait_until

SENDABLE = [link for link in HOSTILE if 8 < len(link) < 10_000 and "\ud800" not in link]
GROUPS = [SENDABLE[n::6] for n in range(6)]
PUBLIC = Card(channel="C1", ts="1.1", place=Visibility.PUBLIC)


def answer_with(office: Office, **request: Any) -> None:
    """Have Prevail answer the next session with this."""
    whole = {"requests": [{"id": 7, "session_state": "ready", **request}]}
    office.prevail.faults.answer(json_response(200, whole), method="POST")


def urls(shown: Shown) -> list[str]:
    return [button.url for button in shown.buttons if button.url]


@pytest.mark.parametrize("links", GROUPS, ids=range(len(GROUPS)))
def test_a_hostile_link_is_on_no_card_and_its_owner_hears_of_it(
    office: Office, links: list[str]
) -> None:
    ana = office.person("Ana Reyes")
    for number, link in enumerate(links):
        answer_with(office, session_url=link)
        card = booked(office, title=f"Hostile {number}")
        assert link not in card.source.text
        assert "Join" not in labels(card)
        assert "no join link" in card.text
        told = ana.wait_for_message("@app", f"gave a link for Hostile {number}")
        assert link not in told.source.text
        screen = card.press("More")
        assert link not in "\n".join(screen.texts)
        assert [button.url for button in screen.buttons if button.url] == []
        screen.dismiss()
        added = card.press("Add to calendar")
        assert added.title == "Add to calendar"
        added.dismiss()


def test_a_plain_link_is_on_the_card_whatever_its_length(office: Office) -> None:
    for number, link in enumerate(SAFE):
        answer_with(office, session_url=link)
        card = booked(office, title=f"Plain {number}")
        assert urls(card) == ([] if carries_secret(link) else [link])


@pytest.mark.parametrize("link", SECRET[:6])
def test_a_link_with_a_password_enters_no_channel(start_office: StartOffice, link: str) -> None:
    office = start_office(public_url="https://docket.example", prevail_self_service=True)
    zoom = {"provider_join_url": link, "meeting_id": 1, "password": "hush"}
    answer_with(office, provider_specific_details=zoom)
    card = booked(office, channel="#depositions")
    ana, ben = office.person("Ana Reyes"), office.person("Ben Okafor")
    assert "hush" not in card.source.text + card.fallback + card.text
    assert (
        "may contain a password, so it isn't shown here. @Ana Reyes can find it under More"
        in card.text
    )
    own = card.press("More")
    assert link in [button.url for button in own.buttons]
    own.dismiss()
    added = card.press("Add to calendar")
    assert "hush" in str([button.url for button in added.buttons])
    added.dismiss()
    theirs = ben.wait_for_message("#depositions", "Confirmed")
    for button in ("More", "Add to calendar"):
        shown = theirs.press(button)
        assert "hush" not in "\n".join(shown.texts) + str([b.url for b in shown.buttons])
        if button == "Add to calendar":
            file = next(b.url for b in shown.buttons if b.url and b.url.endswith(".ics"))
            local = file.replace("https://docket.example", office.url)
            assert b"hush" not in httpx.get(local).content
        shown.dismiss()
    ana.command("#depositions", f"/session cancel {ref_of(card)}").submit()
    card.wait_for_text("Canceled")
    everything = [
        message
        for place in ("#depositions", "#docket-announcements")
        for message in ben.messages(place)
    ]
    assert everything
    for message in everything:
        assert "hush" not in message.source.text + "".join(
            reply.source.text for reply in message.replies
        )


def test_an_agent_is_sent_to_no_hostile_link(office: Office) -> None:
    screen = office.person("Ana Reyes").command("#depositions", "/agent")
    # Blanks at the ends and unseen characters are taken out of what is typed, as is Slack's `|label`.
    typed = [
        link
        for link in SENDABLE
        if len(link) < 2000 and link.isprintable() and not set(link) & {" ", "|"}
    ]
    assert len(typed) > 60
    for link in typed:
        screen.fill("Join link", link).fill("On behalf of", "ana@firm.example").submit()
        assert "https://" in screen.errors["Join link"], link
    assert office.cronofy.received == []


def test_an_answer_goes_to_slack_and_to_nobody_else(office: Office) -> None:
    card = booked(office)
    wait_until(office.is_idle)
    before = [call.method for call in office.slack.calls].count("response_url")
    button = next(
        {"block_id": block["block_id"], "action_id": "card_of_long_ago", "value": ref_of(card)}
        for block in card.source.blocks
        if block.get("elements")
    )
    with answering(200) as evil:
        pressed = {
            "type": "block_actions",
            "team": {"id": TEAM_ID},
            "user": {"id": office.person("Ana Reyes").id, "team_id": TEAM_ID},
            "channel": {"id": office.slack.channel_id("#depositions")},
            "actions": [{"type": "button", **button}],
            "trigger_id": "1.2.3",
            "response_url": f"http://127.0.0.1:{evil.server_port}/actions/T/1/x",
        }
        signed(office, pressed)
        assert evil.received == []
        # Slack's own is answered at, so the press itself is one that is answered.
        own = f"{office.slack.url}/actions/{TEAM_ID}/none"
        signed(office, {**pressed, "response_url": own})
    after = [call.method for call in office.slack.calls].count("response_url")
    assert after == before + 1


def signed(office: Office, payload: dict[str, Any]) -> None:
    """Send a payload as only Slack can."""
    body, now = urlencode({"payload": json.dumps(payload)}), str(int(office.clock().timestamp()))
    verifier = SignatureVerifier(office.slack.signing_secret)
    signature = verifier.generate_signature(timestamp=now, body=body)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": signature or "",
    }
    answer = httpx.post(f"{office.url}/slack/events", content=body, headers=headers)
    assert answer.status_code == 200


def test_in_the_owners_own_messages_the_whole_link_is_there(office: Office) -> None:
    answer_with(office, session_url="https://zoom.us/j/1?pwd=hush")
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", "/session tomorrow 2pm Pacific")
    screen.fill("Title", "Mine").fill("Post card in", "").submit()
    card = ana.wait_for_message("@app", "Mine").wait_for_text("Confirmed")
    assert urls(card) == ["https://zoom.us/j/1?pwd=hush"]


@pytest.mark.parametrize(
    "link", [link for link in HOSTILE if "\ud800" not in link], ids=lambda link: ascii(link)[:50]
)
def test_what_was_stored_before_shows_no_link_either(link: str) -> None:
    kept = a_booking(state=State.CONFIRMED, card=PUBLIC, booked=an_answer()).model_dump(mode="json")
    kept["booked"] |= {"join_url": link, "zoom_url": link}
    booking = STORED_BOOKING.validate_python(kept)
    assert isinstance(booking, Booking)
    assert booking.join_url is None
    shown = str(cards.blocks(booking, here=Visibility.DIRECT))
    assert "'url'" not in shown
    assert "Join" not in cards.fallback(booking, here=Visibility.DIRECT).replace("no join link", "")
    assert b"\nURL" not in calendar_file(booking, now=NOW, sequence=1)
    held = an_appointment(state=State.CONFIRMED).model_dump(mode="json")
    held["booked"] = {"id": "a-1", "join_url": link}
    appointment = STORED_BOOKING.validate_python(held)
    assert isinstance(appointment, Booking)
    assert appointment.join_url is None
    sent = an_agent(state=State.CONFIRMED).model_dump(mode="json")
    sent |= {"dashboard": link}
    sent["call"]["join_url"] = link
    agent = STORED_BOOKING.validate_python(sent)
    owner = Actor(team=TEAM, user=OWNER)
    text = json.dumps(show.draw(agent, actor=owner, now=NOW, history=[], choices={}))
    assert agents.NO_CALL_LINK in text
    assert link not in text or not link.strip()


@pytest.mark.parametrize("user", [OWNER, STRANGER])
@pytest.mark.parametrize("title", ["😀" * 3000, "&<>" * 1000, "x" * 40_000])
def test_no_title_and_no_link_is_too_long_for_a_calendar(title: str, user: str) -> None:
    booking = a_booking(
        state=State.CONFIRMED, booked=an_answer(join_url="https://a.b/" + "é".encode().hex() * 740)
    )
    booking = booking.with_(session=booking.session.model_copy(update={"title": title}))
    link = booking.link_at(Visibility.DIRECT if user == OWNER else Visibility.PUBLIC)
    assert len(add_to_calendar.google(booking, link=link)) <= LONGEST_URL
    assert len(add_to_calendar.outlook(booking, link=link)) <= LONGEST_URL
    check_view(add_to_calendar.draw(booking, link=link, file=None))
    blocks = cards.blocks(booking, here=Visibility.PUBLIC)
    check_message(blocks)
    assert "https://a.b" not in str(blocks[1]), "cut off, it leads elsewhere"
