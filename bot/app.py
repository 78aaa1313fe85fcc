"""Builds the application from its settings: store, providers and workers, joined to the Bolt app."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

from pydantic import SecretStr
from slack_bolt import App

from bot.bolt import make_bolt
from bot.housekeeping import make_housekeeping
from bot.observability.decisions import ObservedBookingService
from bot.observability.instruments import make_instruments
from bot.observability.observer import Observer
from bot.providers import Providers, connect
from bot.readiness import Readiness
from bot.scheduling.attention_service import AttentionService
from bot.scheduling.drift_service import DriftService
from bot.scheduling.jobs.agents import AgentJobs
from bot.scheduling.jobs.alerts import Alerts
from bot.scheduling.jobs.appointments import AppointmentJobs
from bot.scheduling.jobs.base import JobContext, ProviderJobs
from bot.scheduling.jobs.dispatch import JobDispatcher
from bot.scheduling.jobs.list_comparison import ListComparer
from bot.scheduling.jobs.listed_bookings import ListedBookingJobs
from bot.scheduling.jobs.notifications import Notifier
from bot.scheduling.jobs.reconciliation import Reconciler
from bot.scheduling.jobs.requests import CalendarActionJobs, CancellationJobs
from bot.scheduling.jobs.sessions import SessionJobs
from bot.scheduling.jobs.zone_updates import recompute, would_shift_bookings
from bot.scheduling.model.failures import Fault
from bot.scheduling.model.limits import Limits
from bot.scheduling.model.reference import Kind
from bot.scheduling.ports.providers import Appointments
from bot.scheduling.ports.slack import Notices
from bot.scheduling.ports.store import Store
from bot.scheduling.tasks.queue import Queue
from bot.settings import Settings
from bot.store import CannotOpen, open_store
from bot.store.ports import ManagedStore
from bot.times import zone_data
from bot.times.moment import UtcClock, utc_now
from bot.web.calendar_links import CalendarFiles, CalendarLinks
from bot.web.monitoring import Monitoring
from bot.web.wsgi_app import WsgiApp
from bot.worker import THREADS, Workers
from handlers import register
from handlers.services import Choices, Services
from handlers.slack.background import Background
from handlers.slack.channels import Channels
from handlers.slack.deadline import WITHIN, remaining_to_write, request_deadline
from handlers.slack.people import People
from handlers.slack.posting_rights import PostingRights
from handlers.slack.responder import Responder
from handlers.slack.staff import Staff
from handlers.slack.visibility import ChannelVisibility
from handlers.slack.web_api import SlackApi
from handlers.ui.notices import SlackNotices

log = logging.getLogger(__name__)

JOB_TIMEOUT = timedelta(seconds=15)

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """How long Slack may take while somebody waits: for one question, and for all of a request.

    A question is who they are or whether they are staff, where a card may be posted, and their form.
    """

    identity: timedelta = timedelta(seconds=0.8)
    posting: timedelta = timedelta(seconds=0.6)
    form: timedelta = timedelta(seconds=1.3)
    request: timedelta = WITHIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Docket put together: `bolt` for Socket Mode, `wsgi_app` for HTTP."""

    bolt: App
    workers: Workers
    signing_secret: SecretStr
    files: CalendarFiles
    clock: UtcClock
    monitoring: Monitoring
    close: Callable[[], None]

    @property
    def wsgi_app(self) -> WsgiApp:
        """The door for HTTP; it needs the signing secret, which Socket Mode does not."""
        return WsgiApp(
            self.bolt,
            signing_secret=self.signing_secret.get_secret_value(),
            monitoring=self.monitoring,
            calendar_file=self.files.file,
            clock=self.clock,
        )

    def stop(self) -> None:
        """Finish what is under way, then close everything."""
        self.workers.stop()
        self.close()


