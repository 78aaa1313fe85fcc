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
# What takes reading a channel's messages; Docket works without.
_HISTORY = frozenset({"channels:history", "groups:history", "im:history"})
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
    yield from _history(slack)
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
        f"this machine has {data.machine}"
        if data.machine
        else "this machine doesn't say which version it has"
    )
    whose = "the machine's" if data.is_machines else "tzdata's"
    return ok(
        f"Time zones: {machine}, and the tzdata package has {data.packaged}. Docket uses {whose}.",
    )


def _holidays(region: str) -> Finding:
    """Return whether the public holidays of the region that is set are known."""
    if is_region(region):
        return ok(f"Public holidays: Docket also counts those of {region}.")
    return problem(
        f"Docket doesn't know the public holidays of HOLIDAY_REGION {region}. Set it to the ISO"
        " code of a country or region, such as US or US-CA.",
    )


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        store = open_store(
            settings.database_url.get_secret_value(), keys=settings.docket_encryption_keys
        )
    except CannotOpen as refused:
        yield problem(f"Database: {refused}")
        return
    with closing(store):
        yield ok(f"Database: {store.location} is ready.")
        yield _encryption(store)
        yield from _unread(store)
        yield from _older_zone_data(store)


def _older_zone_data(store: ManagedStore) -> Iterator[Finding]:
    """Say where bookings were computed with newer zone data than there is here."""
    newest, here = store.zone_data_version(), zone_data.available().version
    if newest > here:
        yield problem(
            f"Time zones: bookings use time zone data {newest}, but only {here} is installed here,"
            " so some may be an hour off. Update the tzdata package.",
        )


def _encryption(store: ManagedStore) -> Finding:
    if store.is_encrypted():
        return ok("Encryption: what people enter is encrypted at rest.")
    return warning(
        "Encryption: DOCKET_ENCRYPTION_KEYS isn't set, so anyone with the database file or a"
        " backup can read it. Set it to the key that `docket new-key` prints.",
    )


def _unread(store: ManagedStore) -> Iterator[Finding]:
    """Name what is stored and cannot be read, by reference."""
    for table, found in groupby(store.unread(), key=lambda unread: unread.table):
        refs = ", ".join(unread.ref for unread in found)
        yield problem(_UNREAD[table].format(refs=refs))


_UNREAD = {
    Table.BOOKINGS: "Bookings: Docket can't read {refs}, so lists leave them out. Restore them"
    " from a backup. Until then, manage them at their providers.",
    Table.HISTORY: "History: Docket can't read lines about {refs}. Restore them from a backup.",
    Table.WORK: "Work: Docket can't read unfinished work for {refs} and has set it aside. Check"
    " there and at the provider for what's missing. Once Docket can read it again, the"
    " next start finishes it.",
}


def _slack(slack: SlackApi) -> Finding:
    try:
        answer = slack.call("auth.test")
    except ProviderFailure as failure:
        return problem(f"Slack: {_slack_trouble(failure)}")
    name = f"{answer.get('user')} in {answer.get('team')}"
    return ok(f"Slack: this is {name}.")


def _history(slack: SlackApi) -> Iterator[Finding]:
    """Say what is lost where Docket may not read what was posted before."""
    try:
        granted = slack.scopes()
    except ProviderFailure:
        return
    missing = sorted(_HISTORY - granted)
    if granted and missing:
        yield warning(
            f"Slack: Docket doesn't have {', '.join(missing)}. It works, but when Slack's answer to a"
            " message gets lost, Docket can't see whether the message is there, and posts it again."
            " To avoid that, grant the app its optional scopes.",
        )


def _slack_trouble(failure: ProviderFailure) -> str:
    if failure.fault is not None and failure.fault.cause is not Cause.KEY:
        return connection_faults.explain("Slack", failure.fault)
    if isinstance(failure, NotAllowed):
        return (
            f"doesn't accept SLACK_BOT_TOKEN ({failure.reason}). Copy it again from the app's OAuth"
            " & Permissions page."
        )
    why = disconnected_by(failure.reason, permanent=False).reason
    return f"{why}. Check SLACK_API_URL, and whether a proxy or sign-in page is in the way."


def _not_provider(what: str, name: str, failure: ProviderFailure) -> Finding:
    """Say that Slack itself is the trouble, and nothing is known of a channel or a group."""
    return warning(
        f"{what}: Docket couldn't ask Slack about {name} ({failure.reason}).",
    )


def _is_unreachable(failure: ProviderFailure) -> bool:
    """Return whether a call to Slack failed whatever it was about."""
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
        f"Clock: this machine's clock is {off.detail} Slack's. Set it, because Slack's requests are"
        " valid for five minutes and Prevail's tokens are dated.",
    )


