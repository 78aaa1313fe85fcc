"""What whole-system tests share: the office that the tests of handlers work in."""

from tests.handlers.conftest import office, start_office

__all__ = ["office", "start_office"]
