"""/session cancel: asks once, announces, and keeps the reason where it belongs."""

from tests.handlers.conftest import Office, StartOffice, labels, last_whisper
from tests.handlers.session_steps import booked, ref_of
from tests.waiting import wait_until


def test_canceling_is_announced_in_both_channels_and_ends_the_card(office: Office) -> None:
    card = booked(office, Case="123")
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/session cancel {ref_of(card)}")
    assert screen.title == f"Cancel {ref_of(card)}?"
    assert screen.submit_text == "Cancel session"
    screen.submit()
    announced = ana.wait_for_message("#docket-announcements", "@Ana Reyes canceled")
    assert "Deposition of Jane Doe (123)" in announced.text
    assert "2:00 PM P" in announced.text
    assert ref_of(card) in announced.text
    ana.wait_for_message("#depositions", "@Ana Reyes canceled")
    card.wait_for_text("Canceled")
    assert labels(card) == ["Book again", "Day 2", "More"]
    assert "https://" not in card.text
    assert card.wait_for_reply("@Ana Reyes canceled")
    assert office.sessions[0].state == "canceled"


def test_prevail_mails_everybody_unless_told_not_to(office: Office) -> None:
    first = booked(office, title="With mail", Invitees="ruiz@firm.example")
    first.press("Cancel session").submit()
    first.wait_for_text("Canceled")
    mails = len(office.prevail.provider.emails)
    assert mails == 2, "one for the invitation, one for the cancellation"
    second = booked(office, title="No mail", Invitees="ruiz@firm.example")
    second.press("Cancel session").fill("Notifications", []).submit()
    second.wait_for_text("Canceled")
    assert len(office.prevail.provider.emails) == mails + 1


def test_the_reason_stays_with_the_owner_unless_it_may_be_told(office: Office) -> None:
    ana, carla = office.person("Ana Reyes"), office.person("Carla Stein")
    card = booked(office, title="Kept quiet")
    card.press("Cancel session").fill("Reason", "She fell ill").submit()
    quiet = ana.wait_for_message("#docket-announcements", "Kept quiet")
    assert "ill" not in quiet.text
    assert not any("fell ill" in m.text for m in carla.messages("#depositions"))
    again = booked(office, title="Told")
    again.press("Cancel session").fill("Reason", "Settled & <done>").fill(
        "Notifications", ["Include the reason in the announcement"]
    ).submit()
    told = ana.wait_for_message("#docket-announcements", "Told")
    assert "Reason: “Settled & <done>”" in told.text
    assert "<done>" not in told.source.text


def test_an_owner_hears_of_somebody_elses_cancellation_with_the_reason(office: Office) -> None:
    card = booked(office)
    carla = office.person("Carla Stein")
    carla.command("#depositions", f"/session cancel {ref_of(card)}").fill(
        "Reason", "Court closed"
    ).submit()
    told = office.person("Ana Reyes").wait_for_message("@app", "@Carla Stein canceled")
    assert "Court closed" in told.text


def test_keeping_it_changes_nothing(office: Office) -> None:
    card = booked(office)
    card.press("Cancel session").close()
    wait_until(office.is_idle)
    assert office.sessions[0].state == "ready"
    assert "Confirmed" in card.text


def test_somebody_else_is_refused(office: Office) -> None:
    ben = office.person("Ben Okafor")
    card = booked(office)
    ben.command("#depositions", f"/session cancel {ref_of(card)}")
    assert " can change " in last_whisper(ben)
    assert not ben.screen.is_open


def test_twice_is_once(office: Office) -> None:
    card = booked(office)
    ana = office.person("Ana Reyes")
    screen = card.press("Cancel session")
    view = screen._view()
    screen.submit()
    card.wait_for_text("Canceled")
    office.slack.client.submit(ana.id, view=view)
    ana.command("#depositions", f"/session cancel {ref_of(card)}")
    assert "already canceled" in last_whisper(ana)
    patches = [r for r in office.prevail.received if r.path.endswith("/cancel")]
    assert len(patches) == 1


def test_an_unknown_reference_is_said(office: Office) -> None:
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/session cancel S-0000")
    assert "Docket has no session “S-0000”" in last_whisper(ana)


def test_what_is_only_requested_cannot_be_canceled_yet(start_office: StartOffice) -> None:
    office = start_office(prevail_self_service=False)
    card = booked(office, until="Requested")
    ana = office.person("Ana Reyes")
    ana.command("#depositions", f"/session cancel {ref_of(card)}")
    assert "Prevail's team hasn't scheduled it" in last_whisper(ana)


def test_the_announcement_in_a_shared_channel_says_type_and_time_only(office: Office) -> None:
    ana = office.person("Ana Reyes")
    screen = ana.command("#shared-with-acme", "/session tomorrow 2pm Pacific")
    screen.fill("Title", "Privileged").submit()
    card = ana.wait_for_message("#shared-with-acme", "2:00 PM P").wait_for_text("Confirmed")
    card.press("Cancel session").fill("Reason", "Settled").fill(
        "Notifications", ["Include the reason in the announcement"]
    ).submit()
    said = ana.wait_for_message("#shared-with-acme", "was canceled")
    for private in ("Privileged", "Settled", "Ana"):
        assert private not in said.text


def test_a_private_sessions_title_stays_out_of_the_announcements(office: Office) -> None:
    ana = office.person("Ana Reyes")
    card = booked(office, channel="#smith-v-jones", title="Privileged")
    card.press("Cancel session").submit()
    said = ana.wait_for_message("#docket-announcements", ref_of(card))
    assert "Privileged" not in said.text
    ana.wait_for_message("#smith-v-jones", "@Ana Reyes canceled Privileged")
