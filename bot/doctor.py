"""docket doctor: whether everything is set and reachable, and if not, what is to be done."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import partial
from itertools import groupby

import httpx

from bot.network.diagnosis import clock_fault
from bot.providers import connect
from bot.scheduling.model.failures import (
    Cause,
    Inconclusive,
    NotAllowed,
    ProviderFailure,
    TemporaryFailure,
    UnreadableAnswer,
)
from bot.settings import Settings
from bot.socket_mode.client import socket_address
from bot.socket_mode.connection import Disconnected, disconnected_by
from bot.store import CannotOpen, open_store
from bot.store.ports import ManagedStore
from bot.store.rows import Table
from bot.times import zone_data
from bot.times.moment import utc_now
from bot.times.workdays import is_region
from bot.times.zone_data import ZoneData
from handlers.messages import connection_faults
from handlers.messages.providers import provider_named
from handlers.slack.web_api import SlackApi

PATIENCE = timedelta(seconds=10)
_QUOTED = frozenset({Cause.KEY, Cause.RIGHTS})
_CHANNEL = re.compile(r"[CDG][A-Z0-9]{1,20}")


class Verdict(StrEnum):
    """What is found of a thing: a warning works all the same."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "PROBLEM"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked: the verdict, and in a sentence what was found."""

    verdict: Verdict
    sentence: str


ok = partial(Finding, Verdict.OK)
warning = partial(Finding, Verdict.WARNING)
problem = partial(Finding, Verdict.PROBLEM)


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at the database, which is made if there is none, at Slack and at the providers."""
    yield _zone_data(zone_data.available())
    yield from _database(settings)
    slack = SlackApi(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_api_url,
        timeout=PATIENCE,
    )
    yield _slack(slack)
    if settings.holiday_region:
        yield _holidays(settings.holiday_region)
    yield from _socket_mode(settings)
    yield from _clock(settings)
    yield _announcements(slack, settings)
    yield _administrators(settings)
    yield _appointment_staff(slack, settings)
    yield _signing(settings)
    providers = connect(settings, clock=utc_now)
    try:
        yield _provider(
            "Prevail",
            is_on=settings.sessions_on,
            switch="Set PREVAIL_API_KEY and PREVAIL_COMPANY_ID to use it.",
            check=providers.prevail.check,
        )
        yield _provider(
            "Cronofy",
            is_on=settings.agents_on,
            switch="Set CRONOFY_API_KEY to send agents.",
            check=providers.cronofy.check,
        )
        yield _calendars(settings)
        yield _provider(
            "CareValidate",
            is_on=settings.appointments_on,
            switch="Set CAREVALIDATE_API_KEY to book appointments.",
            check=providers.carevalidate.check,
        )
    finally:
        providers.close()


def _zone_data(data: ZoneData) -> Finding:
    """Say which zone data there are and which counts; whether that is the law's latest nobody here knows."""
    machine = (
        f"this machine has {data.machine}" if data.machine else "this machine names no version"
    )
    whose = "the machine's" if data.is_machines else "tzdata's"
    return ok(
        f"Time zones: {machine}, the package tzdata has {data.packaged}; {whose} is used.",
    )


def _holidays(region: str) -> Finding:
    """Say whether the public holidays of the region that is set are known."""
    if is_region(region):
        return ok(f"Public holidays: those of {region} count as well.")
    return problem(
        f"The public holidays of HOLIDAY_REGION {region} are not known. "
        "Write a country or a region by its ISO code, such as US or US-CA.",
    )


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        store = open_store(settings.database_url, keys=settings.docket_encryption_keys)
    except CannotOpen as refused:
        yield problem(f"Database: {refused}")
        return
    with closing(store):
        yield ok(f"Database: {store.location} is there.")
        yield _encryption(store)
        yield from _unread(store)
        yield from _older_zone_data(store)


def _older_zone_data(store: ManagedStore) -> Iterator[Finding]:
    """Say where bookings were reckoned with newer zone data than there is here."""
    newest, here = store.zone_data_version(), zone_data.available().version
    if newest > here:
        yield problem(
            f"Time zones: bookings go by zone data {newest}, and here is only {here}, so some"
            " may show an hour off. Update the package tzdata.",
        )


