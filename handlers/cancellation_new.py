"""/appointment cancel APPOINTMENT-ID: by CareValidate's own id, which takes the invitee's address."""


def is_id(text: str) -> bool:
    return False


def open_form(*a, **k): ...
