"""The tables, as named steps: each runs once, in one transaction with the record that it ran."""

from sqlite_utils import Database, Migrations

from bot.scheduling.model.appointment import folded_id
from bot.scheduling.model.booking import MAX_DURATION
from bot.scheduling.model.reference import Kind
from bot.store.sql.indexes import (
    INDEX_BY_NUMBER,
    INDEXES_FOR_A_MILLION,
    INDEXES_IN_ORDER,
    INDEXES_OF_BUSY_TIMES,
)

migrate = Migrations("docket")


@migrate()
def bookings_decisions_and_work(db: Database) -> None:
    """Make the first tables.

    Times are seconds since the epoch. `link` is what the provider knows it by, unique among
    living sessions; `words` is what a list can be searched by; `line` orders work that must not overtake.
    """
    db.execute(
        """
        CREATE TABLE bookings (
            team TEXT NOT NULL, ref TEXT NOT NULL, owner TEXT NOT NULL, state TEXT NOT NULL,
            starts REAL NOT NULL, created REAL NOT NULL, link TEXT NOT NULL, words TEXT NOT NULL,
            data TEXT NOT NULL, PRIMARY KEY (team, ref)
        ) STRICT
        """
    )
    db.execute("CREATE INDEX bookings_by_owner ON bookings (team, owner, starts)")
    db.execute("CREATE INDEX bookings_by_start ON bookings (team, starts)")
    db.execute(
        "CREATE UNIQUE INDEX living_links ON bookings (link)"
        " WHERE state NOT IN ('cancelled', 'failed') AND ref >= 'S' AND ref < 'T'"
    )
    db.execute(
        """
        CREATE TABLE decisions (
            key TEXT PRIMARY KEY, team TEXT NOT NULL, ref TEXT NOT NULL, at REAL NOT NULL
        ) STRICT
        """
    )
    db.execute(
        """
        CREATE TABLE history (
            id INTEGER PRIMARY KEY, team TEXT NOT NULL, ref TEXT NOT NULL, by TEXT NOT NULL,
            what TEXT NOT NULL, text TEXT NOT NULL, at REAL NOT NULL
        ) STRICT
        """
    )
    db.execute("CREATE INDEX history_of_booking ON history (team, ref, id)")
    db.execute(
        """
        CREATE TABLE work (
            id INTEGER PRIMARY KEY AUTOINCREMENT, team TEXT NOT NULL, ref TEXT NOT NULL,
            lane TEXT NOT NULL, line TEXT NOT NULL, task TEXT NOT NULL, due REAL NOT NULL,
            since REAL NOT NULL, attempt INTEGER NOT NULL DEFAULT 0, lease TEXT, leased_until REAL
        ) STRICT
        """
    )
    db.execute("CREATE INDEX work_due ON work (lane, due)")
    db.execute("CREATE INDEX work_in_line ON work (line, id)")


@migrate()
def channel_of_the_card(db: Database) -> None:
    """Keep beside each booking the Slack channel that its card is in, to find those of a channel."""
    db.execute("ALTER TABLE bookings ADD COLUMN channel TEXT NOT NULL DEFAULT ''")
    db.execute(
        "UPDATE bookings SET channel = coalesce(json_extract(data, '$.card.channel'), '')"
        " WHERE json_valid(data)"
    )
    db.execute("CREATE INDEX bookings_by_channel ON bookings (team, channel)")


@migrate()
def work_set_aside(db: Database) -> None:
    """Let work that cannot be read be kept without being taken again: since when it is set aside."""
    db.execute("ALTER TABLE work ADD COLUMN set_aside REAL")


@migrate()
def nothing_typed_beside_the_data(db: Database) -> None:
    """Search the words in the data itself: beside it, nothing that was typed is kept."""
    db.execute("ALTER TABLE bookings DROP COLUMN words")


@migrate()
def keys_in_use(db: Database) -> None:
    """Make the table of the keys that anything is encrypted with; without a row nothing is.

    `wrapped` is the key of the hashes in `bookings.link`, encrypted with one of those keys.
    """
    db.execute("CREATE TABLE keys_in_use (id INTEGER PRIMARY KEY, wrapped TEXT NOT NULL) STRICT")


@migrate()
def personal_details_blanked(db: Database) -> None:
    """Remember since when a booking's personal details are blanked."""
    db.execute("ALTER TABLE bookings ADD COLUMN blanked REAL")