def build(
    settings: Settings,
    *,
    clock: UtcClock = utc_now,
    threads: int = THREADS,
    deadlines: Deadlines | None = None,
) -> Application:
    """Join everything as the settings say; nothing runs yet, and nothing is called. Raises CannotOpen.

    `threads` is how many take the work of each queue; `deadlines` are those of Slack's three seconds.
    """
    deadlines = deadlines or Deadlines()
    store = _store(settings, clock=clock)
    alerts = Alerts(admins=settings.admin_users, clock=clock)
    in_time = partial(_in_time, within=deadlines.request)
    instruments = make_instruments(
        settings, count_backlog=in_time(lambda: store.backlog(now=clock()))
    )
    observer = instruments.observer
    providers = connect(
        settings,
        clock=clock,
        report=alerts.record,
        observer=observer,
        take_call=store.take_call,
    )
    links = CalendarLinks(public_url=settings.public_url, secret=settings.slack_signing_secret)
    slack = _slack(settings, observer, timeout=JOB_TIMEOUT, report=alerts.record)
    channels = Channels()
    visibility = ChannelVisibility(
        channels, patient=slack, prompt=_slack(settings, observer, timeout=deadlines.identity)
    )
    people = People(
        _slack(settings, observer, timeout=deadlines.identity),
        admins=settings.admin_users,
        staff=settings.appointment_staff,
        holiday_region=settings.holiday_region,
    )
    notices = SlackNotices(
        slack, people=people, visibility=visibility, clock=clock, agents=settings.agents_on
    )
    jobs = _jobs(
        settings, store=store, providers=providers, notices=notices, alerts=alerts, clock=clock
    )
    workers = _workers(
        settings, store=store, jobs=jobs, clock=clock, threads=threads, observer=observer
    )
    services = _services(
        settings,
        observer,
        store=store,
        people=people,
        channels=channels,
        visibility=visibility,
        appointments=providers.carevalidate,
        links=links,
        clock=clock,
        deadlines=deadlines,
    )
    bolt = make_bolt(settings, observer, within=deadlines.request)
    register(bolt, services=services)

    def close() -> None:
        providers.close()
        store.close()
        instruments.close()

    return Application(
        bolt=bolt,
        workers=workers,
        signing_secret=settings.slack_signing_secret,
        files=CalendarFiles(
            links, booking_service=services.bookings, identify=services.reader, clock=clock
        ),
        clock=clock,
        monitoring=Monitoring(
            is_healthy=lambda: workers.are_alive() and store.is_readable(),
            problems=in_time(Readiness(store, workers).problems),
            render_metrics=instruments.metrics.render,
            token=settings.metrics_token,
        ),
        close=close,
    )


def _in_time(look: Callable[[], T], *, within: timedelta) -> Callable[[], T]:
    """Return what looks likewise, but waits for the database no longer than `within`.

    Watchers ask again every few seconds: those who wait would take the threads that Slack needs.
    """

    def look_in_time() -> T:
        with request_deadline(within):
            return look()

    return look_in_time


def _store(settings: Settings, *, clock: UtcClock) -> ManagedStore:
    """Open the store, unless bookings would be at other moments here than by newer zone data.

    Of a restored backup, what may have been done since is held. Raises CannotOpen.
    """
    if settings.is_kept_on_lost_disk:
        raise CannotOpen(
            "This host throws its disk away at every restart, and all bookings with it. Set DATABASE_URL"
            " to a PostgreSQL database (postgresql://…), then start Docket again."
        )
    store = open_store(
        settings.database_url.get_secret_value(),
        keys=settings.docket_encryption_keys,
        patience=remaining_to_write,
    )
    version = zone_data.available().version
    if would_shift_bookings(store, version=version, clock=clock):
        newest = store.zone_data_version()
        store.close()
        raise CannotOpen(
            f"Bookings use time zone data {newest}, but only {version} is installed here, so some"
            " would be at the wrong hour. Update the tzdata package, then start Docket again."
        )
    held = store.hold_restored(now=clock())
    if held:
        log.warning(
            "the database is a restored backup: %s unfinished jobs are compared with what providers"
            " hold and what Slack shows before anything is done again",
            held,
        )
    return store


