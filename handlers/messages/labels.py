"""The labels of buttons that several screens have, and the titles of forms that all kinds share."""

ACCEPT = "Accept"
ADD_TO_CALENDAR = "Add to calendar"
BOOK_AGAIN = "Book again"
CANCEL_FORM = "Cancel"
CHANGE_AND_TRY_AGAIN = "Change and try again"
CLEAR = "Clear"
COPY_LINK = "Copy link"
COPY_NOTICE = "Copy notice"
DAY_2 = "Day 2"
DETAILS = "Details"
EDIT = "Edit"
GIVE_UP = "Give up"
GO_BACK = "Go back"
JOIN = "Join"
MORE = "More"
MOVE = "Move"
PUT_BACK = "Put back"
REVOKE_LINKS = "Revoke calendar links"
SAVE = "Save"
SEND_AGENT = "Send agent"
SHOW_PASSWORD = "Show password"  # noqa: S105 - what a button says
TRY_AGAIN = "Try again"
VIEW_CARD = "View card"
UNDO = "Undo"


def cancel_kind(noun: str) -> str:
    """Name the button that cancels it, by what it is."""
    return f"Cancel {noun}"


def keep_kind(noun: str) -> str:
    """Name the button that leaves it as it is, by what it is."""
    return f"Keep {noun}"


def cancel_one(ref: str) -> str:
    """Ask in a form's title whether to cancel a booking."""
    return f"Cancel {ref}?"


def trying_again(ref: str) -> str:
    """Name the form that tries a failed booking again."""
    return f"Try {ref} again"
