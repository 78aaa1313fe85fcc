"""/session: scheduling, as a coordinator does it."""

import re

import pytest

from sandbox.slack.person import Shown
from sandbox.slack.workspace import View
from tests.builders import NOW
from tests.handlers.conftest import Office, StartOffice, labels, last_whisper
from tests.handlers.session_steps import SESSION_BUTTONS, booked, ref_of


def test_a_session_is_booked_and_its_card_carries_the_join_link(office: Office) -> None:
    card = booked(office, Case="123-doe-v-acme")
    (session,) = office.sessions
    assert session.remote.title == "Deposition of Jane Doe"
    assert session.remote.case == "123-doe-v-acme"
    assert session.remote.start_time == "02:00 PM"
    assert session.remote.time_zone == "Pacific Time (US & Canada)"
    assert session.url in card.text
    join = card.button("Join")
    assert join.url == session.url
    assert "Case 123-doe-v-acme" in card.text
    assert "Owner @Ana Reyes" in card.text
    assert labels(card) == SESSION_BUTTONS


def test_the_card_reads_alone_for_screen_readers_and_notifications(office: Office) -> None:
    card = booked(office)
    assert card.fallback.startswith("Deposition of Jane Doe, ")
    assert "2:00 PM PST" in card.fallback or "2:00 PM PDT" in card.fallback
    assert ref_of(card) in card.fallback
    assert "Confirmed" in card.fallback
    assert "Join: https://" in card.fallback


def test_everything_the_form_asks_reaches_prevail(office: Office) -> None:
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", "/session")
    for label, value in {
        "Title": "Doe v. Acme",
        "Case": "77",
        "When": "tomorrow 9:30am ET",
        "Duration": "1 hr 15 min",
        "Deponent name": "Jane Doe",
        "Deponent email": "jane@doe.example",
        "Role": "Witness",
        "Invitees": "Ruiz <ruiz@firm.example>; kim@firm.example",
        "Hosts": "host@firm.example",
        "Languages": "Spanish",
        "Interpreter": "Certified",
        "Preferred manager": "Lee",
        "Video provider": "Zoom",
        "Link name": "Doe v Acme",
        "Notes": "Bring exhibits",
    }.items():
        screen.fill(label, value)
    screen.submit()
    assert screen.errors == {}
    ana.wait_for_message("#depositions", "Confirmed")
    (session,) = office.sessions
    assert session.remote.remote_session_id == "doe-v-acme"
    assert session.remote.estimated_duration == 1.25
    assert session.remote.start_time == "09:30 AM"
    assert session.remote.time_zone == "Eastern Time (US & Canada)"
    assert (session.deponent.name, session.deponent.email) == ("Jane Doe", "jane@doe.example")
    assert session.deponent.role == "witness"
    assert session.access["host@firm.example"] == "host"
    assert session.access["ruiz@firm.example"] == "participant"
    assert session.details.languages == "Spanish"
    assert session.details.interpreter == "Certified"
    assert session.details.preferred_manager == "Lee"
    assert session.details.additional_details == "Bring exhibits"
    assert session.details.video_provider == "zoom_meeting"
    assert session.details.session_type == "remote_deposition"


def test_the_form_says_the_persons_time_zone_and_the_channel(office: Office) -> None:
    screen = office.person("Ben Okafor").command("#general", "/session")
    assert screen.field("Time zone").value == "Eastern Time (US & Canada) · America/New York"
    assert screen.field("Post card in").value == "#general"
    assert [field.label for field in screen.fields if not field.optional] == [
        "Title",
        "When",
        "Duration",
        "Time zone",
        "Role",
        "Video provider",
        "Session type",
    ]


def test_a_time_without_a_zone_is_the_persons_own(office: Office) -> None:
    booked(office, by="Ben Okafor", when="tomorrow 2pm")
    assert office.sessions[0].remote.time_zone == "Eastern Time (US & Canada)"


