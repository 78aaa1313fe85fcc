"""Who owns which booking, and the work still to do."""


class CannotOpen(Exception):
    """The database cannot be used as it is; the sentence says why and what to do."""
