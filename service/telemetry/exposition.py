"""The text that Prometheus reads (exposition format 0.0.4)."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4


def text_of(registry: CollectorRegistry) -> bytes:
    """Every metric with its meaning, its type and its values."""
    return generate_latest(_WithoutBirthdays(registry))


class _WithoutBirthdays(Collector):
    """Leaves out when each series began, which the library tells as gauges that nobody asks for.

    Its own switch for them is one for the whole process.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def collect(self) -> Iterator[Metric]:
        for metric in self._registry.collect():
            if metric.type in ("counter", "histogram"):
                metric.samples = [
                    sample for sample in metric.samples if not sample.name.endswith("_created")
                ]
            yield metric
