"""The result of a step of resolving: a value, several of which one is meant, or an answer already.

An ambiguity is a value like any other: the steps that follow are taken for each of its senses,
and only then is one of their answers chosen, or a question made of several.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from bot.times.reading.answers import Answer, ask

T = TypeVar("T")
U = TypeVar("U")

Choose = Callable[[Sequence[Answer | None]], Answer | None]
"""What takes the answers of all senses, in their order, to one."""


class Senses(ABC, Generic[T]):
    """All that a phrase may mean after some step."""

    @abstractmethod
    def then(self, step: Callable[[T], "Senses[U]"], /) -> "Senses[U]":
        """The senses after the next step, for each of these."""

    @abstractmethod
    def answer(self, last_step: Callable[[T], Answer | None], /) -> Answer | None:
        """The one answer, chosen among those that the last step gives for each of these."""


@dataclass(frozen=True, slots=True)
class Sense(Senses[T]):
    """The one value that is meant."""

    value: T

    def then(self, step: Callable[[T], Senses[U]], /) -> Senses[U]:
        """The senses after the next step."""
        return step(self.value)

    def answer(self, last_step: Callable[[T], Answer | None], /) -> Answer | None:
        """The answer of the last step."""
        return last_step(self.value)


@dataclass(frozen=True, slots=True)
class Settled(Senses[T]):
    """An answer that needs no further step; None where the parts make no sense together."""

    settled: Answer | None = None

    def then(self, _step: Callable[[T], Senses[U]], /) -> Senses[U]:
        """The same answer: nothing is left to do."""
        return Settled(self.settled)

    def answer(self, _last_step: Callable[[T], Answer | None], /) -> Answer | None:
        """The answer that there is."""
        return self.settled


@dataclass(frozen=True, slots=True)
class Ambiguity(Senses[T]):
    """Several senses in the order of their rank, and how one of their answers is chosen."""

    senses: tuple[Senses[T], ...]
    choose: Choose

    def then(self, step: Callable[[T], Senses[U]], /) -> Senses[U]:
        """The same choice, among what the next step makes of each."""
        return Ambiguity(tuple(one.then(step) for one in self.senses), self.choose)

    def answer(self, last_step: Callable[[T], Answer | None], /) -> Answer | None:
        """The answer chosen among those of all senses."""
        return self.choose([one.answer(last_step) for one in self.senses])


def one_of(senses: tuple[Senses[T], ...], choose: Choose) -> Senses[T]:
    """The only sense there is; of several, the ambiguity that `choose` resolves."""
    return senses[0] if len(senses) == 1 else Ambiguity(senses, choose)


def asked(sentence: str, values: Iterable[T]) -> Senses[T]:
    """Several values, which are asked about unless they mean the same moment."""
    return one_of(tuple(Sense(value) for value in values), partial(ask, sentence))
