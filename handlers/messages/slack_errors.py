"""What Slack's error codes mean for a person: why something was not posted, or not sent to somebody."""

import re

from bot.scheduling.model.record import FailureReason
from handlers.ui.blocks import escape

_NOT_IN = "Docket isn't in that channel. Invite it with `/invite @Docket`."
_ARCHIVED = "That channel is archived."
_DEACTIVATED = "That Slack account is deactivated."
_TOO_MUCH = "Slack isn't accepting more messages there for now."
_GONE = "Its card isn't there anymore."
_NOT_ALLOWED = "Slack doesn't let Docket do this anymore ({code}). Tell your Docket administrator."
_NOT_ACCEPTED = "Slack didn't accept it for a whole day ({code})."
_FAULT = "Something went wrong in Docket. Your Docket administrator can find out why in its log."
_TAB_OFF = "Docket's direct messages are turned off. A Slack admin can turn on its Messages tab."
_SAID = "Slack said: {code}."
_NOT_TO_THEM = "Slack doesn't let Docket message them ({code})."

_EVERYWHERE = {
    "account_inactive": _DEACTIVATED,
    "fatal_error": _NOT_ACCEPTED,
    "internal_error": _NOT_ACCEPTED,
    "invalid_auth": _NOT_ALLOWED,
    "missing_scope": _NOT_ALLOWED,
    "messages_tab_disabled": _TAB_OFF,
    "no_answer": _NOT_ACCEPTED,
    "not_authed": _NOT_ALLOWED,
    "rate_limited": _TOO_MUCH,
    "ratelimited": _TOO_MUCH,
    "request_timeout": _NOT_ACCEPTED,
    "service_unavailable": _NOT_ACCEPTED,
    "token_expired": _NOT_ALLOWED,
    "token_revoked": _NOT_ALLOWED,
    "unreachable": _NOT_ACCEPTED,
    "unreadable_answer": _NOT_ACCEPTED,
    "user_disabled": _DEACTIVATED,
    FailureReason.INTERNAL: _FAULT,
}
_IN_CHANNELS = {
    "channel_not_found": _NOT_IN,
    "is_archived": _ARCHIVED,
    "is_inactive": _ARCHIVED,
    "message_not_found": _GONE,
    "not_in_channel": _NOT_IN,
}
_TO_PEOPLE = (
    "cannot_dm_bot",
    "channel_not_found",
    "is_archived",
    "is_inactive",
    "not_in_channel",
    "restricted_action",
    "user_not_found",
)
_STATUS = re.compile(r"http_\d+")


def why_not_posted(code: str) -> str:
    """Say why something isn't in its channel, by Slack's code or Docket's own for no answer; mrkdwn."""
    if code.startswith("restricted_action"):
        return "Only some people may post in that channel."
    return _written(_IN_CHANNELS.get(code) or _everywhere(code), code)


def why_not_sent(code: str) -> str:
    """Say why a direct message didn't reach somebody, by the same codes; mrkdwn."""
    about_them = code.startswith(_TO_PEOPLE)
    return _written(_NOT_TO_THEM if about_them else _everywhere(code), code)


def _everywhere(code: str) -> str:
    return _NOT_ACCEPTED if _STATUS.fullmatch(code) else _EVERYWHERE.get(code, _SAID)


def _written(sentence: str, code: str) -> str:
    return sentence.format(code=escape(code))
