"""The one place where concrete things meet: settings → store, providers, work → Bolt app."""

import logging
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from pydantic import SecretStr
from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.providers.carevalidate import CALLS, CALLS_WITHIN, CareValidate
from bot.providers.cronofy import Cronofy, DataCenter
from bot.providers.prevail.adapter import Prevail
from bot.providers.rate_limit import RateLimit
from bot.providers.transport import Transport
from bot.scheduling.attention_desk import Attention, resume_unresolved
from bot.scheduling.desk import Desk
from bot.scheduling.jobs.agents import AgentJobs
from bot.scheduling.jobs.alerts import Alerts
from bot.scheduling.jobs.appointments import AppointmentJobs
from bot.scheduling.jobs.base import ProviderJobs
from bot.scheduling.jobs.calendar_actions import CalendarActionJobs
from bot.scheduling.jobs.cancellations import CancellationJobs
from bot.scheduling.jobs.notifications import Notifier
from bot.scheduling.jobs.reconciliation import Reconciler
from bot.scheduling.jobs.sessions import SessionJobs
from bot.scheduling.jobs.zone_updates import recompute, would_shift_bookings
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.failures import Fault
from bot.scheduling.model.limits import Limits
from bot.scheduling.model.personal_data import Holds
from bot.scheduling.model.reference import Kind
from bot.scheduling.ports import Appointments, Result, Throttled
from bot.scheduling.tasks import CheckClaim, Queue, Work, queue_of
from bot.settings import Settings
from bot.store import CannotOpen
from bot.store.encryption import Keys
from bot.store.retention import Retention
from bot.store.sqlite import SqliteStore
from bot.times import zone_data
from bot.web.calendar_links import CalendarFiles, CalendarLinks
from bot.web.front_door import Front
from bot.worker import THREADS, Workers
from handlers import register
from handlers.docket import Choices, Docket
from handlers.slack.background import Background
from handlers.slack.deadline import WITHIN, answering
from handlers.slack.notices import SlackNotices
from handlers.slack.people import People
from handlers.slack.posting_rights import Posting
from handlers.slack.staff import Staff
from handlers.slack.visibility import ChannelVisibility
from handlers.slack.web_api import SlackApi

PATIENT = timedelta(seconds=15)
LISTENER_THREADS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """How long Slack may take while somebody waits: for one question, and for all of a request.

    A question is who they are or whether they are staff, where a card may be posted, and their form.
    """

    who: timedelta = timedelta(seconds=0.8)
    where: timedelta = timedelta(seconds=0.6)
    form: timedelta = timedelta(seconds=1.3)
    request: timedelta = WITHIN


