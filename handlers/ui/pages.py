"""A list shown page by page, with the buttons that turn it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from handlers.ui.blocks import Element, button

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """The page of `everything` that was `asked` for, counted from 0, with `size` on each."""

    everything: Sequence[T]
    size: int
    asked: int

    @property
    def count(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-len(self.everything) // self.size))

    @property
    def number(self) -> int:
        """The page that is shown; what was there before may have gone meanwhile."""
        return min(max(self.asked, 0), self.count - 1)

    @property
    def shown(self) -> Sequence[T]:
        """What is on the page."""
        return self.everything[self.number * self.size : (self.number + 1) * self.size]

    def buttons(self, *, action: str, value: Callable[[int], str]) -> list[Element]:
        """Draw the buttons that turn to the pages beside it; `value` says what one for a page carries."""
        ways = {"Previous page": self.number - 1, "Next page": self.number + 1}
        return [
            button(text, action=f"{action}_{number}", value=value(number))
            for text, number in ways.items()
            if 0 <= number < self.count
        ]
