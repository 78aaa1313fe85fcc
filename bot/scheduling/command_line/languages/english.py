"""English words in command lines, by what they mean; verbs and their synonyms are in `verbs.py`."""

import re

from bot.scheduling.command_line.languages.word_list import words

# Names a booking without its reference: `cancel next`, `show last`.
NEXT_OR_LAST = words("next last")
# In place of a noun: `next one`.
ONE = "one"
MY = "my"
# Before a new time: `move S-7K2M to friday`.
TO = "to"
# Before how far a booking moves: `move S-7K2M by 1 week`.
BY = "by"
# A letter that begins references and is a word, too.
ARTICLE = "a"
VERSUS = words("v vs versus")
# After a verb, these make a title of it: `change of plea`, `cancel v. Lee`.
TITLE_AFTER_VERB = words("of v vs")

# How a request begins.
POLITE_OPENINGS = words("please pls plz docket @docket hey hi ok kindly")
# May follow `next` or `next one`.
COURTESIES = words("one please pls thanks thx now")
# `could you please book …`; to `set it up` is to book it.
POLITE_REQUEST = re.compile(
    r"(?:can|could|would|will)\s+(?:you|u|we|i)\s+(?:(?:please|pls)\s+)?"
    r"(?P<new>(?:set\s+up|put\s+(?:down|in)|set|add|arrange|make)\s+)?(?P<rest>.+)",
    re.IGNORECASE | re.DOTALL,
)
# Come before something that exists already, and begin no title.
DETERMINERS = words("the my our this that these those it me us them all everything his her their")
# After `new`, these make a name or a title of it: `New York`, `new client`.
NOUNS_AFTER_NEW = words("pt patient client hire matter york jersey mexico orleans hampshire")
# After one verb, these make a title of both: `move in inspection`, `show cause hearing`.
TITLE_AFTER_ONE_VERB = {"move": words("in out for into to"), "show": words("cause")}
# Verbs that begin no title in lower case.
VERBS_NEVER_IN_TITLES = words(
    "cancel delete unbook reschedule resched move edit copy duplicate clone show"
)
# Verbs that begin no title, even capitalized with a time behind it: `Move Smith fri 3pm`.
VERBS_THAT_MOVE = words("move reschedule resched")
# What nearly every booking is called: no word to tell one by where there are others.
COMMON_NOUNS = words("depo depos deposition depositions session sessions case booking")
# Before a new time: `edit S-7K2M time to 3pm`.
TIME_LABEL = re.compile(r"(?:the\s+)?(?:time|date|day)\s+(?=to\b)", re.IGNORECASE)
# Not the second part of a reference.
CLOCK_OR_ORDINAL = re.compile(r"\d{1,4}(?:[ap]m|st|nd|rd|th)", re.IGNORECASE)
# The time in a suggested move if none was typed.
EXAMPLE_TIME = "fri 3pm"
# A time that is still open.
TO_BE_ANNOUNCED = re.compile(r"\b(?:tbd|tba|tbc)\b", re.IGNORECASE)

# Begin a request, unless the command has such a verb.
UNDO = words("undo redo")
UNDO_OR_REPEAT = UNDO | words("repeat duplicate copy clone restore revert")

# Words that begin a question.
INTERROGATIVES = words(
    "who who's whos what what's whats when when's whens where where's wheres which why whose"
)
INDEFINITES = words("any anything anyone anybody")
# These begin a question whatever follows; other auxiliaries begin requests and names, too.
AUXILIARIES_ONLY_ASKED = words("is are does did was were isn't aren't doesn't didn't")
AUXILIARIES = AUXILIARIES_ONLY_ASKED | words("am do can could has have would should shall might")
SUBJECTS = words("i we you they he she there it any anything anyone anybody that this someone")
HOW = "how"
AFTER_HOW = words("do many long can to does about")
# Questions about Docket itself.
ASKS_FOR_HELP = words("how why can could would should")
# Begin a search.
LOOK = "look"
AFTER_LOOK = words("up for")
SEARCH_VERBS = words("find search lookup look")
TITLE_AFTER_SEARCH = words("warrant term terms")
# Begin a question if `me` or `us` follows.
TELL_VERBS = words("tell give get let send")
OBJECTS = words("me us")
FREE = words("free available availability")
ENDS_QUESTION = FREE | words("open taken booked busy")
# Alone in a line, these are answered with help.
HELP_WORDS = words(
    "hi hello hey thanks thank thx menu commands usage options settings config version about"
    " h man docs stop quit"
)
AFTER_HELP_WORD = words("docket you there")

# What can be listed.
LISTABLE = words(
    "session sessions booking bookings agent agents appointment appointments calendar schedule agenda"
    " upcoming everything mine all depos hearings"
)
DAYS = words(
    "today tomorrow tonight monday tuesday wednesday thursday friday saturday sunday"
    " mon tue tues wed thu thur thurs fri sat sun"
)
LIST_RANGES = words("week month attention everyone")
LIST_PREPOSITIONS = words("this next on for the my our")
PERIOD_WORDS = DAYS | LIST_RANGES | LISTABLE | LIST_PREPOSITIONS
POSSESSIVE = "'s"
FILLERS = words(
    "is are am the a an on my our me i we has have do any for in at to what whats it that of"
    " everything one please up about time title when list booked scheduled move cancel"
)
# Words of a question that are not searched for.
NOT_SEARCHED = (
    (
        INTERROGATIVES
        | INDEFINITES
        | AUXILIARIES
        | SUBJECTS
        | SEARCH_VERBS
        | TELL_VERBS
        | FREE
        | FILLERS
    )
    - {"this"}
) | LISTABLE

# After another state these usually begin a time: `CA in two weeks`.
STATE_CODES_READ_AS_WORDS = words("in or")

# What a list is narrowed by: fields, states as they are called in `State`, kinds, and whose it is.
FIELDS = {
    "case": "case",
    **dict.fromkeys(("deponent", "witness"), "deponent"),
    **dict.fromkeys(("host", "hosts"), "host"),
    **dict.fromkeys(("invitee", "invitees", "invited"), "invitee"),
    "type": "type",
}
STATES = {
    **dict.fromkeys(("canceled", "cancelled"), "cancelled"),
    **{name: name for name in ("confirmed", "requested", "failed")},
}
KINDS = {"sessions": "S", "agents": "A", "appointments": "P"}
MINE = words("mine my")
EVERYBODYS = words("all everybody everyone everybody's everyone's")
# Before the person whose bookings are listed.
BEFORE_OWNER = words("owner by of")
# Before `canceled`, canceled ones are listed as well.
INCLUDING = words("with including incl and plus")
