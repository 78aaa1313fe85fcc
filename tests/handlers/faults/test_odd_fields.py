"""What Docket does not need may be odd in Prevail's answers: a success stays one, asked for once."""

import json
from typing import Any

import pytest
from flask import Response

from sandbox.http_server import json_response
from sandbox.providers.faults import Call, Respond
from tests.handlers.conftest import StartOffice
from tests.handlers.session_steps import booked

ODD: tuple[dict[str, Any], ...] = (
    {"provider_specific_details": []},
    {"session_request": {"invites": [{"email": None, "phone": "+15550100"}]}},
    {"id": "req_8f3a"},
    {"remote_session": []},
    {"notice": {"unheard": "of"}, "session_details": None},
)


def answering(odd: dict[str, Any]) -> Respond:
    """Have what is asked for done, and every request in the answer say something odd."""

    def respond(call: Call) -> Response:
        answer = call.proceed()
        said = json.loads(answer.data)
        for row in said.get("requests", []):
            row.update(odd)
        return json_response(answer.status_code, said)

    return respond


@pytest.mark.parametrize("odd", ODD, ids=str)
@pytest.mark.parametrize(("self_service", "until"), [(True, "Confirmed"), (False, "Requested")])
def test_it_is_booked_once(
    start_office: StartOffice, odd: dict[str, Any], self_service: bool, until: str
) -> None:
    office = start_office(prevail_self_service=self_service)
    office.prevail.faults.intercept(answering(odd), times=99)
    booked(office, until=until)
    assert len(office.sessions) == 1
    assert [request.method for request in office.prevail.received].count("POST") == 1
