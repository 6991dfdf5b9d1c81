"""What the commands share: a database that is ready, the account they act for, and a scorecard in words."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from assessments.actions.projects import ProjectValues
from assessments.carbon.declared_subject import DeclaredSubject
from assessments.inputs import declared_of
from assessments.models import Stage, Works
from assessments.own_criteria import own_criteria
from assessments.refusal import FINDINGS, Refused
from energyplus_runs.selectors import engine
from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.installation import check_starts
from rules.actions.store import store_shipped_editions
from rules.models import Edition
from rules.selectors import newest_edition
from standard_site.accounts.models import Membership, Organisation, User
from standard_site.lib.findings import Where

ACCOUNT = "command-line@localhost"
ORGANISATION = "Command line"


def make_ready() -> None:
    """Bring the embedded database up to date; a database somebody else keeps is only checked.

    Raises:
        CommandError: migrations are missing on a configured database, or the engine does not start on this machine.
    """
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        if connection.vendor != "sqlite":
            raise CommandError("The database is not up to date: run `manage.py migrate` first.", returncode=1)
        call_command("migrate", verbosity=0)
    store_shipped_editions()
    try:
        check_starts(engine())
    except SimulationError as error:
        raise CommandError(str(error.findings[0]), returncode=1) from error


def acting_account() -> tuple[User, Organisation]:
    """The account the command line acts for, and its own organisation. Nobody can sign in with it.

    Raises:
        CommandError: somebody signed up under its address before the command line was first used.
    """
    user, created = User.objects.get_or_create(
        email=ACCOUNT, defaults={"name": ORGANISATION, "is_active": False, "password": make_password(None)}
    )
    if not created and user.has_usable_password():
        raise CommandError(f"A person uses the address {ACCOUNT}: give them another one first.", returncode=1)
    own = Organisation.objects.filter(memberships__user=user).first()
    if own is None:
        own = Organisation.objects.create(name=_free_name())
        Membership.objects.create(user=user, organisation=own)
    return user, own


def _free_name() -> str:
    """An organisation of people that has our name by chance stays theirs."""
    taken = Organisation.objects.filter(name=ORGANISATION).exists()
    return f"{ORGANISATION} {secrets.token_hex(4)}" if taken else ORGANISATION


def file_name(path: Path) -> str:
    """A file's name as text; what is no UTF-8 in it is replaced."""
    return os.fsencode(path.name).decode("utf-8", errors="replace")


def read_subject(path: Path, edition_key: str | None) -> DeclaredSubject | None:
    """The subject in a declared file.

    Raises:
        Refused: the file cannot be read, its subject is no building, or the edition is not known.
    """
    try:
        edition = newest_edition(edition_key).loaded()
    except Edition.DoesNotExist:
        raise Refused(
            [FINDINGS.make("edition-unknown", Where(field="edition"), edition=edition_key or "")]
        ) from None
    with path.open("rb") as file:
        data = file.read(settings.DECLARED_MAX_BYTES + 1)  # enough for the reader to see that it is too large
    declared = declared_of(data, file_name(path), edition)
    if not declared.accepted:
        raise Refused(declared.findings)
    _refuse_other_kinds(declared.subject, file_name(path))
    return declared.subject


def _refuse_other_kinds(subject: DeclaredSubject | None, file_name: str) -> None:
    if subject is not None and subject.kind not in (None, "building"):
        where = Where(file=file_name, field="subject.kind")
        raise Refused([FINDINGS.make("kind-not-scored", where, kind=subject.kind)])


def subject_values(
    subject: DeclaredSubject | None, name: str, edition_key: str | None = None
) -> ProjectValues:
    """A project's values from a declared subject; what was not declared stays unknown."""
    if subject is None:
        return ProjectValues(name, None, None, None, [], edition_key=edition_key)
    return ProjectValues(
        name=subject.name or name,
        place_key=subject.place,
        construction_start_year=subject.construction_start_year,
        gia_m2=subject.gia_m2,
        uses=[{"typology": use.typology, "gia_m2": use.gia_m2} for use in subject.uses or ()],
        works=subject.works or Works.NEW,
        stage=subject.stage or Stage.DESIGN,
        useful_floor_area_m2=subject.useful_floor_area_m2,
        gross_floor_area_m2=subject.gross_floor_area_m2,
        footprint_m2=subject.footprint_m2,
        roof_area_m2=subject.roof_area_m2,
        edition_key=edition_key,
    )


def in_words(document: Mapping[str, Any]) -> Iterator[str]:
    """The scorecard as lines of plain text, English with the Chinese titles beside."""
    yield from _heading(document)
    for criterion in own_criteria(document):
        titles = f"{criterion['title']['en']} / {criterion['title']['zh-hans']}"
        unit = "" if criterion["unit"] in (None, "1") else criterion["unit"]
        value = f"{_number(criterion['value'])} {unit}"
        yield f"{criterion['code']}  {criterion['outcome']:15} {value:>28}  {titles}"
        if criterion["missing"]:
            yield f"{'':22}missing: {', '.join(criterion['missing'])}"
    provisional = " (provisional)" if document["gate"]["provisional"] else ""
    rating = document["rating"]["key"] or "none"
    yield ""
    yield f"Gate:   {document['gate']['outcome']}{provisional}"
    yield f"Score:  {_number(document['score']['total'])} of 100"
    yield f"Rating: {rating}"
    for finding in document["findings"]:
        where = ":".join(str(part) for part in finding["where"].values() if part is not None)
        place = f"{where}: " if where else ""
        yield f"{finding['severity']}: {place}{finding['message']['en']} {finding['remedy']['en']}"


def _heading(document: Mapping[str, Any]) -> Iterator[str]:
    subject = document["subject"]
    if document["edition"] is not None:
        yield document["edition"]["title"]["en"]
    gia, year = _number(subject["gia_m2"]), subject["construction_start_year"] or "not given"
    yield f"{subject['name']} · place {subject['place'] or 'not given'} · GIA {gia} m² · start {year}"
    for run in document["runs"]:
        cached = ", from an earlier run of the same model" if run["cached"] else ""
        hours = _number(run["simulated_hours"])
        yield f"EnergyPlus {run['energyplus']}, {run['case']}: {run['status']}, {hours} h{cached}"
    yield ""


def _number(value: Any) -> str:
    if value is None:
        return "not determined"
    return f"{value:,.1f}" if isinstance(value, float) else str(value)