def utc_now() -> datetime:
    """Return the time now, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """Docket put together: `bolt` for Socket Mode, `front` for HTTP."""

    bolt: App
    workers: Workers
    signing_secret: SecretStr
    files: CalendarFiles
    clock: Callable[[], datetime]
    is_healthy: Callable[[], bool]
    close: Callable[[], None]

    @property
    def front(self) -> Front:
        """The door for HTTP; it needs the signing secret, which Socket Mode does not."""
        return Front(
            self.bolt,
            signing_secret=self.signing_secret.get_secret_value(),
            is_healthy=self.is_healthy,
            calendar_file=self.files.file,
            clock=self.clock,
        )

    def stop(self) -> None:
        """Finish what is under way, then let go of everything."""
        self.workers.stop()
        self.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Providers:
    """The three providers, each behind a transport of its own; one without a key refuses."""

    prevail: Prevail
    cronofy: Cronofy
    carevalidate: CareValidate
    close: Callable[[], None]


def connect(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = utc_now,
    heard: Callable[[str, Fault | None], None] | None = None,
) -> Providers:
    """Make the three providers as the settings say; nothing is called.

    `heard` is told after every call what stands between Docket and its provider.
    """
    # Prevail's tokens are dated, and refused where this machine's clock is off.
    prevail = Transport(
        "Prevail",
        base_url=settings.prevail_base_url,
        clock=clock,
        keys_carry_time=True,
        report=heard,
    )
    center = DataCenter(settings.cronofy_data_center)
    cronofy = Transport(
        "Cronofy",
        base_url=settings.cronofy_base_url or center.base_url,
        clock=clock,
        report=heard,
    )
    carevalidate = Transport(
        "CareValidate",
        base_url=settings.carevalidate_base_url,
        rate_limit=RateLimit(CALLS, within=CALLS_WITHIN),
        clock=clock,
        report=heard,
    )

    def close() -> None:
        for transport in (prevail, cronofy, carevalidate):
            transport.close()

    return Providers(
        prevail=Prevail(
            prevail,
            api_key=settings.prevail_api_key,
            company_id=settings.prevail_company_id,
            self_service=settings.prevail_self_service,
            clock=clock,
        ),
        cronofy=Cronofy(
            cronofy,
            api_key=settings.cronofy_api_key,
            access_token=settings.cronofy_access_token if settings.calendars_on else None,
        ),
        carevalidate=CareValidate(carevalidate, api_key=settings.carevalidate_api_key),
        close=close,
    )


def open_store(settings: Settings) -> SqliteStore:
    """Open the database as the settings say. Raises CannotOpen."""
    path = settings.database_path
    try:
        return SqliteStore(path, keys=Keys(settings.docket_encryption_keys))
    except (OSError, sqlite3.Error) as error:
        raise CannotOpen(
            f"The database {path} cannot be opened: {error}. Check DATABASE_URL."
        ) from error


def _hold_to_zone_data(store: SqliteStore, *, clock: Callable[[], datetime]) -> None:
    """Refuse zone data by which bookings are at other moments than by newer ones. Raises CannotOpen."""
    version = zone_data.available().version
    if would_shift_bookings(store, version=version, clock=clock):
        newest = store.zone_data_version()
        store.close()
        raise CannotOpen(
            f"Bookings go by zone data {newest}, and here is only {version}, by which some would be at"
            " another hour. Update the package tzdata, then start Docket again."
        )


def build(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = utc_now,
    threads: int = THREADS,
    deadlines: Deadlines | None = None,
) -> Running:
    """Join everything as the settings say; nothing runs yet, and nothing is called. Raises CannotOpen.

    `threads` is how many take the work of each lane; `deadlines` are those of Slack's three seconds.
    """
    deadlines = deadlines or Deadlines()
    store = open_store(settings)
    _hold_to_zone_data(store, clock=clock)
    alerts = Alerts(admins=settings.admin_users, clock=clock)
    providers = connect(settings, clock=clock, heard=alerts.record)
    links = CalendarLinks(public_url=settings.public_url, secret=settings.slack_signing_secret)
    jobs = _jobs(
        providers,
        store=store,
        announce_channel=settings.announce_channel,
        lag=timedelta(seconds=settings.provider_lag_seconds),
        clock=clock,
    )
    patient = _slack(settings, timeout=PATIENT, heard=alerts.record)
    places = ChannelVisibility(patient=patient, prompt=_slack(settings, timeout=deadlines.who))
    people = People(
        _slack(settings, timeout=deadlines.who),
        admins=settings.admin_users,
        staff=settings.appointment_staff,
        holiday_region=settings.holiday_region,
    )
    notices = SlackNotices(
        patient, people=people, places=places, clock=clock, agents=settings.agents_on
    )
    notifier = Notifier(notices, get=store.get, admins=settings.admin_users, clock=clock)

    reconciler = Reconciler(jobs, select=store.select, clock=clock)

    def doer(work: Work, booking: Booking) -> ProviderJobs[Any] | Reconciler | Notifier:
        if queue_of(work.task, ref=work.ref) is Queue.SLACK:
            return notifier
        return reconciler if isinstance(work.task, CheckClaim) else jobs[booking.kind]

    def run_job(work: Work, booking: Booking) -> Result | Throttled:
        result = doer(work, booking).run(work, booking)
        if isinstance(result, Throttled):
            return result
        return alerts.with_alert(result, provider=booking.provider)

    def give_up(work: Work, booking: Booking) -> Result:
        return doer(work, booking).abandon(work, booking)

    workers = Workers(
        store,
        runners=dict.fromkeys(Queue, run_job),
        give_up=give_up,
        clock=clock,
        threads=threads,
        chore=_chores(settings, store=store, clock=clock),
        first=partial(recompute, store, version=zone_data.available().version, clock=clock),
    )
    store.on_work(workers.wake)

    bolt = _bolt(settings, within=deadlines.request)
    docket = _docket(
        settings,
        store=store,
        people=people,
        places=places,
        appointments=providers.carevalidate,
        links=links,
        clock=clock,
        deadlines=deadlines,
    )
    register(bolt, docket=docket)

    def close() -> None:
        providers.close()
        store.close()

    return Running(
        bolt=bolt,
        workers=workers,
        signing_secret=settings.slack_signing_secret,
        files=CalendarFiles(links, desk=docket.desk, who_is=docket.reader, clock=clock),
        clock=clock,
        is_healthy=lambda: workers.are_alive() and store.is_readable(),
        close=close,
    )


def _chores(
    settings: Settings, *, store: SqliteStore, clock: Callable[[], datetime]
) -> Callable[[], None]:
    """Return what is to be looked after: what was dropped, and details that are kept too long."""
    keep = timedelta(days=settings.keep_personal_days)
    retention = Retention(store, keep=keep, holds=Holds(settings.cases_on_hold), clock=clock)

    def look_after() -> None:
        resume_unresolved(store, clock=clock)
        if keep:
            retention.sweep()

    return look_after


def _jobs(
    providers: Providers,
    *,
    store: SqliteStore,
    announce_channel: str,
    lag: timedelta,
    clock: Callable[[], datetime],
) -> dict[Kind, ProviderJobs[Any]]:
    """Return who carries out at its provider what was decided about each kind of booking."""
    prevail, cronofy, carevalidate = providers.prevail, providers.cronofy, providers.carevalidate
    every: dict[str, Any] = {"announce_channel": announce_channel, "lag": lag, "clock": clock}
    return {
        Kind.SESSION: SessionJobs(prevail, select=store.select, **every),
        Kind.AGENT: AgentJobs(cronofy, **every),
        Kind.CALENDAR_ACTION: CalendarActionJobs(cronofy, **every),
        Kind.APPOINTMENT: AppointmentJobs(carevalidate, select=store.select, **every),
        Kind.CANCELLATION: CancellationJobs(carevalidate, **every),
    }


def _docket(
    settings: Settings,
    *,
    store: SqliteStore,
    people: People,
    places: ChannelVisibility,
    appointments: Appointments,
    links: CalendarLinks,
    clock: Callable[[], datetime],
    deadlines: Deadlines,
) -> Docket:
    admins = settings.admin_users
    desk = Desk(
        store,
        admins=admins,
        places=places,
        clock=clock,
        limits=Limits(
            bookings_per_minute=settings.limit_bookings_per_minute,
            invitations_per_hour=settings.limit_invitations_per_hour,
        ),
        guests_may_book=settings.guests_may_book,
    )
    return Docket(
        desk=desk,
        attention=Attention(desk, store, admins=admins, clock=clock),
        people=people,
        staff=Staff(_slack(settings, timeout=deadlines.who), named=settings.appointment_staff),
        places=places,
        posting=Posting(_slack(settings, timeout=deadlines.where)),
        slack=_slack(settings, timeout=deadlines.form),
        choices=Choices(
            video_providers=settings.prevail_video_providers,
            session_types=settings.prevail_session_types,
            event_types=settings.carevalidate_event_types,
        ),
        appointments=appointments,
        later=Background(),
        switched_on=_switched_on(settings),
        calendars_on=settings.calendars_on,
        clock=clock,
        calendar_link=links.link,
    )


def _switched_on(settings: Settings) -> frozenset[Kind]:
    """Return the kinds whose provider has its key."""
    kinds = {
        Kind.SESSION: settings.sessions_on,
        Kind.AGENT: settings.agents_on,
        Kind.APPOINTMENT: settings.appointments_on,
        Kind.CANCELLATION: settings.appointments_on,
        Kind.CALENDAR_ACTION: settings.agents_on or settings.calendars_on,
    }
    return frozenset(kind for kind, is_on in kinds.items() if is_on)


def _slack(
    settings: Settings,
    *,
    timeout: timedelta,
    heard: Callable[[str, Fault | None], None] | None = None,
) -> SlackApi:
    return SlackApi(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_api_url,
        timeout=timeout,
        heard=heard,
    )


class PromptApp(App):
    """Bolt, with one deadline for everything that a listener asks before Slack has its answer."""

    def __init__(self, *, within: timedelta, **bolt: Any) -> None:
        """Take how long a request may take, and what Bolt itself takes."""
        super().__init__(**bolt)
        self._within = within

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        """Have the listener answer in time; it runs in this thread."""
        with answering(self._within):
            return super().dispatch(req)


def _bolt(settings: Settings, *, within: timedelta) -> App:
    """Make the Bolt app: listeners answer before they return, and the token needs no asking after."""
    token = settings.slack_bot_token.get_secret_value()

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

    return PromptApp(
        within=within,
        client=WebClient(base_url=settings.slack_api_url, retry_handlers=[]),
        signing_secret=settings.slack_signing_secret.get_secret_value(),
        authorize=authorize,
        process_before_response=True,
        # bot.web.front_door has checked the signature; requests over Socket Mode need none.
        request_verification_enabled=False,
        listener_executor=ThreadPoolExecutor(LISTENER_THREADS),
        # Otherwise every logger of Bolt's takes the root's level, and some write whole requests.
        logger=logging.getLogger("slack_bolt"),
    )
