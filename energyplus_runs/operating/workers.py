"""The workers that are there."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.utils import timezone

from energyplus_runs.operating.models import WorkerNode

GONE_AFTER = timedelta(days=1)


def living() -> QuerySet[WorkerNode]:
    """The workers that reported themselves lately."""
    return WorkerNode.objects.filter(seen_at__gt=timezone.now() - timedelta(seconds=settings.RUN_LEASE_S))


def living_slots() -> int:
    """How many runs can be under way at the same time."""
    return living().filter(stopping_at__isnull=True).aggregate(slots=Sum("slots"))["slots"] or 0


def is_stopping(worker: str) -> bool:
    """Whether the node of a worker process ("node:pid") was asked to end."""
    return WorkerNode.objects.filter(name=worker.rpartition(":")[0], stopping_at__isnull=False).exists()


def forget_gone() -> None:
    WorkerNode.objects.filter(seen_at__lt=timezone.now() - GONE_AFTER).delete()
