"""After an update of the zone data what is booked ahead goes by the new law, at its provider too, once."""

from datetime import UTC, datetime
from pathlib import Path

from tests.deployment import Deployment
from tests.durability.forms import HERE, open_form, send
from tests.process import Process
from tests.zone_folders import make_zone_data

CALL = "https://zoom.example/j/123"
YEAR = datetime.now(UTC).year + 1
BY_TEN, BY_ELEVEN = (datetime(YEAR, 1, 15, hour, tzinfo=UTC) for hour in (17, 18))


def zone_data(folder: Path, *, version: str = "") -> dict[str, str]:
    """The settings of a machine whose zone data has Vancouver by the clocks of before 2026."""
    return {"PYTHONTZPATH": str(make_zone_data(folder, version=version))}


def test_new_law_moves_what_providers_hold_and_is_told_once(
    deployment: Deployment, tmp_path: Path
) -> None:
    slack, cronofy, prevail = deployment.slack, deployment.cronofy, deployment.prevail
    ana = slack.person("Ana Reyes")
    ana.viewer.timeout = 20.0
    at = f"Jan 15 {YEAR} 10am Vancouver"
    with deployment.serving(**zone_data(tmp_path / "old")) as bot:
        send(open_form(ana, f"/agent {CALL} {at}"))
        send(open_form(ana, f"/agent {CALL} Jan 15 {YEAR} 10am Chicago"))
        send(open_form(ana, f"/session new {at}").fill("Title", "Ruiz depo"))
        ana.wait_for_message(HERE, "Ruiz depo").wait_for_text("Confirmed")
        cronofy.wait_for(lambda: len(cronofy.provider.agents) == 2)
        assert prevail.provider.sessions[0].start == BY_TEN
        assert prevail.provider.sessions[0].remote.time_zone == "Arizona"
        bot.kill()
    newer = zone_data(tmp_path / "new", version="2199a")
    prevail.faults.set("hang_after", method="PATCH")
    cronofy.faults.set("hang_after")
    asked = len(cronofy.received)
    with deployment.serving(**newer) as bot:
        prevail.wait_for(lambda: any(call.method == "PATCH" for call in prevail.received))
        cronofy.wait_for(lambda: len(cronofy.received) == asked + 1)
        bot.kill()
    with deployment.serving(**newer) as bot:
        ana.wait_for_message("@app", "Ruiz depo").wait_for_text("1 hour later than before")
        cronofy.wait_for(lambda: cronofy.provider.agents[0].join_time == BY_ELEVEN)
        assert prevail.provider.sessions[0].start == BY_ELEVEN
        ana.wait_for_message("@app", "Meeting agent")
        bot.kill()
    assert cronofy.provider.agents[1].join_time == datetime(YEAR, 1, 15, 16, tzinfo=UTC)
    assert sum("time change rules" in shown.text for shown in ana.messages("@app")) == 2
    told, asked = len(ana.messages("@app")), len(cronofy.received)
    with deployment.serving(**newer) as bot:
        send(open_form(ana, f"/agent {CALL} Jan 16 {YEAR} 10am Chicago"))
        cronofy.wait_for(lambda: len(cronofy.provider.agents) == 3)
        bot.kill()
    assert (len(ana.messages("@app")), len(cronofy.received)) == (told, asked + 1)
    older = Process("serve", folder=tmp_path, environment=deployment.environment | {"PORT": "0"})
    assert older.wait() == 1
    assert "Update the tzdata package" in older.log
    assert (len(ana.messages("@app")), len(cronofy.received)) == (told, asked + 1)
