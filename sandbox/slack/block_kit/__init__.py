"""Block Kit's documented limits, as models: what Slack would refuse is refused with its words."""

from sandbox.slack.block_kit.checks import check_message, check_view, elements_of

__all__ = ["check_message", "check_view", "elements_of"]