def _encryption(store: ManagedStore) -> Finding:
    if store.is_encrypted():
        return ok("Encryption: what people typed is encrypted at rest.")
    return warning(
        "Encryption: DOCKET_ENCRYPTION_KEYS is not set, so whoever gets the database file or"
        " a backup can read it. Set it to what `docket new-key` prints.",
    )


def _unread(store: ManagedStore) -> Iterator[Finding]:
    """Name what is stored and cannot be read, by reference."""
    for table, found in groupby(store.unread(), key=lambda unread: unread.table):
        refs = ", ".join(unread.ref for unread in found)
        yield problem(_UNREAD[table].format(refs=refs))


_UNREAD = {
    Table.BOOKINGS: "Bookings: {refs} cannot be read, and are left out of lists. Restore them from a"
    " backup, and until then look after them at their providers.",
    Table.HISTORY: "History: lines about {refs} cannot be read. Restore them from a backup.",
    Table.WORK: "Work: what was still to be done for {refs} cannot be read and is set aside. Look there"
    " and at the provider what is missing; once it can be read again, the next start carries it out.",
}


def _slack(slack: SlackApi) -> Finding:
    try:
        answer = slack.call("auth.test")
    except ProviderFailure as failure:
        return problem(f"Slack: {_slack_trouble(failure)}")
    name = f"{answer.get('user')} in {answer.get('team')}"
    return ok(f"Slack: this is {name}.")


def _slack_trouble(failure: ProviderFailure) -> str:
    if failure.fault is not None and failure.fault.cause is not Cause.KEY:
        return connection_faults.explain("Slack", failure.fault)
    if isinstance(failure, NotAllowed):
        return (
            f"does not accept SLACK_BOT_TOKEN ({failure.reason})."
            " Copy it again from the app's OAuth & Permissions page."
        )
    why = disconnected_by(failure.reason, permanent=False).reason
    return f"{why}. Check SLACK_API_URL, and whether a proxy or a sign-in page stands in between."


def _not_provider(what: str, name: str, failure: ProviderFailure) -> Finding:
    """Say that Slack itself is the trouble, and nothing is known of a channel or a group."""
    return warning(
        f"{what}: Slack could not be asked about {name} ({failure.reason}).",
    )


def _is_unreachable(failure: ProviderFailure) -> bool:
    """Say whether a call to Slack failed whatever it was about."""
    return isinstance(failure, TemporaryFailure) or failure.fault is not None


def _socket_mode(settings: Settings) -> Iterator[Finding]:
    """See whether Slack would open a connection; none is opened, because it would take what comes in."""
    token = settings.slack_app_token.get_secret_value()
    if not token:
        return
    slack = SlackApi(token=token, base_url=settings.slack_api_url, timeout=PATIENCE)
    try:
        socket_address(slack)
    except Disconnected as failure:
        yield problem(f"Socket Mode: {failure.reason}.")
    else:
        yield ok("Socket Mode: Slack accepts SLACK_APP_TOKEN.")


def _clock(settings: Settings) -> Iterator[Finding]:
    """Compare this machine's clock with Slack's: Slack's requests count for five minutes."""
    sent = utc_now()
    try:
        answer = httpx.post(f"{settings.slack_api_url}api.test", timeout=PATIENCE.total_seconds())
    except httpx.HTTPError:
        return
    off = clock_fault(answer.headers.get("Date", ""), sent=sent, received=utc_now())
    if off is None:
        return
    yield problem(
        f"Clock: this machine's clock is {off.detail} Slack's. Set it: requests from Slack"
        " count for five minutes, and Prevail's tokens are dated.",
    )


