"""What `/session help` and the help of the other commands answer."""

SESSION_HELP = """\
*Schedule a session:* `/session tomorrow 2pm Pacific`, or `/session` alone for an empty form.
*Change one:* `/session move S-7K2M fri 3pm` · `/session edit S-7K2M` · `/session cancel S-7K2M`
*Book another one like it:* `/session copy S-7K2M next tue` fills in the form with everything but the date; \
so do *Book again* on its card and *Day 2*, which also fills in the next working day.
*Find one:* `/session list` shows your upcoming sessions; add days (`next week`, `January`, `past`), `all`, \
any words, or filters (`case 2026-CV-118`, `host Lee`, `deponent Park`, `@person`, `canceled`).
`/session show S-7K2M` shows everything about one.
Instead of a reference, use `next` for your next session, `last` for the one you booked most recently, or \
what you know: a deponent, the email address of a host or invitee, a case, or words from a title. \
For example, `/session move Smith fri 3pm` or `/session cancel 2026-CV-118`. \
Leave it out to choose from a list.
Enter times the way you'd say them: `next Tue 2pm ET`, `Jan 28 9:30am London`, `in two weeks at noon`. \
Docket reads the time back before anything is booked."""

BOOKINGS_HELP = """\
*Your upcoming bookings*, including sessions, agents, and appointments: `/bookings`.
Add days, such as `today`, `week`, `month`, `January`, `week of Jan 4`, `mon to fri`, or `past`; \
filters, such as `case 2026-CV-118`, `host Lee`, `deponent Park`, `type deposition`, `sessions`, `@person`, \
`confirmed`, `canceled`, or `with canceled`; or any words. \
`all` includes everyone's bookings you have access to.
`/bookings attention` shows what's unclear, what's stuck, and which notifications didn't go out.
Each line starts with the reference: `/session show S-7K2M`, `/agent show A-7K2M` and \
`/appointment show P-7K2M` show the details."""

APPOINTMENT_HELP = """\
*Book an appointment:* `/appointment tomorrow 2pm Eastern`, or `/appointment` alone for an empty form.
*Find a time:* `/appointment slots CA NY` shows open times in these states; add a day or `week`.
*Cancel one:* `/appointment cancel P-7K2M`, or `/appointment cancel` with CareValidate's own ID.
*Find one:* `/appointment list` shows your upcoming appointments. \
`/appointment list today`, `week`, a date, two dates, or an invitee's email address checks CareValidate.
`/appointment show P-7K2M` shows everything about one of yours. Only appointment staff can see \
what others booked, and Docket records every lookup.
An appointment can't be moved; cancel it and book a new one.
Only you see what you enter about an invitee; a channel sees only the type, time, \
and status."""

AGENT_HELP = """\
*Send a meeting agent to a call:* `/agent https://zoom.us/j/123 tomorrow 2pm Pacific`. \
Without a time, it's sent right away.
*To a session booked with Docket:* press *Send agent* on its card, or `/agent S-7K2M`. It moves \
and cancels with the session.
*Change one:* `/agent move A-7K2M fri 3pm` · `/agent cancel A-7K2M`.
*Cancel one scheduled elsewhere* by its scheduling key: `/agent cancel KEY`.
*Calendar events:* `/agent remove CALENDAR EVENT` removes the agent from an event, \
`/agent add CALENDAR EVENT` adds one, `/agent delete CALENDAR EVENT` deletes the event and its agent.
*Find one:* `/agent list` shows your upcoming agents; add `today`, `week`, `all`, or any words, such as \
its session's case or deponent. \
`/agent show A-7K2M` shows everything about one.
An agent that has started joining stays. Remove it in the call itself."""
