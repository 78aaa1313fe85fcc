"""docket: serve | socket | sandbox | when | understand | doctor | audit | manifest.

And for what is kept: new-key | rotate-keys | forget | copy-database | backup.
"""

import json
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.log import configure, redacted
from bot.scheduling.command_line.as_json import (
    command_json,
    describe,
    describe_time,
    parse_request,
)
from bot.scheduling.command_line.parser import parse_command
from bot.scheduling.command_line.typed_line import first_word
from bot.scheduling.command_line.verbs import VERBS
from bot.settings import Settings
from bot.times import zone_data
from bot.times.moment import utc_now
from bot.times.reading import read
from bot.times.reading.as_json import AnswerRequest, json_lines, read_request, when_json
from bot.times.writing import Reader
from bot.times.zones import is_known

EXAMPLE_URL = "https://docket.example.com"
MANIFEST = Path(__file__).parent.parent / "manifest.yml"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Docket: schedule, move and cancel sessions from Slack."""
    zone_data.choose()


@main.command()
def serve() -> None:
    """Answer Slack over HTTP at /slack/events."""
    settings = _settings("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET")
    # These are imported here so that `docket when` and `--help` start at once.
    from bot.serve import serve_http  # noqa: PLC0415

    serve_http(settings)


@main.command()
def socket() -> None:
    """Answer Slack over Socket Mode: no address of your own is needed."""
    settings = _settings("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")
    from bot.serve import serve_socket  # noqa: PLC0415

    serve_socket(settings)


@main.command()
@click.option(
    "--port", default=8800, show_default=True, help="The page's port; 0 picks a free one."
)
@click.option("--open/--no-open", "open_browser", default=True, help="Open the page in a browser.")
def sandbox(*, port: int, open_browser: bool) -> None:
    """Try everything on this machine: a Slack in the browser and three stand-in providers."""
    try:
        from sandbox.run import run  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        raise click.ClickException(
            f"The sandbox needs {missing.name}. Install it with: pip install 'docket[sandbox]'"
        ) from missing
    configure("WARNING")
    run(port=port, open_browser=open_browser)


def _known_zone(_context: click.Context, _option: click.Parameter, zone: str) -> str:
    if not is_known(zone):
        raise click.BadParameter(f"There's no time zone {zone}. Enter one such as America/Chicago.")
    return zone


_ZONE = click.option(
    "--zone",
    default="America/New_York",
    show_default=True,
    callback=_known_zone,
    help="Your IANA time zone.",
)
_LOCALE = click.option(
    "--locale", default="en-US", show_default=True, help="Your language and country."
)


@main.command()
@click.argument("text", required=False)
@_ZONE
@_LOCALE
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@click.option(
    "--jsonl", is_flag=True, help='Read {"text", "now", "zone", "locale"?} lines instead.'
)
def when(*, text: str | None, zone: str, locale: str, as_json: bool, jsonl: bool) -> None:
    """Say how a typed time is read."""
    region = _settings().holiday_region
    if jsonl:
        _answer_lines(partial(read_request, holiday_region=region))
        return
    if text is None:
        raise click.UsageError('Enter a time in quotes, for example: when "next Tue 2pm PT"')
    answer = read(text, now=utc_now(), zone=zone, locale=locale, holiday_region=region)
    output = describe_time(answer, reader=Reader(locale, zone))
    _print_output(when_json(answer) if as_json else output)


@main.command("understand")
@click.argument("line", required=False)
@_ZONE
@_LOCALE
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@click.option(
    "--jsonl",
    is_flag=True,
    help='Read {"command", "text", "now", "zone", "locale"?, "was"?} lines instead.',
)
def explain_line(*, line: str | None, zone: str, locale: str, as_json: bool, jsonl: bool) -> None:
    """Say what each part of a command line is taken for; book nothing."""
    region = _settings().holiday_region
    if jsonl:
        _answer_lines(partial(parse_request, holiday_region=region))
        return
    command, text = first_word(line or "")
    if command not in VERBS:
        raise click.UsageError(
            'Enter a command in quotes, for example: understand "/session Smith depo Fri 2pm"'
        )
    parsed = parse_command(
        command, text, now=utc_now(), zone=zone, locale=locale, holiday_region=region
    )
    output = describe(parsed, reader=Reader(locale, zone))
    _print_output(command_json(parsed) if as_json else output)


def _answer_lines(answer: AnswerRequest) -> None:
    for line in json_lines(sys.stdin, answer=answer):
        click.echo(line)
        sys.stdout.flush()


def _print_output(output: dict[str, Any] | Iterator[str]) -> None:
    if isinstance(output, dict):
        click.echo(json.dumps(output, indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(output))


@main.command()
def doctor() -> None:
    """Look whether everything is set and reachable; book and post nothing."""
    settings = _settings("SLACK_BOT_TOKEN")
    from bot.doctor import Verdict, examine  # noqa: PLC0415 - as above

    findings = list(examine(settings))
    for finding in findings:
        sentence = redacted(finding.sentence, secrets=settings.secrets)
        click.echo(f"{finding.verdict:7} {sentence}")
    if any(finding.verdict is Verdict.PROBLEM for finding in findings):
        raise SystemExit(1)


@main.command("audit")
def print_audit() -> None:
    """Print who looked up or canceled appointments that others booked: when, who, what."""
    settings = _settings()
    from bot.maintenance import audit  # noqa: PLC0415 - as above

    for line in audit(settings):
        click.echo(line)


@main.command()
def new_key() -> None:
    """Print a new key for DOCKET_ENCRYPTION_KEYS."""
    from cryptography.fernet import Fernet  # noqa: PLC0415 - as above

    click.echo(Fernet.generate_key().decode())


@main.command()
def rotate_keys() -> None:
    """Encrypt everything with the first key, so that the others can be left out."""
    settings = _settings()
    from bot.maintenance import rotate  # noqa: PLC0415 - as above

    click.echo(rotate(settings))


@main.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def make_backup(*, file: Path) -> None:
    """Copy the database into a new file, while Docket runs as well."""
    settings = _settings()
    from bot.maintenance import backup  # noqa: PLC0415 - as above

    click.echo(backup(settings, file))


@main.command()
@click.argument("email")
def forget(*, email: str) -> None:
    """Erase one person from all that is over, and say what was erased and what remains elsewhere."""
    settings = _settings()
    from bot.maintenance import forget_person  # noqa: PLC0415 - as above

    for line in forget_person(settings, email):
        click.echo(line)


@main.command("copy-database")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def move_database(*, source: str, target: str) -> None:
    """Copy everything from one database URL to another that is empty, compare, and close the old one.

    Stop Docket first. A process that still runs on the old database stops accepting anything.
    """
    settings = _settings()
    from bot.maintenance import copy_database  # noqa: PLC0415 - as above

    for line in copy_database(settings, source, target):
        click.echo(line)


@main.command()
@click.option("--url", help="Docket's public address, for example https://docket.example.org.")
@click.option(
    "--socket", "over_socket", is_flag=True, help="For Socket Mode, which needs no address."
)
def manifest(*, url: str | None, over_socket: bool) -> None:
    """Print the Slack app's manifest, ready to paste."""
    if not MANIFEST.exists():
        raise click.ClickException(
            "manifest.yml isn't installed with Docket. Run this in a checkout of the repository."
        )
    lines = MANIFEST.read_text(encoding="utf-8").splitlines()
    if over_socket:
        lines = [line for line in lines if EXAMPLE_URL not in line]
    text = "\n".join(line for line in lines if not line.startswith("#"))
    if over_socket:
        text = text.replace("socket_mode_enabled: false", "socket_mode_enabled: true")
    click.echo(text.replace(EXAMPLE_URL, (url or EXAMPLE_URL).rstrip("/")))


def _settings(*needed: str) -> Settings:
    """Read the settings, or say which are missing or wrong and stop."""
    try:
        settings = Settings()
    except ValidationError as wrong:
        raise click.ClickException("\n".join(map(_sentence, wrong.errors()))) from None
    except UnicodeDecodeError:
        raise click.ClickException("Docket can't read .env. Save it as UTF-8.") from None
    missing = [name for name in needed if not getattr(settings, name.lower()).get_secret_value()]
    if missing:
        raise click.ClickException(
            f"Set {' and '.join(missing)} in the environment or in .env (see .env.example)."
        )
    configure(settings.log_level)
    return settings


def _sentence(error: ErrorDetails) -> str:
    """Say which setting is wrong and how; never what it was set to, which may be a secret."""
    name = str(error["loc"][0]).upper()
    return f"{name} is wrong: {error['msg'].removeprefix('Value error, ')}."


if __name__ == "__main__":
    main()
