"""Whom a back-test is about: the newest scorecard of each design, of those handed in for review unless all are asked for."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber

from assessments.models import Scorecard, Submission, SubmissionStatus

CHUNK = 2000
_HANDED_IN = (
    SubmissionStatus.SUBMITTED,
    SubmissionStatus.IN_REVIEW,
    SubmissionStatus.ACCEPTED,
    SubmissionStatus.CHANGES_REQUESTED,
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a population; None narrows nothing. `submitted_only`: handed in for review and not taken back."""

    kind: str | None = None
    typology: str | None = None
    year_from: int | None = None
    year_to: int | None = None
    organisation: int | None = None
    submitted_only: bool = True

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Filters:
        return cls(**data)


def members(filters: Filters, as_of: datetime) -> list[uuid.UUID]:
    """The keys of the scorecards in a population as it was at a moment, the oldest first.

    The newest scorecard of a design counts, and the filters are put to that one: what a corrected project was before does not
    come back by asking for it.
    """
    newest = (
        _eligible(filters, as_of)
        .annotate(
            place=Window(
                RowNumber(),
                partition_by="assessment__design",
                order_by=[F("created_at").desc(), F("pk").desc()],
            )
        )
        .filter(place=1)
        .values("pk")
    )
    chosen = Scorecard.objects.filter(pk__in=newest, **_conditions(filters))
    return list(chosen.order_by("created_at", "pk").values_list("pk", flat=True))


def population_digest(keys: Iterable[uuid.UUID]) -> str:
    """SHA-256 over the keys in order; scorecards never change, so the same keys are the same population."""
    digest = hashlib.sha256()
    for key in keys:
        digest.update(key.bytes)
    return digest.hexdigest()


def chunks(keys: Sequence[uuid.UUID], size: int = CHUNK) -> Iterator[Sequence[uuid.UUID]]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]


def inputs_of_keys(keys: Sequence[uuid.UUID]) -> list[dict[str, Any] | None]:
    """The stored inputs in the order of the keys; None where a scorecard has none, or is gone."""
    found = dict(Scorecard.objects.filter(pk__in=keys).values_list("pk", "inputs"))
    return [found.get(key) for key in keys]


def _eligible(filters: Filters, as_of: datetime) -> QuerySet[Scorecard]:
    cards = Scorecard.objects.filter(created_at__lte=as_of)
    if not filters.submitted_only:
        return cards
    handed_in = Submission.objects.filter(
        assessment=OuterRef("pk"), status__in=_HANDED_IN, submitted_at__lte=as_of
    )
    return cards.filter(Exists(handed_in))


def _conditions(filters: Filters) -> dict[str, Any]:
    wanted = {
        "kind": filters.kind,
        "typologies__contains": f"|{filters.typology}|" if filters.typology else None,
        "construction_start_year__gte": filters.year_from,
        "construction_start_year__lte": filters.year_to,
        "assessment__design__project__organisation": filters.organisation,
    }
    return {condition: value for condition, value in wanted.items() if value is not None}