def _workers(
    settings: Settings,
    *,
    store: ManagedStore,
    jobs: JobDispatcher,
    clock: UtcClock,
    threads: int,
    observer: Observer,
) -> Workers:
    """Make the threads that carry work out, and have them woken when some is written."""
    workers = Workers(
        store,
        runners=dict.fromkeys(Queue, jobs.run),
        give_up=jobs.abandon,
        clock=clock,
        threads=threads,
        observer=observer,
        hourly=make_housekeeping(settings, store=store, compared=_compared(settings), clock=clock),
        at_start=partial(recompute, store, version=zone_data.available().version, clock=clock),
    )
    store.deliver_to(workers)
    return workers


def _jobs(
    settings: Settings,
    *,
    store: Store,
    providers: Providers,
    notices: Notices,
    alerts: Alerts,
    clock: UtcClock,
) -> JobDispatcher:
    """Make what carries out each kind of work, at its provider or in Slack."""
    prevail, cronofy, carevalidate = providers.prevail, providers.cronofy, providers.carevalidate
    context = JobContext(
        announce_channel=settings.announce_channel,
        lag=timedelta(seconds=settings.provider_lag_seconds),
        clock=clock,
    )
    listed: dict[Kind, ListedBookingJobs[Any, Any]] = {
        Kind.SESSION: SessionJobs(prevail, context, select=store.select),
        Kind.APPOINTMENT: AppointmentJobs(carevalidate, context, select=store.select),
    }
    jobs: dict[Kind, ProviderJobs[Any, Any]] = {
        **listed,
        Kind.AGENT: AgentJobs(cronofy, context),
        Kind.CALENDAR_ACTION: CalendarActionJobs(cronofy, context),
        Kind.CANCELLATION: CancellationJobs(carevalidate, context),
    }
    return JobDispatcher(
        jobs,
        comparer=ListComparer(
            {kind: each for kind, each in listed.items() if kind in _compared(settings)},
            store=store,
            every=settings.list_check_every,
            lag=context.lag,
            clock=clock,
        ),
        reconciler=Reconciler(jobs, select=store.select, clock=clock),
        notifier=Notifier(notices, get=store.get, admins=settings.admin_users, clock=clock),
        alerts=alerts,
        clock=clock,
    )


def _services(
    settings: Settings,
    observer: Observer,
    *,
    store: Store,
    people: People,
    channels: Channels,
    visibility: ChannelVisibility,
    appointments: Appointments,
    links: CalendarLinks,
    clock: UtcClock,
    deadlines: Deadlines,
) -> Services:
    admins = settings.admin_users
    booking_service = ObservedBookingService(
        store,
        observer=observer,
        admins=admins,
        visibility=visibility,
        clock=clock,
        limits=Limits(
            bookings_per_minute=settings.limit_bookings_per_minute,
            invitations_per_hour=settings.limit_invitations_per_hour,
        ),
        guests_may_book=settings.guests_may_book,
        undo_within=timedelta(seconds=settings.undo_seconds),
    )
    slack, background = _slack(settings, observer, timeout=deadlines.form), Background()
    return Services(
        bookings=booking_service,
        attention=AttentionService(booking_service, store, admins=admins, clock=clock),
        drift=DriftService(booking_service, clock=clock),
        people=people,
        staff=Staff(
            _slack(settings, observer, timeout=deadlines.identity), named=settings.appointment_staff
        ),
        channels=channels,
        visibility=visibility,
        posting_rights=PostingRights(
            _slack(settings, observer, timeout=deadlines.posting), channels=channels
        ),
        slack=slack,
        responder=Responder(slack, background=background),
        choices=Choices(
            video_providers=settings.prevail_video_providers,
            session_types=settings.prevail_session_types,
            event_types=settings.carevalidate_event_types,
        ),
        appointments=appointments,
        background=background,
        switched_on=_switched_on(settings),
        calendars_on=settings.calendars_on,
        clock=clock,
        calendar_link=links.link,
    )


def _compared(settings: Settings) -> frozenset[Kind]:
    """Return the kinds of which bookings are compared with their provider's list."""
    kinds = {Kind.SESSION, Kind.APPOINTMENT} if settings.list_check_every else set()
    return _switched_on(settings) & kinds


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
    observer: Observer,
    *,
    timeout: timedelta,
    report: Callable[[str, Fault | None], None] | None = None,
) -> SlackApi:
    return SlackApi(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_api_url,
        timeout=timeout,
        report=report,
        observer=observer,
    )