def test_another_zone_chosen_counts_for_a_time_without_one(office: Office) -> None:
    booked(office, when="tomorrow 2pm", Time_zone="Hawaii")
    assert office.sessions[0].remote.time_zone == "Hawaii"


def test_the_reading_appears_as_the_time_is_typed(office: Office) -> None:
    screen = office.person("Ana Reyes").command("#depositions", "/session")
    screen.fill("Title", "Kept while typing")
    screen.type("When", "tomorrow 1pm Eastern")
    screen.wait_for_text("1:00 PM E")
    screen.wait_for_text("your time: 10:00 AM P")
    screen.type("When", "tomorrow 1pm Eastern for 90 minutes")
    screen.wait_for_text("1 hr 30 min")
    assert screen.field("Duration").value == "1 hr 30 min"
    assert screen.field("Title").value == "Kept while typing"
    screen.type("When", "the 45th of Nevermber")
    assert not any("1:00 PM" in text for text in screen.texts)


def test_a_time_with_two_readings_is_asked_about_with_buttons(office: Office) -> None:
    ben = office.person("Ben Okafor")
    screen = ben.command("#depositions", "/session 3/4/2027 2pm IST")
    assert len(screen.buttons) >= 2
    wanted = screen.buttons[0].text
    screen.fill("Title", "Asked about")
    screen.submit()
    assert "When" in screen.errors, "a doubtful time is never booked"
    assert screen.field("Title").value == "Asked about"
    screen.press(wanted)
    assert screen.field("When").value == "Thu, Mar 4, 2027, 2:00 PM IST Kolkata (UTC+5:30)"
    screen.submit()
    ben.wait_for_message("#depositions", "Confirmed")
    assert screen.errors == {}


def test_what_is_unusual_about_a_time_is_said_and_it_is_booked(office: Office) -> None:
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", "/session next sunday 5am")
    assert "It's a Sunday. It's before 7:00 AM." in " ".join(screen.texts)
    screen.fill("Title", "At dawn").submit()
    assert screen.errors == {}
    ana.wait_for_message("#depositions", "At dawn")


def test_a_date_alone_is_asked_for_its_time_of_day(office: Office) -> None:
    screen = office.person("Ana Reyes").command("#depositions", "/session tomorrow")
    screen.fill("Title", "When exactly?")
    screen.submit()
    assert "what time?" in screen.errors["When"]


@pytest.mark.parametrize(
    ("label", "value", "said"),
    [
        ("When", "blursday at noon", "blursday"),
        ("When", "yesterday 2pm", "has passed"),
        (
            "Invitees",
            "ruiz@firm, kim@firm.example",
            "“ruiz@firm”: it isn't a complete email address",
        ),
        ("Hosts", "nobody", "“nobody”: it has no email address"),
        ("Deponent email", "jane@", "“jane@”: it isn't a complete email address"),
        ("Link name", "!!!", "letter or digit"),
        ("Link name", "a" * 101, "at most 100 characters"),
        ("Link name", "㎢" * 34, "at most 100 characters"),
    ],
)
def test_what_is_wrong_is_said_under_its_field_and_nothing_typed_is_lost(
    office: Office, label: str, value: str, said: str
) -> None:
    screen = office.person("Ana Reyes").command("#depositions", "/session tomorrow 2pm")
    screen.fill("Title", "Deposition of Jane Doe").fill("Case", "123").fill("Notes", "Exhibits")
    screen.fill(label, value)
    screen.submit()
    assert screen.errors, "the form must not be accepted"
    assert said in " ".join(screen.errors.values())
    assert screen.field(label).value == value
    assert screen.field("Case").value == "123"
    assert screen.field("Notes").value == "Exhibits"
    assert office.sessions == []


def test_the_deponents_name_and_address_come_together(office: Office) -> None:
    screen = office.person("Ana Reyes").command("#depositions", "/session tomorrow 2pm")
    screen.fill("Title", "Doe").fill("Deponent name", "Jane Doe")
    screen.submit()
    assert list(screen.errors) == ["Deponent email"]
    screen.fill("Deponent name", "").fill("Deponent email", "jane@doe.example")
    screen.submit()
    assert list(screen.errors) == ["Deponent name"]