@migrate()
def appointments_by_folded_id(db: Database) -> None:
    """Keep CareValidate's ids as they are compared: in capitals they mean the same appointment."""
    appointments = db.execute(
        "SELECT rowid, link FROM bookings WHERE substr(ref, 1, 1) = ? AND link != team || '/' || ref",
        [Kind.APPOINTMENT],
    ).fetchall()
    for row, link in appointments:
        db.execute("UPDATE bookings SET link = ? WHERE rowid = ?", [folded_id(link), row])


@migrate()
def what_is_counted_for_each_person(db: Database) -> None:
    """Keep how much each person did lately of what they may do only so much of."""
    db.execute(
        """
        CREATE TABLE counted (
            team TEXT NOT NULL, user TEXT NOT NULL, what TEXT NOT NULL, amount INTEGER NOT NULL,
            at REAL NOT NULL
        ) STRICT
        """
    )
    db.execute("CREATE INDEX counted_for_person ON counted (team, user, what, at)")


@migrate()
def pace_of_slack(db: Database) -> None:
    """Keep by which way and into which place work for Slack goes, and how fast Slack takes it there.

    Of work that was not looked at yet both are empty. In `pace`, times are seconds since the epoch:
    when something was last taken, until when nothing is, and when it was last too much; `refused`
    counts how often in a row it was, and `unasked` says that it was although nothing was sent too fast.
    """
    db.execute("ALTER TABLE work ADD COLUMN way TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE work ADD COLUMN place TEXT NOT NULL DEFAULT ''")
    db.execute("CREATE INDEX work_under_way ON work (team) WHERE lease IS NOT NULL")
    db.execute(
        """
        CREATE TABLE pace (
            team TEXT NOT NULL, way TEXT NOT NULL, place TEXT NOT NULL,
            taken REAL NOT NULL DEFAULT 0, until REAL NOT NULL DEFAULT 0,
            refused_at REAL NOT NULL DEFAULT 0, refused INTEGER NOT NULL DEFAULT 0,
            unasked INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (team, way, place)
        ) STRICT
        """
    )


@migrate()
def channel_of_a_card_left_behind(db: Database) -> None:
    """Keep beside each booking the channel in which a card had to be left, to mend it when that goes."""
    db.execute("ALTER TABLE bookings ADD COLUMN left_in TEXT NOT NULL DEFAULT ''")
    db.execute("CREATE INDEX bookings_by_left ON bookings (team, left_in)")


@migrate()
def ends_and_turns(db: Database) -> None:
    """Keep when each booking ends, and when its card next has to be redrawn because of the clock.

    Of what is there already the end is only bounded, as its length stands in the data; the cards of
    what began in the last month are redrawn once.
    """
    db.execute("ALTER TABLE bookings ADD COLUMN ends REAL NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE bookings ADD COLUMN turns REAL")
    db.execute("UPDATE bookings SET ends = starts + ?", [MAX_DURATION.total_seconds()])
    db.execute(
        "UPDATE bookings SET turns = starts"
        " WHERE state NOT IN ('cancelled', 'failed') AND channel != ''"
        " AND substr(ref, 1, 1) IN ('A', 'P', 'S')"
        " AND starts > CAST(strftime('%s', 'now') AS REAL) - ?",
        [MAX_DURATION.total_seconds()],
    )
    db.execute("CREATE INDEX bookings_by_turn ON bookings (turns)")


@migrate()
def who_was_reminded_of_a_delay(db: Database) -> None:
    """Keep of work whether its owner (1), and administrators too (2), heard that Slack holds it up."""
    db.execute("ALTER TABLE work ADD COLUMN reminded INTEGER NOT NULL DEFAULT 0")


@migrate()
def what_is_said_once(db: Database) -> None:
    """Keep when each thing that is said once a day was last said, for all processes together."""
    db.execute(
        "CREATE TABLE said_once (team TEXT NOT NULL, what TEXT NOT NULL, at REAL NOT NULL,"
        " PRIMARY KEY (team, what)) STRICT"
    )


@migrate()
def versions_of_zone_data(db: Database) -> None:
    """Keep with which versions of the zone data all bookings were reckoned, and since when."""
    db.execute("CREATE TABLE zone_data (version TEXT PRIMARY KEY, at REAL NOT NULL) STRICT")


@migrate()
def calls_to_providers(db: Database) -> None:
    """Keep when calls were made to providers that allow only so many, for all processes together."""
    db.execute(
        "CREATE TABLE provider_calls (id INTEGER PRIMARY KEY, provider TEXT NOT NULL,"
        " at REAL NOT NULL) STRICT"
    )
    db.execute("CREATE INDEX provider_calls_by_time ON provider_calls (provider, at)")


