"""Nothing is sent to a provider for a job that another process may have taken."""

from contextlib import closing

from bot.providers.transport import Transport
from tests.lost_leases import nothing_arrives, send_without_lease


def test_a_provider_is_asked_for_nothing_by_whom_the_lease_was_taken_from() -> None:
    with nothing_arrives() as url, closing(Transport("Prevail", base_url=url)) as prevail:
        send_without_lease(lambda: prevail.change("POST", "sessions", headers={}, body={}))
