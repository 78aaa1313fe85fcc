"""What `/bookings attention` lists, and what its buttons mean."""

from bot.scheduling.attention import AttentionItem, AttentionReason
from bot.scheduling.model.record import OUTCOME_UNKNOWN, Record, State
from handlers.messages import failures, states, times
from handlers.messages.presenters import presenter_of

LOOK_AGAIN = "Check again"
NOTIFY_NOW = "Tell them now"
OURS = "It's ours"
NOT_BOOKED_ALL_THE_SAME = "No, it wasn't booked"


def unknown_what(booking: Record) -> str:
    """Say what is not known of it."""
    if booking.provider_state is not None:
        return "whether the last change was made"
    return f"whether it was {presenter_of(booking).done}"


def not_made(booking: Record) -> str:
    """Name the button which says that nothing was done."""
    return (
        "Not changed" if booking.provider_state is not None else f"Not {presenter_of(booking).done}"
    )


def declare_effects(booking: Record) -> str:
    """Say what follows from saying that nothing was done."""
    if booking.provider_state is not None:
        return (
            f"Docket will treat the last change to {booking.ref} as not made, unless"
            f" {booking.provider} shows otherwise. Check there first if you can."
        )
    done = presenter_of(booking).done
    return (
        f"Docket will mark {booking.ref} as not {done}. Its entries are kept, so you can try again."
        f" Check {booking.provider} first."
    )


def second_booking_warning(booking: Record) -> str:
    """Warn that trying again may make what may be there already once more; nothing where it can't."""
    presenter = presenter_of(booking)
    looks = presenter.duplicate_warning()
    if not looks:
        return ""
    return (
        f"{booking.provider} may already have {presenter.done} {booking.ref}, so trying again may"
        f" create a duplicate. {looks}"
    )


def heading(count: int) -> str:
    """Say how many things need attention."""
    if not count:
        return "*Nothing needs attention.* Everything you can change is up to date."
    return f"*Needs attention: {count}*"


def page(page: int, pages: int) -> str:
    """Say which page of the list this is."""
    return f"Page {page} of {pages}"


def details(item: AttentionItem) -> list[str]:
    """Say what is known of something that needs attention, and since when it does."""
    booking = item.booking
    since = f" (since {times.at(item.since)})" if item.since else ""
    lines = []
    if AttentionReason.UNKNOWN in item.reasons:
        lines.append(f"*Not known {unknown_what(booking)}*{since}. {_last_heard(booking)}")
    if AttentionReason.STUCK in item.reasons:
        lines.append(f"*Stuck*{since}. {failures.delayed(booking, booking.trouble)}")
    if AttentionReason.UNDELIVERED in item.reasons:
        lines.append(
            f"*No one was notified*{since}: Slack rejected every message about it (now:"
            f" {states.state_word(booking)})."
        )
    if AttentionReason.DELAYED in item.reasons:
        lines.append(
            f"*Not posted yet*{since}: Slack hasn't accepted an update about it. Docket keeps"
            f" trying (now: {states.state_word(booking)})."
        )
    return lines


def _last_heard(booking: Record) -> str:
    """Say what the provider was last seen to hold, and when."""
    if booking.provider_state is not None:
        return presenter_of(booking).last_known()
    if booking.state is not State.FAILED:
        return failures.delayed(booking, booking.trouble)
    return failures.why_not(booking, booking.trouble, booking.reason)


def needs_nothing(booking: Record) -> str:
    """Say that what somebody wants to mend has been mended."""
    return f"{booking.ref} no longer needs that (now: {states.state_word(booking)})."


def claim_in_progress(booking: Record) -> str:
    """Say that somebody else was first."""
    return (
        f"Someone just answered for {booking.ref}, and Docket is checking {booking.provider}."
        " They'll get the result. `/bookings attention` lists it until it's resolved."
    )


def only_admins(booking: Record, admins: frozenset[str]) -> str:
    """Say who can adopt what may be somebody else's."""
    named = " or ".join(f"<@{admin}>" for admin in sorted(admins)[:5])
    who = named or "an administrator of this workspace"
    return (
        f"Only an administrator can confirm that something in {booking.provider} is {booking.ref}."
        f" Ask {who}."
    )


def looking_for(booking: Record) -> str:
    """Say that a claim is being checked."""
    if not presenter_of(booking).provider.has_list:
        return f"{booking.ref}: Got it. Docket will reply here."
    return f"{booking.ref}: Docket is checking {booking.provider} and will reply here."


def trying_again(booking: Record) -> str:
    """Say that what was stuck is tried at once, or what is unknown looked at."""
    if booking.trouble not in OUTCOME_UNKNOWN:
        return f"{booking.ref}: Docket is trying again now. Watch its card for the result."
    if not presenter_of(booking).provider.has_list:
        return (
            f"{booking.ref}: Docket is asking {booking.provider} again now. Watch its card for the"
            " result."
        )
    return (
        f"{booking.ref}: Docket is checking {booking.provider} again now. Watch its card for the"
        " result. If nothing changes, it's still not known."
    )


def giving_up_means(booking: Record) -> str:
    """Say what follows from giving up."""
    match booking.state:
        case State.MOVING:
            return (
                f"Docket will stop trying to change {booking.ref}, and leave it as"
                f" {booking.provider} has it."
            )
        case State.CANCELING:
            return f"Docket will stop trying to cancel {booking.ref}, so it may still take place."
        case _:
            return (
                f"Docket will stop trying {booking.ref}. Its entries are kept, so you can change them and try"
                " again."
            )


def giving_up(booking: Record) -> str:
    """Say that nothing more is tried, and where it will be seen what came of it."""
    last = f", after a last check of {booking.provider}"
    looks = last if presenter_of(booking).provider.has_list else ""
    return f"{booking.ref}: Docket stops trying{looks}. Watch its card for the result."


def notifying_now(booking: Record) -> str:
    """Say that undelivered messages are sent once more."""
    return (
        f"{booking.ref}: Docket is sending it again now. If Slack still rejects it, it stays in"
        " this list."
    )
