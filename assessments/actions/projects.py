"""Registering and keeping projects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.auditing import record
from assessments.models import Project, Stage, Works
from assessments.policies import can_edit_project, is_member
from assessments.refusal import FINDINGS, NotAllowed, Refused, conflict
from energyplus_runs.selectors import places
from rules.models import Edition, LifeState
from rules.selectors import is_open_for_registration, later_editions, life_of, newest_edition
from standard_site.accounts.models import Organisation, User
from standard_site.lib.findings import Finding, Where

YEARS = (2000, 2100)
NAME_MOST = 200  # characters; the width of the column


@dataclass(frozen=True, slots=True)
class ProjectValues:
    """What describes a building; areas in m², None where not known (never scaled from another area)."""

    name: str
    place_key: str | None
    construction_start_year: int | None
    gia_m2: float | None
    uses: Sequence[Mapping[str, Any]]
    works: str = Works.NEW
    stage: str = Stage.DESIGN
    useful_floor_area_m2: float | None = None
    gross_floor_area_m2: float | None = None
    footprint_m2: float | None = None
    roof_area_m2: float | None = None
    edition_key: str | None = field(default=None)


def check_values(values: ProjectValues) -> list[Finding]:
    """Every reason why a project cannot be registered like this."""
    found = _check_name(values.name.strip())
    if values.place_key is not None and values.place_key not in places():
        where, known = Where(field="place"), ", ".join(places())
        found.append(FINDINGS.make("place-unknown", where, place=values.place_key, known=known))
    year = values.construction_start_year
    if year is not None and not YEARS[0] <= year <= YEARS[1]:
        where = Where(field="construction_start_year")
        found.append(
            FINDINGS.make("construction-start-implausible", where, year=year, first=YEARS[0], last=YEARS[1])
        )
    for name, word, known_words in (
        ("works", values.works, Works.values),
        ("stage", values.stage, Stage.values),
    ):
        if word not in known_words:
            where, known = Where(field=name), ", ".join(known_words)
            found.append(FINDINGS.make("word-unknown", where, field=name, word=word, known=known))
    return found + _check_areas(values)


def _check_name(name: str) -> list[Finding]:
    where = Where(field="name")
    if not name:
        return [FINDINGS.make("project-name-missing", where)]
    if len(name) > NAME_MOST:
        return [FINDINGS.make("project-name-too-long", where, most=NAME_MOST)]
    return []


@transaction.atomic
def register_project(user: User, organisation: Organisation, values: ProjectValues) -> Project:
    """Register a building; the state of the edition that counts is pinned now.

    Raises:
        NotAllowed: the person does not belong to the organisation.
        Refused: with a finding for every value that cannot be, also when nothing is registered under the edition today.
    """
    if organisation.pk not in user.organisation_ids:
        raise NotAllowed
    edition = _edition(values.edition_key)
    _refuse(_check_open(edition) + check_values(values) + _check_uses(values, edition))
    project = Project.objects.create(
        organisation=organisation, edition=edition, created_by=user, **_columns(values)
    )
    record(
        project, user, "project-registered", project.name, edition=edition.key, edition_digest=edition.digest
    )
    return project


@transaction.atomic
def change_project(user: User, project: Project, values: ProjectValues) -> Project:
    """Correct a project's description; designs scored before keep the subject they were scored with."""
    project = Project.objects.select_for_update().get(pk=project.pk)
    if not can_edit_project(user, project):
        raise NotAllowed
    _refuse(check_values(values) + _check_uses(values, project.edition))
    new = _columns(values)
    changed = {
        name: [getattr(project, name), value]
        for name, value in new.items()
        if getattr(project, name) != value
    }
    for name, value in new.items():
        setattr(project, name, value)
    project.save()
    if changed:
        record(project, user, "project-changed", project.name, changed=changed)
    return project


@transaction.atomic
def archive_project(user: User, project: Project) -> None:
    """Take a project out of the lists; nothing is deleted."""
    project = Project.objects.select_for_update().get(pk=project.pk)
    if not can_edit_project(user, project):
        raise NotAllowed
    Project.objects.filter(pk=project.pk).update(archived_at=timezone.now())
    record(project, user, "project-archived", project.name)


@transaction.atomic
def restore_project(user: User, project: Project) -> None:
    """Bring an archived project back; one that is not archived stays as it is."""
    project = Project.objects.select_for_update().get(pk=project.pk)
    if not is_member(user, project):
        raise NotAllowed
    if project.archived_at is None:
        return
    Project.objects.filter(pk=project.pk).update(archived_at=None)
    record(project, user, "project-restored", project.name)


