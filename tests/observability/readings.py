"""Readings of /metrics, as Prometheus takes them."""

from collections.abc import Mapping

import httpx
from prometheus_client.parser import text_string_to_metric_families


class Readings:
    """All samples of one scrape, to be found by their name and labels."""

    def __init__(self, text: str) -> None:
        self._samples = [
            sample for family in text_string_to_metric_families(text) for sample in family.samples
        ]

    @classmethod
    def of(cls, url: str) -> "Readings":
        """Read a process's metrics."""
        answer = httpx.get(f"{url}/metrics")
        assert answer.status_code == httpx.codes.OK, answer.text
        return cls(answer.text)

    def sum(self, name: str, **labels: str) -> float:
        """Return the sum of the samples that have these labels."""
        return sum(
            sample.value
            for sample in self._samples
            if sample.name == name and labels.items() <= sample.labels.items()
        )

    def labels(self) -> list[Mapping[str, str]]:
        """Return the labels of every sample."""
        return [sample.labels for sample in self._samples]

    def names(self) -> set[str]:
        """Return the names of all samples."""
        return {sample.name for sample in self._samples}
