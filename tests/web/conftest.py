"""One office for all requests of a file, with its front door."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from tests.handlers.conftest import Office, answering, office_with
from tests.handlers.session_steps import booked
from tests.web.wsgi_client import RequestRecorder, WsgiClient


@pytest.fixture(scope="module")
def lasting_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Start one office for all requests that should change nothing, many of which no Slack sends."""
    with office_with(tmp_path_factory.mktemp("office"), forged=True) as office:
        yield office


@pytest.fixture(scope="module")
def client(lasting_office: Office) -> WsgiClient:
    return WsgiClient(lasting_office)


@pytest.fixture(scope="module")
def recorder(lasting_office: Office) -> RequestRecorder:
    """Hear what is said while a session is booked and nearly moved, an agent sent, and so on."""
    office = lasting_office
    recorder = RequestRecorder(office.running.wsgi_app)
    with answering(recorder) as url:  # type: ignore[arg-type] # it answers as the front does
        office.slack.connect(f"{url}/slack/events")
        card = booked(office)
        ana = office.person("Ana Reyes")
        card.press("Move").type("When", "tomorrow 3pm")
        ana.screen.close()
        ana.command("#depositions", "/agent").type("When", "tomorrow 3pm")
        ana.screen.fill("Join link", "https://zoom.example/j/1").submit()
        ana.command("#depositions", "/agent delete cal_1 event-1").submit()
        ana.command("#depositions", "/appointment").type("When", "tomorrow 3pm")
        ana.screen.fill("Event type", str(UUID(int=1))).fill("Invitee email", "p@q.example")
        ana.screen.fill("First name", "P").fill("Last name", "Q").submit()
        card.press("Cancel session").submit()
        card.press("More")
        ana.command("#depositions", "/session help")
    return recorder
