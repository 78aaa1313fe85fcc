"""What was accepted for Cronofy survives the process: agents, calendar actions, and what follows."""

from sandbox.providers.cronofy import CALENDAR
from tests.deployment import Deployment
from tests.durability.forms import HERE, open_form, send

CALL = "https://zoom.example/j/123?pwd=s3cret"
SECONDS = 15.0
SECRETS = ("s3cret", "harbor-reporting", "sandbox-cronofy")


def test_after_a_kill_what_may_be_repeated_is_and_what_may_not_is_said(
    deployment: Deployment,
) -> None:
    slack, cronofy = deployment.slack, deployment.cronofy
    ana = slack.person("Ana Reyes")
    with deployment.serving() as bot:
        cronofy.faults.set("hang_after", times=3)
        for number, line in enumerate((f"{CALL} tomorrow 2pm", CALL), start=1):
            send(open_form(ana, f"/agent {line}"))
            cronofy.wait_for(lambda n=number: len(cronofy.received) == n)  # type: ignore[misc] # mypy reads no defaults here
        send(open_form(ana, f"/agent delete {CALENDAR} evt_kickoff"))
        cronofy.wait_for(lambda: len(cronofy.received) == 3)
        ana.wait_for_message(HERE, "Sending…")
        bot.kill()
    cronofy.faults.clear()
    with deployment.serving() as bot:
        ana.viewer.timeout = SECONDS
        ana.wait_for_message(HERE, "The agent will join automatically")
        ana.wait_for_message(HERE, "Check the call for an agent")
        ana.wait_for_message("@app", "event evt_kickoff").wait_for_text("Done.")
        assert len([agent for agent in cronofy.provider.agents if agent.scheduling_key]) == 1
        assert len([agent for agent in cronofy.provider.agents if not agent.scheduling_key]) == 1
        assert not any(secret in bot.log for secret in SECRETS)
