"""Every fault of Slack when a form is to be opened: who asked for it reads why, and what to do."""

from collections.abc import Iterator

import pytest

from sandbox.slack import Fault
from tests.handlers.conftest import Office, last_whisper, office_with

LATE = "Slack took too long to open the form. "
CODE = "Slack couldn't show the form ({}), so nothing was changed. "
NOT_ALLOWED = "doesn't let Docket show forms anymore ({}), so nothing was changed. Tell your Docket"
ERRORS = {
    LATE: ("internal_error", "fatal_error", "expired_trigger_id", "ratelimited"),
    CODE: (
        "channel_not_found",
        "invalid_blocks",
        "msg_too_long",
        "restricted_action",
        "view_too_large",
    ),
    NOT_ALLOWED: ("account_inactive", "invalid_auth", "missing_scope", "token_revoked"),
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office_with(tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.mark.parametrize(
    ("said", "error"), [(said, error) for said, errors in ERRORS.items() for error in errors]
)
def test_a_form_that_slack_refuses_is_said(office: Office, said: str, error: str) -> None:
    office.slack.misbehave("views.open", Fault.ERROR, error=error)
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", "/session tomorrow 2pm")
    assert not screen.is_open
    assert said.format(error) in last_whisper(ana)


@pytest.mark.parametrize("fault", [Fault.DROP, Fault.HTML, Fault.RATE_LIMITED, Fault.SERVER_ERROR])
def test_a_form_that_got_lost_is_said(office: Office, fault: Fault) -> None:
    office.slack.misbehave("views.open", fault)
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", "/session tomorrow 2pm")
    assert not screen.is_open
    assert "ry again." in last_whisper(ana)