def _announcements(slack: SlackApi, settings: Settings) -> Finding:
    channel = settings.announce_channel
    if not channel:
        return ok(
            "Announcements: ANNOUNCE_CHANNEL isn't set, so Docket announces cancellations only"
            " where their cards are.",
        )
    if not _CHANNEL.fullmatch(channel):
        # Not shown: it may be a key that was put in the wrong line.
        return problem(
            "Announcements: ANNOUNCE_CHANNEL must be a channel ID, such as C0123456789.",
        )
    try:
        found = slack.call("conversations.info", channel=channel).get("channel") or {}
    except ProviderFailure as failure:
        if _is_unreachable(failure):
            return _not_provider("Announcements", channel, failure)
        return problem(
            f"Announcements: Slack doesn't show {channel} ({failure.reason}). ANNOUNCE_CHANNEL must"
            " be a channel ID, and Docket must be invited to the channel.",
        )
    if not found.get("is_member", True):
        return problem(
            f"Announcements: Docket isn't in {channel}. Invite it with /invite @Docket.",
        )
    return ok(f"Announcements: posted in {channel}.")


def _administrators(settings: Settings) -> Finding:
    """See whether anybody hears of what needs attention and its owner has not attended to."""
    if settings.admin_users:
        count = len(settings.admin_users)
        return ok(
            f"Administrators: ADMIN_USERS lists {count}. Docket notifies them when a booking needs"
            " attention."
        )
    return warning(
        "Administrators: ADMIN_USERS isn't set, so Docket notifies the Slack workspace's"
        " administrators when a booking needs attention, or only the log if Slack lists none. They"
        " can't handle appointments. Set it to Slack IDs (U…).",
    )


def _appointment_staff(slack: SlackApi, settings: Settings) -> Finding:
    staff = sorted(settings.appointment_staff)
    if not staff:
        return ok(
            "Appointment staff: APPOINTMENT_STAFF isn't set, so only ADMIN_USERS can look up or"
            " cancel appointments that others booked.",
        )
    for group in (name for name in staff if name.startswith("S")):
        try:
            slack.call("usergroups.users.list", usergroup=group)
        except ProviderFailure as failure:
            if _is_unreachable(failure):
                return _not_provider("Appointment staff", group, failure)
            return problem(
                f"Appointment staff: Slack doesn't list the user group {group} ({failure.reason}),"
                " so its members don't count. Docket needs the optional scope usergroups:read, and"
                " APPOINTMENT_STAFF needs the group's ID.",
            )
    return ok(f"Appointment staff: {', '.join(staff)}.")


def _signing(settings: Settings) -> Finding:
    if settings.slack_signing_secret.get_secret_value():
        return ok("Requests: Docket checks their signatures.")
    over_socket = bool(settings.slack_app_token.get_secret_value())
    return Finding(
        Verdict.OK if over_socket else Verdict.PROBLEM,
        "Requests: SLACK_SIGNING_SECRET isn't set, so Docket can use only Socket Mode.",
    )


def _calendars(settings: Settings) -> Finding:
    if not settings.calendars_on:
        return ok(
            "Cronofy's calendars: turned off. Set CRONOFY_ACCESS_TOKEN to add agents to events and"
            " remove them.",
        )
    return ok(
        "Cronofy's calendars: CRONOFY_ACCESS_TOKEN is set. Docket can't check it until someone"
        " changes an event.",
    )


def _provider(name: str, *, is_on: bool, switch: str, check: Callable[[], None]) -> Finding:
    """See whether a provider accepts its key; `switch` says how one that has none gets it."""
    if not is_on:
        return ok(f"{name}: turned off. {switch}")
    try:
        check()
    except ProviderFailure as failure:
        return problem(f"{name}: {_failure_reason(name, failure)}")
    return ok(f"{name}: the key works.")


def _failure_reason(name: str, failure: ProviderFailure) -> str:
    fault, address = failure.fault, provider_named(name).address
    said = f" It said: “{failure.reason}”." if failure.reason else ""
    match failure:
        case _ if fault is not None:
            return connection_faults.explain(name, fault) + (said if fault.cause in _QUOTED else "")
        case UnreadableAnswer() | Inconclusive():
            return (
                f"Docket can't read its answer. Check {address}, and whether a proxy or sign-in"
                " page is in the way."
            )
        case TemporaryFailure(reason=reason):
            return (
                f"{reason}. Try again in a few minutes. If this continues, check {address} and this"
                " machine's network."
            )
        case _:
            return f"it rejects the check. Check {address}.{said}"