def _announcements(slack: SlackApi, settings: Settings) -> Finding:
    channel = settings.announce_channel
    if not channel:
        return ok(
            "Announcements: ANNOUNCE_CHANNEL is not set, so cancellations are announced"
            " only where their cards are.",
        )
    if not _CHANNEL.fullmatch(channel):
        # Not shown: it may be a key that was put in the wrong line.
        return problem(
            "Announcements: ANNOUNCE_CHANNEL must be a channel's id, such as C0123456789.",
        )
    try:
        found = slack.call("conversations.info", channel=channel).get("channel") or {}
    except ProviderFailure as failure:
        if _is_unreachable(failure):
            return _not_provider("Announcements", channel, failure)
        return problem(
            f"Announcements: Slack does not show {channel} ({failure.reason})."
            " ANNOUNCE_CHANNEL must be a channel's id, and Docket must be invited there.",
        )
    if not found.get("is_member", True):
        return problem(
            f"Announcements: Docket is not in {channel}. Invite it with /invite @Docket.",
        )
    return ok(f"Announcements: go to {channel}.")


def _administrators(settings: Settings) -> Finding:
    """See whether anybody hears of what needs attention and its owner has not attended to."""
    if settings.admin_users:
        count = len(settings.admin_users)
        return ok(
            f"Administrators: ADMIN_USERS names {count}, who hear of what is unknown.",
        )
    return warning(
        "Administrators: ADMIN_USERS is not set, so what nobody knows or is stuck is told to"
        " the administrators of the Slack workspace, who can't attend to appointments, and to the log"
        " alone where Slack lists none. Set it to Slack ids (U…).",
    )


def _appointment_staff(slack: SlackApi, settings: Settings) -> Finding:
    named = settings.appointment_staff
    if not named:
        return ok(
            "Appointment staff: APPOINTMENT_STAFF is not set, so only ADMIN_USERS may look"
            " up or cancel appointments that others booked.",
        )
    for group in sorted(name for name in named if name.startswith("S")):
        try:
            slack.call("usergroups.users.list", usergroup=group)
        except ProviderFailure as failure:
            if _is_unreachable(failure):
                return _not_provider("Appointment staff", group, failure)
            return problem(
                f"Appointment staff: Slack does not list the user group {group}"
                f" ({failure.reason}), so nobody in it counts. Docket needs the optional scope"
                " usergroups:read, and APPOINTMENT_STAFF the group's id.",
            )
    return ok(f"Appointment staff: {', '.join(sorted(named))}.")


def _signing(settings: Settings) -> Finding:
    if settings.slack_signing_secret.get_secret_value():
        return ok("Requests: their signatures are checked.")
    over_socket = bool(settings.slack_app_token.get_secret_value())
    return Finding(
        Verdict.OK if over_socket else Verdict.PROBLEM,
        "Requests: SLACK_SIGNING_SECRET is not set, so only Socket Mode can be used.",
    )


def _calendars(settings: Settings) -> Finding:
    if not settings.calendars_on:
        return ok(
            "Cronofy's calendars: switched off. Set CRONOFY_ACCESS_TOKEN to put agents on"
            " events and take them off.",
        )
    return ok(
        "Cronofy's calendars: CRONOFY_ACCESS_TOKEN is set. Whether it is accepted shows"
        " only when an event is changed.",
    )


def _provider(name: str, *, is_on: bool, switch: str, check: Callable[[], None]) -> Finding:
    """See whether a provider accepts its key; `switch` says how one that has none gets it."""
    if not is_on:
        return ok(f"{name}: switched off. {switch}")
    try:
        check()
    except ProviderFailure as failure:
        return problem(f"{name}: {_failure_reason(name, failure)}")
    return ok(f"{name}: accepts the key.")


def _failure_reason(name: str, failure: ProviderFailure) -> str:
    fault, address = failure.fault, provider_named(name).address
    said = f" It said: “{failure.reason}”." if failure.reason else ""
    match failure:
        case _ if fault is not None:
            return connection_faults.explain(name, fault) + (said if fault.cause in _QUOTED else "")
        case UnreadableAnswer() | Inconclusive():
            return (
                f"its answer can't be read. Check {address}, and whether a proxy or a sign-in page"
                " stands in between."
            )
        case TemporaryFailure(reason=reason):
            return (
                f"{reason}. Try again in a few minutes. If that lasts, check {address}, and this"
                " machine's network."
            )
        case _:
            return f"it refuses what doctor asks. Check {address}.{said}"
