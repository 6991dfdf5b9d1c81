"""Confirming the factors of texts, many at once, and taking confirmations back."""

from __future__ import annotations

import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils import timezone

from assessments.auditing import record
from assessments.carbon.confirmed import question_of
from assessments.carbon.factor import PRODUCT, Factor
from assessments.carbon.factors_choice import is_expired
from assessments.carbon.matching import BY_THICKNESS, Way, way_to
from assessments.carbon.units import Unit
from assessments.matching.groups import Group, Materials, materials_of
from assessments.matching.models import MatchConfirmation, ThicknessFrom
from assessments.matching.reading import acting_confirmations
from assessments.models import Design
from assessments.policies import can_edit_project
from assessments.refusal import Conflict, NotAllowed, Refused
from standard_site.accounts.models import Organisation, User
from standard_site.lib.findings import Finding, FindingCatalogue, Where

FINDINGS: Final = FindingCatalogue(Path(__file__).with_name("findings.toml"))
MOST: Final = 500
MOST_THICKNESS_MM: Final = 5_000.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person wants for a text.

    Args:
        digest: the text, as its group has it.
        factor_key: the factor it shall have.
        thickness_mm: a thickness given by the person [mm]; kept only where the way to the factor's unit needs it.
        seen: the confirmation that the person saw acting; None where none was.
    """

    digest: str
    factor_key: str
    thickness_mm: float | None = None
    seen: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class _Checked:
    wanted: Wanted
    group: Group
    factor_key: str
    thickness_mm: float | None
    thickness_from: str

    def is_same(self, row: MatchConfirmation) -> bool:
        return (row.factor_key, row.thickness_mm) == (self.factor_key, self.thickness_mm)


def confirm(user: User, design: Design, wanted: Sequence[Wanted]) -> tuple[MatchConfirmation, ...]:
    """Confirm factors for texts of a design, all or none; they serve every design of the organisation from now on.

    Returns:
        What is new; a text that has this very factor already is left as it is.

    Raises:
        NotAllowed: the person does not work on the project.
        Refused: with every reason why one of them cannot be confirmed.
        Conflict: somebody changed or withdrew one that the person saw otherwise.
    """
    if not can_edit_project(user, design.project):
        raise NotAllowed
    checked = _checked(materials_of(design), wanted)
    return _kept(user, design, checked)


@transaction.atomic
def withdraw(user: User, design: Design, ids: Sequence[uuid.UUID]) -> tuple[MatchConfirmation, ...]:
    """Let confirmations of the organisation act no longer; scores that took them stay as they are.

    Raises:
        NotAllowed: the person does not work on the project.
        Refused: one of them is not there, or none is named.
        Conflict: one of them was withdrawn or changed already.
    """
    project = design.project
    if not can_edit_project(user, project):
        raise NotAllowed
    _check_count(ids)
    Organisation.objects.select_for_update().get(pk=project.organisation_id)
    found = MatchConfirmation.objects.filter(organisation=project.organisation_id, pk__in=set(ids))
    rows = tuple(found.select_related("confirmed_by", "withdrawn_by"))
    if len(rows) != len(set(ids)):
        raise Refused([FINDINGS.make("match-unknown", Where(field="confirmations"))])
    gone = next((row for row in rows if row.withdrawn_at is not None), None)
    if gone is not None:
        raise Conflict(_withdrawn(gone))
    _end(rows, user, timezone.now())
    detail = {"design": design.number, "count": len(rows), "texts": [_told(row) for row in rows]}
    record(project, user, "matches-withdrawn", _target(rows), **detail)
    return rows


def _checked(materials: Materials, wanted: Sequence[Wanted]) -> list[_Checked]:
    _check_count(wanted)
    checked: list[_Checked] = []
    findings: list[Finding] = []
    seen: set[str] = set()
    for one in wanted:
        result = _of_one(one, materials, seen)
        if isinstance(result, _Checked):
            checked.append(result)
        else:
            findings.append(result)
        seen.add(one.digest)
    if findings:
        raise Refused(findings)
    return checked


def _of_one(one: Wanted, materials: Materials, before: set[str]) -> _Checked | Finding:
    group = materials.get(one.digest)
    if group is None:
        return FINDINGS.make("match-text-unknown", Where(object=one.digest), digest=one.digest)
    where = Where(object=group.material)
    if one.digest in before:
        return FINDINGS.make("match-twice", where, text=group.material)
    return _check(one, group, materials, where)


def _check_count(given: Sequence[object]) -> None:
    if not given:
        raise Refused([FINDINGS.make("match-nothing-chosen")])
    if len(given) > MOST:
        raise Refused([FINDINGS.make("match-too-many", count=len(given), most=MOST)])


def _check(one: Wanted, group: Group, materials: Materials, where: Where) -> _Checked | Finding:
    """What is kept of a wish, or the reason why it cannot be met."""
    factor = materials.library.get(one.factor_key)
    values = {"text": group.material, "key": one.factor_key}
    if factor is None:
        code = "match-factor-unknown" if one.factor_key else "match-factor-missing"
        return FINDINGS.make(code, where, **values)
    if factor.module(PRODUCT) is None or is_expired(factor, timezone.localdate()):
        return FINDINGS.make("match-factor-unusable", where, **values)
    given = one.thickness_mm
    if given is not None and not (math.isfinite(given) and 0 < given <= MOST_THICKNESS_MM):
        return FINDINGS.make("match-thickness-bad", where, value=f"{given:g}", most=f"{MOST_THICKNESS_MM:g}")
    thickness_mm = group.thickness_mm if given is None else given
    way = way_to(factor, group.unit, thickness_mm)
    if way is Way.NONE and not group.weighed:
        return _no_way(group, factor, where)
    if way not in BY_THICKNESS:
        return _Checked(one, group, factor.key, None, "")
    read_so = thickness_mm == group.thickness_mm
    thickness_from = ThicknessFrom.TEXT if read_so else ThicknessFrom.PERSON
    return _Checked(one, group, factor.key, thickness_mm, thickness_from)


def _no_way(group: Group, factor: Factor, where: Where) -> Finding:
    thin = group.unit is Unit.M2 and way_to(factor, group.unit, 1.0) is not Way.NONE
    code = "match-thickness-missing" if thin else "match-unit-no-way"
    units = {"unit": factor.unit.value, "line_unit": group.unit.value}
    return FINDINGS.make(code, where, text=group.material, key=factor.key, **units)


@transaction.atomic
def _kept(user: User, design: Design, checked: Sequence[_Checked]) -> tuple[MatchConfirmation, ...]:
    project = design.project
    Organisation.objects.select_for_update().get(pk=project.organisation_id)  # one after the other
    acting = acting_confirmations(project.organisation_id, [one.wanted.digest for one in checked])
    new = [one for one in checked if _is_news(one, acting.get(one.wanted.digest), project.organisation_id)]
    if not new:
        return ()
    now, batch = timezone.now(), uuid.uuid4()
    _end([acting[one.wanted.digest] for one in new if one.wanted.digest in acting], user, now)
    rows = MatchConfirmation.objects.bulk_create(_row(one, design, user, now, batch) for one in new)
    detail = {"design": design.number, "count": len(rows), "texts": [_told(row) for row in rows]}
    record(project, user, "matches-confirmed", _target(rows), **detail)
    return tuple(rows)


def _is_news(one: _Checked, acting: MatchConfirmation | None, organisation_id: int) -> bool:
    """Whether there is something to keep; Conflict where the person saw something else than what acts now."""
    if acting is not None and one.is_same(acting):
        return False
    if acting is not None and acting.pk != one.wanted.seen:
        raise Conflict(_changed(acting))
    if acting is None and one.wanted.seen is not None:
        known = MatchConfirmation.objects.filter(organisation=organisation_id, digest=one.wanted.digest)
        seen = known.filter(pk=one.wanted.seen).select_related("withdrawn_by").first()
        if seen is None:
            raise Refused([FINDINGS.make("match-unknown", Where(object=one.group.material, field="seen"))])
        raise Conflict(_withdrawn(seen))
    return True


def _row(one: _Checked, design: Design, user: User, now: datetime, batch: uuid.UUID) -> MatchConfirmation:
    text, unit = question_of(one.group.material, one.group.unit)
    return MatchConfirmation(
        organisation_id=design.project.organisation_id,
        digest=one.wanted.digest,
        text=text,
        unit_class=unit,
        factor_key=one.factor_key,
        thickness_mm=one.thickness_mm,
        thickness_from=one.thickness_from,
        batch=batch,
        confirmed_by=user,
        confirmed_at=now,
    )


def _end(rows: Sequence[MatchConfirmation], user: User, now: datetime) -> None:
    for row in rows:
        row.withdrawn_by, row.withdrawn_at = user, now
    MatchConfirmation.objects.bulk_update(rows, ["withdrawn_by", "withdrawn_at"])


def _changed(row: MatchConfirmation) -> Finding:
    when = _minute(row.confirmed_at)
    return FINDINGS.make(
        "match-changed",
        Where(object=row.text),
        text=row.text,
        by=row.confirmed_by or "–",
        when=when,
        factor=_factor_told(row),
    )


def _withdrawn(row: MatchConfirmation) -> Finding:
    when = _minute(row.withdrawn_at) if row.withdrawn_at is not None else "–"
    return FINDINGS.make(
        "match-withdrawn",
        Where(object=row.text),
        text=row.text,
        by=row.withdrawn_by or "–",
        when=when,
        factor=_factor_told(row),
    )


def _factor_told(row: MatchConfirmation) -> str:
    return row.factor_key if row.thickness_mm is None else f"{row.factor_key}, {row.thickness_mm:g} mm"


def _minute(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def _told(row: MatchConfirmation) -> dict[str, object]:
    return {"text": row.text, "unit": row.unit_class, "factor": row.factor_key, "mm": row.thickness_mm}


def _target(rows: Sequence[MatchConfirmation]) -> str:
    """The text where there is one only."""
    return rows[0].text if len(rows) == 1 else ""
