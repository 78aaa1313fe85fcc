"""/appointment: booking, as somebody in a clinic does it."""

from tests.handlers.conftest import Office
from tests.handlers.making_appointments import booked_for, consultation, free


def test_an_appointment_is_booked_and_its_card_is_in_the_persons_own_messages(
    office: Office,
) -> None:
    start = free(office)
    card = booked_for(office, start=start)
    (held,) = office.appointments
    assert held.start == start
    assert held.form.event_type_id == consultation(office).id
    assert "Telehealth appointment" in card.text
    assert card.button("Join").url.startswith("https://meet.example/")
