"""What is kept of a run, and for how long.

Always: the row with its results, findings and digests. The engine's own files (SQL, tables) never outlive the run. The prepared
model and the .err file stay for ever where a scorecard refers to the run, else RUN_FILES_KEPT_DAYS.
"""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from assessments.models import Scorecard
from energyplus_runs.models import OPEN_STATES, EnergyModel, Run
from standard_site.files.actions import forget

AT_A_TIME = 200
log = structlog.get_logger(__name__)


def forget_old_files() -> int:
    """Let go of the files of old runs that no scorecard refers to; how many files went."""
    cutoff = timezone.now() - timedelta(days=settings.RUN_FILES_KEPT_DAYS)
    runs = list(_unreferred(cutoff).values_list("pk", "prepared_id", "error_file_id")[:AT_A_TIME])
    if not runs:
        return 0
    among = Run.objects.filter(pk__in=[pk for pk, _, _ in runs])
    digests = {digest for _, *files in runs for digest in files if digest is not None}
    attached = _attached()
    gone = sum(_let_go(among, digest, cutoff, digest in attached) for digest in sorted(digests))
    log.info("old-files-forgotten", runs=len(runs), files=gone)
    return gone


@transaction.atomic
def _let_go(among: QuerySet[Run], digest: str, cutoff: datetime, attached: bool) -> bool:
    """Both or neither: a storage that fails leaves the runs as they were, so that the next time finds the file again."""
    among.filter(prepared=digest).update(prepared=None)
    among.filter(error_file=digest).update(error_file=None)
    return not attached and forget(digest, unless_since=cutoff)


def _unreferred(cutoff: datetime) -> QuerySet[Run]:
    """Old runs with files of which no scorecard says anything, nor of a run that took their results."""
    scored = Run.objects.filter(assessments__in=Scorecard.objects.values("assessment"))
    old = Run.objects.exclude(status__in=OPEN_STATES).filter(ended_at__lt=cutoff)
    with_files = old.filter(Q(prepared__isnull=False) | Q(error_file__isnull=False))
    sources = scored.filter(cached_from__isnull=False).values("cached_from")
    return with_files.exclude(pk__in=scored.values("pk")).exclude(pk__in=sources).order_by("ended_at")


def forget_unattached(digests: Set[str], unless_since: datetime) -> None:
    """Take files away that nothing refers to and nobody has brought since a moment."""
    for digest in sorted(digests - _attached() if digests else ()):
        forget(digest, unless_since=unless_since)


def _attached() -> set[str]:
    """Content that is named by models' attachments, which no foreign key protects."""
    rows = EnergyModel.objects.exclude(attachments=[]).values_list("attachments", flat=True)
    return {attachment["digest"] for attachments in rows for attachment in attachments}
