"""What `/session help` and the help of the other commands answer."""

SESSION_HELP = """\
*Schedule a session:* `/session tomorrow 2pm Pacific`, or `/session` alone for an empty form.
*Change one:* `/session move S-7K2M fri 3pm` · `/session edit S-7K2M` · `/session cancel S-7K2M`
*Look:* `/session list` shows yours to come; add `today`, `week`, `all` or any words.
`/session show S-7K2M` shows everything about one.
In place of a reference, `next` means your next session and `last` the one you booked last. \
Without either you get the nearest ones to choose from.
Write times as you would say them: `next Tue 2pm ET`, `Jan 28 9:30am London`, `in two weeks at noon`. \
Docket reads the time back before anything is booked."""

BOOKINGS_HELP = """\
*Your bookings to come*, sessions, agents and appointments together: `/bookings`.
Add `today`, `week`, `month`, a date such as `28 Jan`, `mon to fri`, or any words of a title or case; \
`all` shows everybody's that you may see.
`/bookings attention` shows what nobody knows, what is stuck, and what Slack let nobody hear.
Each line begins with the reference: `/session show S-7K2M`, `/agent show A-7K2M` and \
`/appointment show P-7K2M` show more."""

APPOINTMENT_HELP = """\
*Book an appointment:* `/appointment tomorrow 2pm Eastern`, or `/appointment` alone for an empty form.
*Find a time:* `/appointment slots CA NY` shows what is free in these states; add a day or `week`.
*Cancel one:* `/appointment cancel P-7K2M`, or `/appointment cancel` with CareValidate's own id.
*Look:* `/appointment list` shows yours to come. `/appointment list today`, `week`, a date, two dates \
or an invitee's email address asks CareValidate.
`/appointment show P-7K2M` shows everything about one of yours. What others booked is for \
appointment staff alone, and every look is recorded.
Appointments cannot be moved: cancel the one and book another.
What you enter about an invitee is shown to you alone; in a channel there is only the type, the time \
and the state."""

AGENT_HELP = """\
*Send a meeting agent to a call:* `/agent https://zoom.us/j/123 tomorrow 2pm Pacific`. \
Without a time it is sent at once.
*To a session of Docket's:* press *Send agent* on its card, or `/agent S-7K2M`. It moves with the \
session, and is canceled with it.
*Change one:* `/agent move A-7K2M fri 3pm` · `/agent cancel A-7K2M`.
An agent that was scheduled elsewhere is canceled by its scheduling key: `/agent cancel KEY`.
*Calendar events:* `/agent remove CALENDAR EVENT` takes the agent off an event, \
`/agent add CALENDAR EVENT` puts one on, `/agent delete CALENDAR EVENT` deletes the event and its agent.
*Look:* `/agent list` shows yours to come; add `today`, `week`, `all` or any words. \
`/agent show A-7K2M` shows everything about one.
An agent that has begun to join stays: remove it in the call itself."""
