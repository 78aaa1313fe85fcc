"""A stand-in for Slack: the Web API, a page to use it with, and signed requests to the bot."""

from sandbox.slack.channels import Change
from sandbox.slack.faults import Fault
from sandbox.slack.server import RESPONSE_TIMEOUT, Slack

__all__ = ["RESPONSE_TIMEOUT", "Change", "Fault", "Slack"]