def test_two_lengths_that_differ_are_asked_about(office: Office) -> None:
    screen = office.person("Ana Reyes").command("#depositions", "/session tomorrow 2pm to 4pm")
    screen.fill("Title", "How long?").fill("Duration", "3 hr")
    screen.submit()
    assert "2 hr" in screen.errors["Duration"]
    assert "3 hr" in screen.errors["Duration"]


def test_a_range_says_the_length(office: Office) -> None:
    booked(office, when="tomorrow 2pm to 4:30pm")
    assert office.sessions[0].remote.estimated_duration == 2.5


def test_a_link_name_of_another_session_is_refused_under_its_field(office: Office) -> None:
    booked(office, Link_name="doe")
    screen = office.person("Ben Okafor").command("#depositions", "/session tomorrow 4pm")
    screen.fill("Title", "Another").fill("Link name", "Doe")
    screen.submit()
    assert list(screen.errors) == ["Link name"]
    assert len(office.sessions) == 1


def sent_once(office: Office, title: str) -> tuple[View, Shown]:
    """Have Ana send a form, and return it as it was sent, with its card."""
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", "/session tomorrow 2pm")
    screen.fill("Title", title)
    view = screen._view()
    screen.submit()
    return view, ana.wait_for_message("#depositions", title).wait_for_text("Confirmed")


def test_the_same_form_sent_twice_books_once(office: Office) -> None:
    ana = office.person("Ana Reyes")
    view, _ = sent_once(office, "Once")
    office.slack.client.submit(ana.id, view=view)
    assert len(office.sessions) == 1
    assert len([m for m in ana.messages("#depositions") if "Once" in m.text]) == 1


def test_who_is_listed_as_what_is_under_more_and_in_the_owners_messages(office: Office) -> None:
    card = booked(office, Hosts="host@firm.example, stranger@firm.example")
    ana = office.person("Ana Reyes")
    ana.wait_for_message("@app", "stranger@firm.example")
    assert "participant" not in card.text
    more = card.press("More").wait_for_text("Prevail added one host as a participant")
    assert "2 invited, 2 as host" in "\n".join(more.texts)
    more.wait_for_text("Hosts whom Prevail lists as participants: stranger@firm.example")
    more.dismiss()
    others = office.person("Ben Okafor").wait_for_message("#depositions", "Confirmed").press("More")
    others.wait_for_text("2 invited, 2 as host")
    assert "stranger@firm.example" not in "\n".join(others.texts)


def test_nothing_private_enters_the_channel(office: Office) -> None:
    deponent = {"Deponent name": "Jane Doe", "Deponent email": "jane@doe.example"}
    invited = {"Invitees": "ruiz@firm.example", "Video_provider": "Zoom"}
    card = booked(office, **deponent, **invited, Notes="She is ill")
    password = office.sessions[0].zoom["password"]
    for private in ("jane@doe.example", "ruiz@firm.example", "She is ill", password):
        assert private not in card.text + card.source.text + str(card.source.blocks)


def test_markup_in_a_title_notifies_nobody_and_draws_nothing(office: Office) -> None:
    title = "<!channel> & <https://evil.example|Prevail> <@U07BENOKAFR>"
    card = booked(office, title=title)
    assert title in card.text
    for sent in (card.source.text, str(card.source.blocks)):
        assert "<!channel>" not in sent
        assert "<https://evil.example" not in sent
        assert "<@U07BENOKAFR>" not in sent


def test_a_title_of_any_length_the_form_allows_fits_the_card(office: Office) -> None:
    card = booked(office, title="&" * 200)
    assert "Confirmed" in card.text


