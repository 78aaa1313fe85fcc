"""What differs between a session of ours and somebody else's."""

from typing import Any

import pytest

from tests.scheduling.jobs.prevail.strangers import DIFFERENT


@pytest.fixture(params=DIFFERENT)
def different(request: pytest.FixtureRequest) -> dict[str, Any]:
    """In what somebody else's session differs."""
    return dict(request.param)
