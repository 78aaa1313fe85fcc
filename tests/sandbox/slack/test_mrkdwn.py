"""Message text as a person reads it."""

import pytest

from sandbox.slack import Slack, mrkdwn
from sandbox.slack.people import ANA, BEN, DEV

# Thu 28 January 2027, 09:30:00 UTC
STAMP = 1801128600


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("*bold* _italic_ ~struck~ `code`", "bold italic struck code"),
        ("snake_case_stays and 2*3*4 too", "snake_case_stays and 2*3*4 too"),
        ("<https://x.y|label> <https://x.y>", "label https://x.y"),
        ("<mailto:a@b.c|a@b.c>", "a@b.c"),
        ("<@U07BENOKAFR> in <#C07DEPOSITN>", "@Ben Okafor in #depositions"),
        ("<!channel> and &lt;!channel&gt;", "@channel and <!channel>"),
        ("&amp;lt;", "&lt;"),
        ("<!date^nonsense^{date}|fallback>", "fallback"),
    ],
)
def test_tokens_become_words(empty_slack: Slack, text: str, read: str) -> None:
    assert mrkdwn.plain(empty_slack.workspace, text, viewer=ANA) == read


@pytest.mark.parametrize(
    ("form", "read"),
    [
        ("{date_num}", "2027-01-28"),
        ("{date_short}", "Jan 28, 2027"),
        ("{date_long}", "Thursday, January 28th, 2027"),
        ("{date_long_full} at {time}", "Thursday, January 28th, 2027 at 1:30 AM"),
        ("{time_secs}", "1:30:00 AM"),
        ("{unknown}", "{unknown}"),
    ],
)
def test_dates_are_read_in_the_viewers_zone(empty_slack: Slack, form: str, read: str) -> None:
    # Far from this date on either side, so that Slack writes the year out.
    empty_slack.workspace.clock = lambda: STAMP - 300 * 86_400
    text = f"<!date^{STAMP}^{form}|fallback>"
    assert mrkdwn.plain(empty_slack.workspace, text, viewer=ANA) == read


def test_every_viewer_reads_their_own_time(empty_slack: Slack) -> None:
    empty_slack.workspace.clock = lambda: STAMP - 86_400
    text = f"<!date^{STAMP}^{{date_long_pretty}} at {{time}}, {{ago}}|x>"
    read = [mrkdwn.plain(empty_slack.workspace, text, viewer=p) for p in (ANA, BEN, DEV)]
    assert read == [
        "tomorrow at 1:30 AM, in 1 day",
        "tomorrow at 4:30 AM, in 1 day",
        "tomorrow at 9:30 AM, in 1 day",
    ]
