"""English words in command lines, by what they mean; verbs and their synonyms are in `verbs.py`."""

import re

from bot.scheduling.command_line.languages.word_list import words

# A reference to a booking that is not its own: `cancel next`, `show last`.
NEXT_OR_LAST = words("next last")
# Stands for what the next or last is, `the next one`.
ONE = "one"
MY = "my"
# Stands before a new time: `move S-7K2M to friday`.
TO = "to"
# Stands before how far a booking moves: `move S-7K2M by 1 week`.
BY = "by"
# A letter that begins a reference and is a word, too.
ARTICLE = "a"
VERSUS = words("v vs versus")
# Behind a verb it makes a title of it: `change of plea`, `cancel v. Lee`.
TITLE_AFTER_VERB = words("of v vs")

# How a request begins.
POLITE_OPENINGS = words("please pls plz docket @docket hey hi ok kindly")
# What else may stand behind `next one`.
COURTESIES = words("one please pls thanks thx now")
# `could you please book …`; to `set it up` is to book it.
POLITE_REQUEST = re.compile(
    r"(?:can|could|would|will)\s+(?:you|u|we|i)\s+(?:(?:please|pls)\s+)?"
    r"(?P<new>(?:set\s+up|put\s+(?:down|in)|set|add|arrange|make)\s+)?(?P<rest>.+)",
    re.IGNORECASE | re.DOTALL,
)
# Stand before what exists already, and begin no title.
DETERMINERS = words("the my our this that these those it me us them all everything his her their")
# Behind `new` they make a name or a title of it: `New York`, `new client`.
NOUNS_AFTER_NEW = words("pt patient client hire matter york jersey mexico orleans hampshire")
# Verbs that begin no title in lower case.
VERBS_NEVER_IN_TITLES = words("cancel delete unbook reschedule resched")
# Said before a new time: `edit S-7K2M time to 3pm`.
TIME_LABEL = re.compile(r"(?:the\s+)?(?:time|date|day)\s+(?=to\b)", re.IGNORECASE)
# A number with one of these, or with am or pm, is no reference.
CLOCK_OR_ORDINAL = re.compile(r"\d{1,4}(?:[ap]m|st|nd|rd|th)", re.IGNORECASE)
# Stands in a suggested move for which no time was typed.
EXAMPLE_TIME = "fri 3pm"
# A time that is still open.
TO_BE_ANNOUNCED = re.compile(r"\b(?:tbd|tba|tbc)\b", re.IGNORECASE)

# What no command can do.
UNDO = words("undo redo")
UNDO_OR_REPEAT = UNDO | words("repeat duplicate copy clone restore revert")

# Words that begin a question.
INTERROGATIVES = words(
    "who who's whos what what's whats when when's whens where where's wheres which why whose"
)
INDEFINITES = words("any anything anyone anybody")
# These begin a question whatever follows; the other auxiliaries also say what somebody is to do.
AUXILIARIES_ONLY_ASKED = words("is are does did was were isn't aren't doesn't didn't")
AUXILIARIES = AUXILIARIES_ONLY_ASKED | words("am do can could has have would should shall might")
SUBJECTS = words("i we you they he she there it any anything anyone anybody that this someone")
HOW = "how"
AFTER_HOW = words("do many long can to does about")
# Questions about Docket itself.
ASKS_FOR_HELP = words("how why can could would should")
# What begins a search.
LOOK = "look"
AFTER_LOOK = words("up for")
SEARCH_VERBS = words("find search lookup look")
TITLE_AFTER_SEARCH = words("warrant term terms")
# What begins a question with `me` or `us` behind it.
TELL_VERBS = words("tell give get let send")
OBJECTS = words("me us")
FREE = words("free available availability")
ENDS_QUESTION = FREE | words("open taken booked busy")
# Alone in a line they ask for help, or are a greeting that is answered with it.
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
# What of a question is nothing to search for.
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

# Codes of states that, behind another state, more often begin a time: `CA in two weeks`.
RATHER_WORDS_THAN_STATES = words("in or")
