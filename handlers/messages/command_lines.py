"""What is answered to a command line that can be meant in several ways."""

from collections.abc import Sequence

from handlers.ui.blocks import as_written, clip_escaped


def not_used(text: str) -> str:
    """Say, as mrkdwn, which words of a line went into no field of its form."""
    said = as_written(text, to=200)
    return f"Docket didn't use “{said}”. If you need it, enter it in the right field."


def did_you_mean(text: str, *, meant: Sequence[str]) -> str:
    """Ask about a line that nearly is a command."""
    typed, command = as_written(text, to=100), meant[0].partition(" ")[0]
    lists_all = "" if f"{command} help" in meant else f" `{command} help` lists everything it does."
    return f"“{typed}” isn't a `{command}` command. Did you mean {_commands(meant)}?{lists_all}"


def names_a_booking(ref: str, *, meant: Sequence[str]) -> str:
    """Say what can be done with a booking where its reference stands in what looks like a new one."""
    return (
        f"{ref} is a booking's reference, and nothing was changed. Did you mean {_commands(meant)}?"
        f" To schedule something new with {ref} in its title, start with `/session new` and another"
        " word."
    )


def _commands(meant: Sequence[str]) -> str:
    *others, last = (f"`{clip_escaped(command, to=100)}`" for command in meant)
    return f"{', '.join(others)} or {last}" if others else last


def as_said(sentence: str) -> str:
    """Escape a sentence that repeats a person's words."""
    return clip_escaped(sentence, to=500)
