"""What only sessions' forms say."""

QUARTERS_ONLY = "Prevail books in quarter hours: choose one of these, or write another end."

ALREADY_INVITED = "Everyone here is invited already. Add somebody else, or leave this blank."

DEPONENT_NEEDS_EMAIL = (
    "Prevail invites the deponent by email: add the address, or leave both empty."
)

DEPONENT_NEEDS_NAME = "Add the deponent's name, or leave both empty."

TITLE_CUT = (
    "The title is longer than fits here. Leave this as it is to keep all of it; what you change"
    " takes its place."
)

TITLE_NEEDED = "Give the session a title."

NAME_ONLY = (
    "Enter only the name here, because cards show it. The email address goes in its own field."
)

LINK_NAME_ONLY = "Enter only the last part of the link, without slashes, such as doe-v-acme."

BAD_LINK_NAME = "A link name needs at least one letter or digit."

LONG_LINK_NAME = "A link name can have at most {most} characters. Choose a shorter one."

LINK_TAKEN = "Another session has this link name. Choose another, or leave it empty."


def caption_cut(caption: str, *, notes: int) -> str:
    """Say that a caption was cut for the title, and where it is whole, as far as `notes` take it."""
    if len(caption) <= notes:
        return "The caption is too long for a title, so it's cut here. It's whole in *Notes*."
    return (
        "The caption is too long for a title, so it's cut here. *Notes* has its first"
        f" {notes:,} characters; the rest doesn't fit."
    )
