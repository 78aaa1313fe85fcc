"""`python -m tests.durability.kills`: kills Docket many times and says what was lost, doubled or untold."""

import sys
import tempfile
from pathlib import Path
from random import SystemRandom

import click

from tests.deployment import deployed
from tests.durability.kills.run import DATABASES, run


@click.command()
@click.option("--kills", default=500, show_default=True, help="How often Docket is killed.")
@click.option("--database", type=click.Choice([*DATABASES]), default="sqlite", show_default=True)
@click.option("--processes", default=1, show_default=True, help="How many share the database.")
@click.option("--seed", type=int, help="The seed of an earlier run, for the same chances.")
def main(kills: int, database: str, processes: int, seed: int | None) -> None:
    """Kill Docket while people work with it, then compare all accounts."""
    seed = SystemRandom().randrange(1_000_000) if seed is None else seed
    click.echo(f"seed {seed}: {kills} kills of {processes} on {database}")
    with tempfile.TemporaryDirectory() as folder, deployed(Path(folder)) as deployment:
        report = run(deployment, kills=kills, seed=seed, database=database, processes=processes)
        click.echo(report)
    sys.exit(bool(report.findings))


main()
