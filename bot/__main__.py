"""python -m bot: serve | socket | sandbox | when | doctor | manifest."""

from pathlib import Path

import click
from pydantic import ValidationError

from bot.log import set_up
from bot.settings import Settings

MANIFEST = Path(__file__).parent.parent / "manifest.yml"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Docket: schedule, move and cancel sessions from Slack."""


@main.command()
def serve() -> None:
    """Answer Slack over HTTP at /slack/events."""
    settings = _settings("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET")
    # These are imported here so that `python -m bot when` and `--help` start at once.
    from bot.serving import serve_http  # noqa: PLC0415

    serve_http(settings)


@main.command()
def socket() -> None:
    """Answer Slack over Socket Mode: no address of your own is needed."""
    settings = _settings("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")
    from bot.serving import serve_socket  # noqa: PLC0415

    serve_socket(settings)


@main.command()
@click.option("--port", default=8800, show_default=True, help="Where the page is; 0 picks one.")
@click.option(
    "--open/--no-open", "open_browser", default=True, help="Open a browser if there is one."
)
def sandbox(*, port: int, open_browser: bool) -> None:
    """Try everything on this machine: a Slack in the browser and three stand-in providers."""
    try:
        from sandbox.run import run  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        raise click.ClickException(
            f"The sandbox needs {missing.name}. Install it with: pip install 'docket[sandbox]'"
        ) from missing
    set_up("WARNING")
    run(port=port, open_browser=open_browser)


def _settings(*needed: str) -> Settings:
    """Read the settings, or say which are missing or wrong and stop."""
    try:
        settings = Settings()
    except ValidationError as wrong:
        lines = [f"{error['loc'][0]}: {error['msg']}".upper() for error in wrong.errors()]
        raise click.ClickException("These settings are wrong.\n" + "\n".join(lines)) from None
    missing = [name for name in needed if not getattr(settings, name.lower()).get_secret_value()]
    if missing:
        raise click.ClickException(
            f"Set {' and '.join(missing)} in the environment or in .env (see .env.example)."
        )
    set_up(settings.log_level)
    return settings


if __name__ == "__main__":
    main()
