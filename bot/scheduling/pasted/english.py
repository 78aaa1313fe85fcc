"""English words in lists of people that are not names."""

import re

# What joins two people in a list.
AND = "and|&"
BESIDE_ADDRESSES = frozenset(
    {"and", "and/or", "bcc", "cc", "e-mail", "email", "from", "mail", "or", "to", "with"}
)
# Headings of a table of people; one with addresses has one of `EMAIL_HEADINGS`.
EMAIL_HEADINGS = frozenset({"email", "mail"})
COLUMN_HEADINGS = EMAIL_HEADINGS | frozenset(
    {
        *("address", "attendee", "company", "contact", "display", "e", "family", "firm", "first"),
        *("full", "given", "guest", "host", "invitee", "last", "middle", "mobile", "name"),
        *("organization", "party", "phone", "role", "surname", "title"),
    }
)
TITLE_AFTER_NAME = re.compile(
    r"(?:[js]r|i{1,3}|iv|esq|ph\.?d|m\.?d|j\.?d|ll\.?m|r\.?n|cpa|csr|rpr|crr)\.?", re.IGNORECASE
)
# Looks like a host, an address spelled out in words, or text that was cut off.
LIKE_ADDRESS = re.compile(r"\w{2,}\.\w{2,}|\bat\b.+\bdot\b|…", re.IGNORECASE)
