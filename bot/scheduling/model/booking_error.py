"""The root of what is raised where a decision about one booking can't be made.

BookingError
├── OnlyOthersMay        this person may not, and administrators may (bot.scheduling.model.rights)
│   ├── NotYours             it is somebody else's
│   └── OnlyAdmins           only an administrator may say that
├── NotShown             this person may not see more of it (bot.scheduling.model.rights)
├── OnlyMembers          only its workspace's own people may (bot.scheduling.model.rights)
├── InvalidTransition    it does not follow from its state (bot.scheduling.model.transitions)
├── HasAgent             the session has an agent already (bot.scheduling.model.session_agent)
├── AlreadyStarted       its time has come (bot.scheduling.refusals)
├── NothingToChange      it is a request, which is carried out once (bot.scheduling.refusals)
├── Outdated             the form shows it as it no longer is (bot.scheduling.refusals)
├── NothingToResolve     it needs no attention anymore (bot.scheduling.attention)
├── ClaimInProgress      what was said of it is being looked at (bot.scheduling.attention)
└── UsedKey              the form was submitted before (bot.scheduling.ports.store)

Unreadable stands beside it: there is no booking that it could keep.
"""

from bot.scheduling.model.record import Record


class BookingError(Exception):
    """A decision that can't be made; it keeps the booking, so that its state can be shown."""

    def __init__(self, booking: Record) -> None:
        """Keep the booking as it is now."""
        super().__init__(f"{booking.ref} is {booking.state}")
        self.booking = booking


class Unreadable(Exception):
    """What is stored of a booking cannot be read, so nobody can see or change it until it is mended."""

    def __init__(self, ref: str, *, owner: str) -> None:
        """Keep its reference and its owner's Slack id, which stand beside what cannot be read."""
        super().__init__(ref)
        self.ref = ref
        self.owner = owner