def test_another_channel_may_be_chosen_for_the_card(office: Office) -> None:
    ana = office.person("Ana Reyes")
    screen = ana.command("#general", "/session tomorrow 2pm")
    screen.fill("Title", "Elsewhere").fill("Post card in", "#depositions")
    screen.submit()
    ana.wait_for_message("#depositions", "Elsewhere")
    assert not any("Elsewhere" in message.text for message in ana.messages("#general"))


def test_without_a_channel_the_card_comes_to_the_owners_messages(office: Office) -> None:
    ana = office.person("Ana Reyes")
    screen = ana.command("#general", "/session tomorrow 2pm")
    screen.fill("Title", "Between us").fill("Post card in", "")
    screen.submit()
    ana.wait_for_message("@app", "Between us").wait_for_text("Confirmed")


def test_a_channel_shared_with_another_company_sees_type_time_and_state_only(
    office: Office,
) -> None:
    ana = office.person("Ana Reyes")
    screen = ana.command("#shared-with-acme", "/session tomorrow 2pm Pacific")
    screen.fill("Title", "Privileged").fill("Case", "C-1")
    screen.fill("Deponent name", "Jane Doe").fill("Deponent email", "jane@doe.example")
    screen.submit()
    card = ana.wait_for_message("#shared-with-acme", "2:00 PM P").wait_for_text("Confirmed")
    for private in ("Privileged", "C-1", "Jane Doe", "https://", "Ana"):
        assert private not in card.text + card.source.text + str(card.source.blocks)


def test_without_self_service_the_session_is_requested_and_the_link_follows(
    start_office: StartOffice,
) -> None:
    office = start_office(prevail_self_service=False)
    card = booked(office, until="Requested")
    assert "Prevail's team still has to schedule it" in card.text
    assert office.sessions[0].state == "initial"
    assert not any(button.text == "Join" for button in card.buttons)


def test_without_a_key_the_command_says_who_can_switch_it_on(start_office: StartOffice) -> None:
    office = start_office(prevail_api_key="")
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/session tomorrow 2pm")
    assert "PREVAIL_API_KEY" in last_whisper(ana)


def test_a_field_that_is_emptied_is_no_trouble(office: Office) -> None:
    screen = office.person("Ana Reyes").command("#depositions", "/session tomorrow 2pm")
    screen.type("When", "")
    assert not screen.failure
    assert not any("2:00 PM" in text for text in screen.texts)


def test_the_same_form_with_other_entries_says_what_stands(office: Office) -> None:
    view, card = sent_once(office, "First")
    view.inputs["title"]["title"] = "Second"
    office.slack.client.submit(office.person("Ana Reyes").id, view=view)
    assert f"created {ref_of(card)}" in " ".join(view.errors.values())
    assert len(office.sessions) == 1


def test_names_and_links_in_a_command_are_read_as_they_were_typed(office: Office) -> None:
    screen = office.person("Ana Reyes").command(
        "#depositions", "/session @ben.okafor on #general tomorrow 2pm"
    )
    assert "<" not in screen.field("Title").value


def test_a_length_prevail_cannot_book_is_said_under_its_field(office: Office) -> None:
    screen = office.person("Ana Reyes").command(
        "#depositions", "/session tomorrow 2pm for 50 minutes"
    )
    screen.fill("Title", "Fifty").submit()
    assert "15-minute steps" in screen.errors["Duration"]


def test_a_choice_of_days_asks_for_the_time_of_day_next(office: Office) -> None:
    screen = office.person("Ana Reyes").command("#depositions", "/session")
    weekday = f"{NOW:%A}"
    screen.fill("Title", "Which one?").type("When", weekday)
    choices = [label for label in labels(screen) if label != "More options"]
    assert choices, "today or in a week is asked about"
    screen.press(choices[-1]).submit()
    assert "what time?" in screen.errors["When"]
    assert "12:00 AM" not in screen.errors["When"]


def test_minutes_from_now_are_whole_minutes(office: Office) -> None:
    card = booked(office, when="in 90 minutes")
    assert not re.search(r"\d:\d\d:\d\d", card.text)