@migrate()
def where_it_was_moved(db: Database) -> None:
    """Make the table that says where the database was copied to; with a row it is no longer used.

    What people may do little of is numbered, so that it can be told apart.
    """
    db.execute("CREATE TABLE moved (location TEXT NOT NULL, at REAL NOT NULL) STRICT")
    db.execute("ALTER TABLE counted RENAME TO counted_before")
    db.execute(
        """
        CREATE TABLE counted (
            id INTEGER PRIMARY KEY AUTOINCREMENT, team TEXT NOT NULL, user TEXT NOT NULL,
            what TEXT NOT NULL, amount INTEGER NOT NULL, at REAL NOT NULL
        ) STRICT
        """
    )
    db.execute(
        "INSERT INTO counted (team, user, what, amount, at)"
        " SELECT team, user, what, amount, at FROM counted_before"
    )
    db.execute("DROP TABLE counted_before")
    db.execute("CREATE INDEX counted_for_person ON counted (team, user, what, at)")


@migrate()
def tries_of_unknown_outcome(db: Database) -> None:
    """Keep of work when the try began of which nobody knows what came of it, and how far that was looked for.

    Of what an earlier version has begun that is not known exactly: it was shortly before these times.
    """
    db.execute("ALTER TABLE work ADD COLUMN tried REAL")
    db.execute("ALTER TABLE work ADD COLUMN cursor TEXT NOT NULL DEFAULT ''")
    db.execute("UPDATE work SET tried = coalesce(leased_until, due) WHERE attempt > 0")


@migrate()
def words_and_indexes_for_a_million(db: Database) -> None:
    """Keep the words that bookings are found by, and index whatever lists, look-ups and sweeps ask for.

    `indexed` says that a booking's words are written, and `unsettled` that it may need attention: what
    is there already is gone through in the background, and until then it may.
    """
    db.execute("ALTER TABLE bookings ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE bookings ADD COLUMN unsettled INTEGER NOT NULL DEFAULT 1")
    db.execute(
        "CREATE TABLE booking_words (team TEXT NOT NULL, ref TEXT NOT NULL, word TEXT NOT NULL,"
        " starts REAL NOT NULL, PRIMARY KEY (team, ref, word)) STRICT, WITHOUT ROWID"
    )
    for statement in INDEXES_FOR_A_MILLION:
        db.execute(statement)


@migrate()
def work_of_a_restored_backup(db: Database) -> None:
    """Keep which database this is, to know a restored backup of it, and what work such a backup held.

    `restored` is when Docket first ran on the backup: until then that work may have been done.
    """
    db.execute("CREATE TABLE origin (identity TEXT NOT NULL) STRICT")
    db.execute("ALTER TABLE work ADD COLUMN restored REAL")


@migrate()
def indexes_in_order(db: Database) -> None:
    """Index words, and what lasts long, so that what is found comes in the order of lists."""
    for statement in INDEXES_IN_ORDER:
        db.execute(statement)


@migrate()
def pace_of_reading(db: Database) -> None:
    """Keep how far `apart` in seconds pages are read since Slack refused one.

    That follows from how many `pages` it let be read one soon after the other, and `reading_since` when.
    """
    db.execute("ALTER TABLE pace ADD COLUMN pages INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE pace ADD COLUMN reading_since REAL NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE pace ADD COLUMN apart REAL NOT NULL DEFAULT 0")


@migrate()
def words_of_people(db: Database) -> None:
    """Have the words of what is there written again: now it is found by people and addresses as well."""
    db.execute("UPDATE bookings SET indexed = 0")


@migrate()
def busy_times(db: Database) -> None:
    """Keep who or what each booking takes from when to when, of what is there as its words are written."""
    db.execute(
        "CREATE TABLE busy_times (team TEXT NOT NULL, ref TEXT NOT NULL, key TEXT NOT NULL,"
        " starts REAL NOT NULL, ends REAL NOT NULL, PRIMARY KEY (team, ref, key, starts))"
        " STRICT, WITHOUT ROWID"
    )
    for statement in INDEXES_OF_BUSY_TIMES:
        db.execute(statement)
    db.execute("UPDATE bookings SET indexed = 0")


@migrate()
def index_numbers(db: Database) -> None:
    """Let `indexed` be the number of what a booking's words and busy times are made of.

    What has a lower one, as all has at first, is written again in the background.
    """
    for statement in INDEX_BY_NUMBER:
        db.execute(statement)
