"""What was confirmed for the texts of an organisation's bills, at a moment and now."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from assessments.carbon.confirmed import Confirmed, Question
from assessments.matching.models import MatchConfirmation, ThicknessFrom


def digest_of_question(question: Question) -> str:
    """By what a text in a class of unit is found [SHA-256]."""
    return hashlib.sha256("\n".join(question).encode("utf-8")).hexdigest()


def confirmed_until(organisation_id: int, at: datetime) -> dict[Question, Confirmed]:
    """The confirmations that acted at a moment. The same moment always gives the same factors and thicknesses."""
    acting = MatchConfirmation.objects.filter(
        Q(withdrawn_at=None) | Q(withdrawn_at__gt=at), organisation=organisation_id, confirmed_at__lte=at
    )
    return {(row.text, row.unit_class): _confirmed(row) for row in acting.select_related("confirmed_by")}


def acting_confirmations(organisation_id: int, digests: Iterable[str]) -> dict[str, MatchConfirmation]:
    """What acts now for some texts, by their digests.

    All of the organisation's are read: a take-off has more texts than some databases take values in one question.
    """
    wanted = frozenset(digests)
    acting = MatchConfirmation.objects.filter(organisation=organisation_id, withdrawn_at=None)
    return {row.digest: row for row in acting.select_related("confirmed_by") if row.digest in wanted}


def acting_batch(organisation_id: int, batch: UUID) -> tuple[MatchConfirmation, ...]:
    """What of those confirmed in one go still acts."""
    found = MatchConfirmation.objects.filter(organisation=organisation_id, batch=batch, withdrawn_at=None)
    return tuple(found.order_by("text"))


def history_of(organisation_id: int, digest: str) -> tuple[MatchConfirmation, ...]:
    """Everything that was ever confirmed for a text, newest first."""
    found = MatchConfirmation.objects.filter(organisation=organisation_id, digest=digest)
    return tuple(found.select_related("confirmed_by", "withdrawn_by").order_by("-confirmed_at"))


def _confirmed(row: MatchConfirmation) -> Confirmed:
    return Confirmed(
        factor_key=row.factor_key,
        thickness_mm=row.thickness_mm,
        thickness_read=row.thickness_from == ThicknessFrom.TEXT,
        by=str(row.confirmed_by) if row.confirmed_by is not None else None,
        on=timezone.localdate(row.confirmed_at),
    )
