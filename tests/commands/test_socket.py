"""docket socket: the same Docket, over a line that it opens itself."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from sandbox.providers import Prevail, start
from sandbox.slack import Slack
from sandbox.slack.payloads import command
from sandbox.slack.people import ACME, ANA


def test_a_session_is_booked_over_socket_mode_without_a_signing_secret(tmp_path: Path) -> None:
    with Slack() as slack, start(Prevail()) as prevail:
        settings = {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_SIGNING_SECRET": "",
            "SLACK_API_URL": slack.api_url,
            "DATABASE_URL": f"sqlite:///{tmp_path}/docket.db",
            "PREVAIL_BASE_URL": prevail.base_url,
            "PREVAIL_API_KEY": prevail.provider.api_key,
            "PREVAIL_COMPANY_ID": prevail.provider.company_id,
        }
        with subprocess.Popen(
            [sys.executable, "-m", "bot", "socket"], env=os.environ | settings
        ) as bot:
            try:
                slack.wait_for_connection(within=30)
                ana = slack.person("Ana Reyes")
                screen = ana.command("#depositions", "/session tomorrow 2pm")
                screen.fill("Title", "Over the line").submit()
                ana.wait_for_message("#depositions", "Over the line").wait_for_text("Confirmed")
                evil = replace(ANA, company=replace(ACME, team_id="T0EVIL"))
                place = slack.workspace.channel_named("depositions")
                form = command(
                    evil,
                    channel=place,
                    command="/session",
                    text="list",
                    trigger_id="1.2",
                    response_url="",
                )
                said = slack.client._delivery.command(form).text
                assert "Only people in Harbor Reporting" in said
                assert "Over the line" not in said
            finally:
                bot.terminate()
                assert bot.wait(timeout=20) == 0
