"""Figures for Prometheus: read from the database, so that any process gives the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from statistics import quantiles

from django.db.models import Count, Sum
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from energyplus_runs.models import Run, RunStatus
from energyplus_runs.operating.figures import cause_of
from energyplus_runs.operating.switch import takes_new_work
from energyplus_runs.operating.workers import living, living_slots
from energyplus_runs.queueing import waiting_in_order
from standard_site.files.models import StoredFile

WINDOW = timedelta(hours=24)


def metrics_text() -> bytes:
    """All figures as they are now, in the text format."""
    registry = CollectorRegistry()
    registry.register(_Figures())
    return generate_latest(registry)


class _Figures(Collector):
    """Counters would have to outlive every process; what the rows say is told as it is instead."""

    def collect(self) -> Iterator[Metric]:
        yield from _queue()
        yield from _workers()
        yield from _storage()
        yield from _of_the_last_day()

    def describe(self) -> Iterable[Metric]:
        """Nothing is read merely to be registered."""
        return []


def _queue() -> Iterator[Metric]:
    counts = dict(Run.objects.order_by().values_list("status").annotate(Count("pk")))
    by_status = GaugeMetricFamily("runs", "Runs by status", labels=["status"])
    for status in RunStatus:
        by_status.add_metric([str(status)], counts.get(status, 0))
    yield by_status
    waiting = waiting_in_order()
    oldest = min((one.since for one in waiting), default=None)
    wait_s = (timezone.now() - oldest).total_seconds() if oldest is not None else 0.0
    yield GaugeMetricFamily("runs_queue_depth", "Runs that wait for a worker", value=len(waiting))
    yield GaugeMetricFamily("runs_longest_wait_seconds", "The longest of their waits", value=wait_s)


def _workers() -> Iterator[Metric]:
    yield GaugeMetricFamily("workers_alive", "Workers that reported themselves lately", living().count())
    yield GaugeMetricFamily("workers_slots", "Runs that can be under way at once", value=living_slots())
    taken = "1 while new work is taken, 0 while an operator stopped it"
    yield GaugeMetricFamily("workers_take_new_work", taken, value=int(takes_new_work()))


def _storage() -> Iterator[Metric]:
    stored = StoredFile.objects.aggregate(size=Sum("size_bytes"), files=Count("pk"))
    yield GaugeMetricFamily("storage_content_bytes", "Size of all stored files", value=stored["size"] or 0)
    yield GaugeMetricFamily("storage_files", "Stored files", value=stored["files"])


def _of_the_last_day() -> Iterator[Metric]:
    ended = Run.objects.filter(ended_at__gt=timezone.now() - WINDOW)
    own = ended.filter(status=RunStatus.SUCCEEDED, cached_from__isnull=True, started_at__isnull=False)
    rows = list(own.values_list("wall_s", "requested_at", "started_at"))
    walls = [wall for wall, _, _ in rows if wall is not None]
    waits = [(started - asked).total_seconds() for _, asked, started in rows if started is not None]
    yield _spread("runs_day_wall_seconds", "Wall time of the simulations of the last 24 h", walls)
    yield _spread("runs_day_wait_seconds", "Wait of the simulations of the last 24 h", waits)
    shared = ended.filter(cached_from__isnull=False).count()
    yield GaugeMetricFamily("runs_day_from_cache", "Runs of the last 24 h with the result of another", shared)
    causes = Counter(map(cause_of, ended.filter(status=RunStatus.FAILED).values_list("findings", flat=True)))
    failures = GaugeMetricFamily(
        "runs_day_failures", "Failed runs of the last 24 h by first error", labels=["code"]
    )
    for code, count in sorted(causes.items()):
        failures.add_metric([code], count)
    yield failures


def _spread(name: str, text: str, values: list[float]) -> Metric:
    """The median and the ninth tenth; nothing where nothing was measured."""
    family = GaugeMetricFamily(name, text, labels=["quantile"])
    if values:
        tenths = quantiles(values, n=10, method="inclusive") if len(values) > 1 else values * 9
        family.add_metric(["0.5"], tenths[4])
        family.add_metric(["0.9"], tenths[8])
    return family