@transaction.atomic
def move_to_later_edition(user: User, project: Project, edition: Edition) -> Project:
    """Pin a project to an edition that follows its own, never back; assessments made before stay as they are, and the year
    whose limits apply stays the one in which construction starts.

    Raises:
        NotAllowed: the person does not work on the project.
        Conflict: the edition does not follow the project's, or nothing is registered under it today.
        Refused: it does not know one of the project's typologies.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    if not can_edit_project(user, project):
        raise NotAllowed
    if edition not in later_editions(project.edition):
        raise conflict("edition-not-later", edition=edition.key, pinned=project.edition.key)
    _refuse(_check_typologies(project.uses, edition))
    before = project.edition
    project.edition = edition
    project.save(update_fields=["edition", "updated_at"])
    digests = {"before_digest": before.digest, "edition_digest": edition.digest}
    record(project, user, "project-moved", edition.key, before=before.key, edition=edition.key, **digests)
    return project


def _check_open(edition: Edition) -> list[Finding]:
    """Why nothing is registered under an edition today."""
    if is_open_for_registration(edition):
        return []
    life, where = life_of(edition), Where(field="edition")
    if life is None:
        return [FINDINGS.make("edition-not-published", where, edition=edition.key)]
    if life.state == LifeState.WITHDRAWN:
        return [FINDINGS.make("edition-withdrawn", where, edition=edition.key)]
    if timezone.localdate() < life.registration_opens:
        opens = life.registration_opens
        return [FINDINGS.make("registration-not-open-yet", where, edition=edition.key, opens=opens)]
    closed = life.registration_closes
    return [FINDINGS.make("registration-closed", where, edition=edition.key, closed=closed)]


def _edition(key: str | None) -> Edition:
    try:
        return newest_edition(key)
    except Edition.DoesNotExist:
        raise Refused([FINDINGS.make("edition-unknown", Where(field="edition"), edition=key or "")]) from None


def _check_areas(values: ProjectValues) -> list[Finding]:
    named = {
        "gia_m2": values.gia_m2,
        "useful_floor_area_m2": values.useful_floor_area_m2,
        "gross_floor_area_m2": values.gross_floor_area_m2,
        "footprint_m2": values.footprint_m2,
        "roof_area_m2": values.roof_area_m2,
    }
    return [
        FINDINGS.make("area-not-positive", Where(field=name), field=name, value=value)
        for name, value in named.items()
        if value is not None and not 0 < value < 1e8
    ]


def _check_uses(values: ProjectValues, edition: Edition) -> list[Finding]:
    """Typologies are the edition's, and their areas make up the GIA (to 0.5 %, for rounding in schedules of areas)."""
    areas = [use.get("gia_m2") for use in values.uses]
    return _check_typologies(values.uses, edition) + _check_use_areas(areas, values.gia_m2)


def _check_typologies(uses: Sequence[Mapping[str, Any]], edition: Edition) -> list[Finding]:
    known = [typology.key for typology in edition.loaded().typologies.values()]
    where, names = Where(field="uses"), ", ".join(known)
    return [
        FINDINGS.make("typology-unknown", where, typology=use.get("typology", ""), known=names)
        for use in uses
        if use.get("typology") not in known
    ]


def _check_use_areas(areas: list[Any], gia_m2: float | None) -> list[Finding]:
    where = Where(field="uses")
    numbers = [float(area) for area in areas if isinstance(area, int | float) and 0 < area < 1e8]
    unknown_may_stay = gia_m2 is None and all(area is None for area in areas)
    if len(numbers) < len(areas) and not unknown_may_stay:
        return [FINDINGS.make("area-not-positive", where, field="uses.gia_m2", value=areas)]
    if numbers and gia_m2 is not None and abs(sum(numbers) - gia_m2) > 0.005 * gia_m2:
        return [FINDINGS.make("uses-do-not-add-up", where, total=sum(numbers), gia=gia_m2)]
    return []


def _refuse(findings: list[Finding]) -> None:
    if findings:
        raise Refused(findings)


def _columns(values: ProjectValues) -> dict[str, Any]:
    return {
        "name": values.name.strip(),
        "place_key": values.place_key or "",
        "construction_start_year": values.construction_start_year,
        "gia_m2": values.gia_m2,
        "uses": [dict(use) for use in values.uses],
        "works": values.works,
        "stage": values.stage,
        "useful_floor_area_m2": values.useful_floor_area_m2,
        "gross_floor_area_m2": values.gross_floor_area_m2,
        "footprint_m2": values.footprint_m2,
        "roof_area_m2": values.roof_area_m2,
    }
