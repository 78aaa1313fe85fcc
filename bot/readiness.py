"""Whether requests should be sent to this process: what keeps it from taking and carrying out work."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.store.ports import ManagedStore
from bot.worker import Workers


@dataclass(frozen=True, slots=True)
class Readiness:
    """Looks at the store and at the threads that carry work out."""

    store: ManagedStore
    workers: Workers

    def problems(self) -> Mapping[str, str]:
        """Return what is wrong, by name; nothing where all is well."""
        if not (self.store.is_readable() and self.store.is_writable()):
            return {"database": "The database doesn't answer, or nothing can be written there."}
        if not self.workers.are_alive():
            return {"workers": "Not all threads that carry work out are running."}
        return {
            f"queue {queue}": "Work is due that this process doesn't take."
            for queue in self.workers.queues_at_standstill()
        }
