"""What compose.yml, the Dockerfile and the proxy's settings say is what Docket and README.md say."""

import re
from datetime import timedelta
from typing import Any

import yaml

from bot.settings import Settings
from bot.web.http_server import MOST_CONNECTIONS, TIMEOUT_SECONDS
from bot.web.wsgi_app import LARGEST_BODY
from bot.worker import STOP_WITHIN
from tests.process import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
DOCKETS = {name: each for name, each in SERVICES.items() if name.startswith("docket-")}
CADDYFILE = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
# waitress ends its threads within this before the workers end theirs.
SERVER_STOPS_WITHIN = timedelta(seconds=5)


def lines(text: str) -> set[str]:
    """Return the lines of a proxy's settings that say something."""
    stripped = (line.strip() for line in text.splitlines())
    return {line for line in stripped if line not in {"", "}"} and not line.startswith("#")}


def test_three_processes_share_one_database_and_nothing_else() -> None:
    assert len(DOCKETS) == 3
    for docket in DOCKETS.values():
        names = {name.lower() for name in docket["environment"]}
        assert names <= Settings.model_fields.keys()
        assert docket["environment"]["DATABASE_URL"].startswith("postgresql://docket:${")
        assert docket["depends_on"] == {"database": {"condition": "service_healthy"}}
        assert "volumes" not in docket
    assert SERVICES["database"]["volumes"] == ["database:/var/lib/postgresql/data"]


def test_a_process_has_time_to_finish_and_files_for_its_connections() -> None:
    for docket in DOCKETS.values():
        grace = timedelta(seconds=int(docket["stop_grace_period"].removesuffix("s")))
        assert grace > STOP_WITHIN + SERVER_STOPS_WITHIN
        assert docket["ulimits"]["nofile"] > 2 * MOST_CONNECTIONS


def test_requests_go_to_every_process_that_answers() -> None:
    (upstreams,) = re.findall(r"reverse_proxy (.+) {", CADDYFILE)
    (port,) = {docket["environment"]["PORT"] for docket in DOCKETS.values()}
    assert sorted(upstreams.split()) == sorted(f"{name}:{port}" for name in DOCKETS)
    assert "health_uri /livez" in lines(CADDYFILE)
    for docket in DOCKETS.values():
        assert "/readyz" in docket["healthcheck"]["test"][-1]


def test_the_proxy_is_set_as_the_readme_says_and_as_docket_needs() -> None:
    (named,) = re.findall(r"^Caddy:\n\n```\n(.+?)^```", README, re.DOTALL | re.MULTILINE)
    of_one_machine = {"docket.your-firm.example {", "reverse_proxy 127.0.0.1:3000 {"}
    assert lines(named) - of_one_machine <= lines(CADDYFILE)
    assert f"read_body {TIMEOUT_SECONDS:.0f}s" in lines(CADDYFILE)
    assert f"max_size {LARGEST_BODY // 1_000_000}MB" in lines(CADDYFILE)
    (answers_within,) = re.findall(r"response_header_timeout (\d+)s", CADDYFILE)
    assert int(answers_within) > TIMEOUT_SECONDS
    assert f"proxy_read_timeout {answers_within}s;" in README


def test_no_secret_stands_in_a_file_and_no_process_is_root() -> None:
    for service in SERVICES.values():
        for name, value in service["environment"].items():
            if re.search("PASSWORD|TOKEN|SECRET|KEY", name):
                assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", value)
    assert re.search(r"^USER docket$", DOCKERFILE, re.MULTILINE)
    assert DOCKERFILE.count("--require-hashes") == 2
    installs = re.findall(r"pip install .+", DOCKERFILE)
    assert all("--require-hashes" in each or "--no-deps" in each for each in installs)
