"""Indexes that every database makes alike, as the steps of its schema make them."""

# What lists, look-ups, guards and sweeps ask for, each found at once however many bookings there are.
# Where a list is gone through in order, what it is narrowed by stands in the index too.
INDEXES_FOR_A_MILLION = (
    "DROP INDEX bookings_by_owner",
    "DROP INDEX bookings_by_start",
    "DROP INDEX bookings_by_channel",
    "DROP INDEX bookings_by_left",
    "CREATE INDEX words_by_start ON booking_words (team, word, starts)",
    "CREATE INDEX bookings_by_owner ON bookings (team, owner, starts, ref, ends)",
    "CREATE INDEX bookings_by_start ON bookings (team, starts, ref, ends)",
    "CREATE INDEX bookings_by_kind ON bookings (team, (substr(ref, 1, 1)), starts, ref, ends)",
    "CREATE INDEX bookings_by_making ON bookings (team, owner, created DESC, ref)",
    "CREATE INDEX bookings_by_channel ON bookings (team, channel, created DESC, ref)",
    "CREATE INDEX bookings_by_left ON bookings (team, left_in, created DESC) WHERE left_in != ''",
    "CREATE INDEX bookings_that_last ON bookings (team, starts) WHERE ends - starts > 86400",
    "CREATE INDEX bookings_by_link ON bookings (team, link, starts, ref)",
    "CREATE INDEX bookings_not_blanked ON bookings (starts, team, ref) WHERE blanked IS NULL",
    "CREATE INDEX bookings_unsettled ON bookings (team, starts, ref) WHERE unsettled = 1",
    "CREATE INDEX bookings_not_indexed ON bookings (team, ref) WHERE indexed = 0",
    "CREATE INDEX work_of_booking ON work (team, ref)",
    "CREATE INDEX decisions_by_time ON decisions (at)",
    "CREATE INDEX history_by_time ON history (at, id)",
    "CREATE INDEX counted_by_time ON counted (at)",
)
# What has a word comes in the order of lists, however many have it, kind by kind; so does what lasts long.
INDEXES_IN_ORDER = (
    "CREATE INDEX words_in_order ON booking_words (team, word, (substr(ref, 1, 1)), starts, ref)",
    "DROP INDEX words_by_start",
    "DROP INDEX bookings_that_last",
    "CREATE INDEX bookings_that_last ON bookings (team, starts, ref) WHERE ends - starts > 86400",
)
# What an earlier version wrote, also while it runs beside this one, is found by its number.
INDEX_BY_NUMBER = (
    "DROP INDEX bookings_not_indexed",
    "CREATE INDEX bookings_to_index ON bookings (team, ref) WHERE indexed < 2",
)
# Whoever is busy is found by the time; what takes long is rare, and found apart.
INDEXES_OF_BUSY_TIMES = (
    "CREATE INDEX busy_times_by_start ON busy_times (team, key, starts, ends, ref)",
    "CREATE INDEX busy_times_that_last ON busy_times (team, key, starts, ends) WHERE ends - starts > 86400",
)
