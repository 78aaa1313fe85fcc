"""docket audit | rotate-keys | forget | copy-database | backup: maintenance of stored data."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from click import ClickException
from pydantic import SecretStr

from bot.log import redacted
from bot.scheduling.personal_data import DataSubject, LegalHolds
from bot.settings import Settings
from bot.store import CannotBackUp, CannotOpen, open_database, open_store
from bot.store.copying import CopiedTable, NotEmpty, NotTheSame, copy
from bot.store.erasure import BookingNotOver, ErasureReport, LegalHold, forget
from bot.store.ports import ManagedStore
from bot.times.moment import utc_now


def audit(settings: Settings) -> Iterator[str]:
    """Write who looked up or canceled appointments of others: `TIME WORKSPACE PERSON NAME what: text`.

    Times are in UTC, the ids Slack's. What was looked for may be an invitee's address: the lines are
    for whoever may read the database.
    """
    with _opened(settings) as store:
        for team, name, entry in store.appointment_access_log():
            at = entry.at.strftime("%Y-%m-%dT%H:%M:%SZ")
            yield f"{at} {team} {entry.by or '-'} {name} {entry.what}: {entry.text}"


def rotate(settings: Settings) -> str:
    """Encrypt everything with the first key, and say what that leaves to do."""
    if not settings.docket_encryption_keys:
        raise ClickException(
            "Set DOCKET_ENCRYPTION_KEYS to the new key and the earlier ones: NEW,OLD"
        )
    with _opened(settings) as store:
        unread = store.rotate_keys()
    if unread:
        refs = ", ".join(sorted({each.ref for each in unread}))
        return (
            "Everything is encrypted with the first key, except what Docket can't read about"
            f" {refs}."
        )
    return "Everything is encrypted with the first key. You can remove the others now."


def forget_person(settings: Settings, email: str) -> Iterator[str]:
    """Erase one person from all that is over; say what was erased and what remains elsewhere."""
    try:
        person = DataSubject(email)
    except ValueError:
        raise ClickException(f"“{email}” isn't an email address.") from None
    holds = LegalHolds(settings.cases_on_hold)
    with _opened(settings) as store:
        try:
            forgotten = forget(store.archive, person, holds=holds, now=utc_now())
        except BookingNotOver as refs:
            raise ClickException(
                f"Nothing was erased, because {refs} contain this address and are upcoming or in"
                " progress. Cancel them, or wait until they're over."
            ) from None
        except LegalHold as refs:
            raise ClickException(
                f"Nothing was erased, because {refs} contain this address and belong to cases on"
                " hold (CASES_ON_HOLD)."
            ) from None
        unread = sorted({each.ref for each in store.unread()})
    yield from _erased(forgotten)
    yield from _to_look_at(forgotten, unread)


def backup(settings: Settings, file: Path) -> str:
    """Copy the database into a new file while Docket runs; say how it is used."""
    with _opened(settings) as store:
        try:
            store.back_up(file)
        except CannotBackUp as refused:
            raise ClickException(str(refused)) from None
    return (
        f"Everything is in {file}. To restore it, stop Docket, copy the file into an empty folder, set"
        " DATABASE_URL to the copy, and start Docket."
    )


def copy_database(settings: Settings, source: str, target: str) -> Iterator[str]:
    """Copy everything from the database at one URL to the empty one at another; say what was copied."""
    passwords = _password(source) | _password(target)
    try:
        copied, location = _copied(source, target, keys=settings.docket_encryption_keys)
    except NotEmpty:
        raise ClickException(
            "There is something in the database to copy to. Create an empty one, and try again."
        ) from None
    except NotTheSame as difference:
        raise ClickException(
            f"The copy isn't the same ({difference}). It was thrown away; nothing else changed. Try again."
        ) from None
    except CannotOpen as refused:
        raise ClickException(redacted(str(refused), secrets=passwords)) from None
    for table in copied:
        yield f"{table.name:<15} {table.rows:>9} rows  SHA-256 {table.checksum[:16]}"
    yield (
        f"Everything was copied to {location} and compared: rows and SHA-256 of each table. Docket no"
        " longer uses the old database. Set DATABASE_URL to the new one, and start Docket."
    )


def _copied(
    source: str, target: str, *, keys: Sequence[SecretStr]
) -> tuple[list[CopiedTable], str]:
    """Copy, and return what was copied and where to. Raises CannotOpen, NotEmpty, NotTheSame."""
    # What is encrypted stays so: the keys of the source are copied before any text is.
    with (
        closing(open_database(source, keys=keys, create=False)) as before,
        closing(open_database(target)) as after,
    ):
        if before.location == after.location:
            raise CannotOpen("FROM and TO are the same database. Create an empty one to copy to.")
        try:
            return copy(before, after, at=utc_now()), after.location
        except (before.error, after.error) as error:
            raise CannotOpen(f"A database can't be used: {error}. Try again.") from error


def _password(url: str) -> frozenset[str]:
    """Return the password in a URL, as it stands there and as it is meant."""
    password = urlsplit(url).password or ""
    return frozenset({password, unquote(password)}) - {""}


def _erased(forgotten: ErasureReport) -> Iterator[str]:
    """Say what was erased, and what remains outside of the database."""
    if not forgotten.erased and not forgotten.notes:
        yield "Nothing that Docket can read contains this address."
        return
    for erased in forgotten.erased:
        yield f"Erased from {erased.booking.ref}: {', '.join(erased.parts)}."
    if forgotten.notes:
        yield f"Erased from {forgotten.notes} lookup record{'s' * (forgotten.notes != 1)}."
    bookings = [erased.booking for erased in forgotten.erased]
    shown = [booking.ref for booking in bookings if booking.card]
    if shown:
        yield f"Slack still has the cards for {', '.join(shown)}, with their threads and messages."
    for provider in sorted({booking.provider for booking in bookings}):
        refs = ", ".join(booking.ref for booking in bookings if booking.provider == provider)
        yield f"{provider} keeps its own records of {refs}. Ask {provider} to erase them."
    yield "Earlier backups of the database still contain this data. Delete them when you can."


def _to_look_at(forgotten: ErasureReport, unread: list[str]) -> Iterator[str]:
    """Name what a person has to look at."""
    for refs, said in (
        (forgotten.left, "Not erased, because it changed in the meantime: {refs}. Try again."),
        (
            forgotten.named,
            "Check {refs}: the name without the address, or the address with a +tag, is still there.",
        ),
        (forgotten.hinted, "Check {refs}: part of the name is still there."),
        (unread, "Docket can't read {refs}, which may contain it too. See `docket doctor`."),
    ):
        if refs:
            yield said.format(refs=", ".join(refs))


@contextmanager
def _opened(settings: Settings) -> Iterator[ManagedStore]:
    """Open the database, or say why not: one that is not there holds nothing to look after."""
    keys = settings.docket_encryption_keys
    try:
        store = open_store(settings.database_url.get_secret_value(), keys=keys, create=False)
    except CannotOpen as refused:
        raise ClickException(redacted(str(refused), secrets=settings.secrets)) from None
    with closing(store):
        yield store
