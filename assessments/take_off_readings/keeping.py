"""What is kept of readings: those that gave a take-off, with the file it was read from; others for a week."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from assessments.retention import forget_unattached
from assessments.take_off_readings.models import ReadingStatus, TakeOffReading

KEPT: Final = timedelta(days=7)


def forget_old_readings() -> int:
    """Let go of those that gave nothing; how many."""
    cutoff = timezone.now() - KEPT
    without = TakeOffReading.objects.filter(status__in=(ReadingStatus.FAILED, ReadingStatus.CANCELLED))
    old = list(without.filter(ended_at__lt=cutoff).values_list("pk", "source_id"))
    TakeOffReading.objects.filter(pk__in=[pk for pk, _ in old]).delete()
    forget_unattached({str(digest) for _, digest in old}, unless_since=cutoff)
    return len(old)
