"""Bringing a data set of factors, and retiring one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils import timezone

from assessments.actions.designs import Upload
from assessments.carbon.factors_dataset import FINDINGS as FILE_FINDINGS
from assessments.carbon.factors_dataset import MOST_BYTES, ReadDataset
from assessments.carbon.factors_reading import read_dataset
from assessments.carbon.units import Unit
from assessments.factor_libraries.models import FactorDataset
from assessments.factors import MATERIAL_TABLES
from assessments.refusal import NotAllowed, Refused
from rules.selectors import newest_editions
from standard_site.accounts.models import Organisation, User
from standard_site.files.actions import FileTooLarge, Incoming, keep, receive
from standard_site.lib.findings import Finding, FindingCatalogue, Where

FINDINGS: Final = FindingCatalogue(Path(__file__).with_name("findings.toml"))
MOST_REASON: Final = 2_000
MOST_TITLE: Final = 200
_KEY: Final = re.compile(r"[a-z][a-z0-9-]{1,39}")


@dataclass(frozen=True, slots=True)
class DatasetGiven:
    """A data set as it arrives; `unit` is what an ILCD+EPD file leaves out."""

    key: str
    title: str
    file: Upload
    unit: Unit | None = None


def can_bring(user: User, organisation: Organisation) -> bool:
    """Every member brings data for the own organisation."""
    return organisation.pk in user.organisation_ids


def bring(user: User, organisation: Organisation, given: DatasetGiven) -> FactorDataset:
    """Read a data set and keep it as the next version of its key.

    Raises:
        NotAllowed: the person is no member of the organisation.
        Refused: with every finding of the file; nothing is kept.
    """
    if not can_bring(user, organisation):
        raise NotAllowed
    _check_words(given)
    name = _name(given.file)
    try:
        incoming = receive(given.file.chunks, MOST_BYTES)
    except FileTooLarge as error:
        limit_mb = MOST_BYTES // 1_000_000
        finding = FILE_FINDINGS.make("factors-file-too-large", Where(file=name), limit_mb=limit_mb)
        raise Refused([finding]) from error
    try:
        read = read_dataset(incoming.read_bytes(), name, timezone.localdate(), given.unit)
        if not read.accepted:
            raise Refused(list(read.findings))
        return _keep(user, organisation, given, incoming, read)
    finally:
        incoming.discard()


@transaction.atomic
def retire(user: User, dataset: FactorDataset, reason: str) -> FactorDataset:
    """Let a version act no longer; scores that took it stay as they are.

    Raises:
        NotAllowed: the person is no member of its organisation.
        Refused: it is retired already, or no reason is given.
    """
    locked = FactorDataset.objects.select_for_update().get(pk=dataset.pk)
    if not can_bring(user, locked.organisation):
        raise NotAllowed
    if locked.retired_at is not None:
        raise Refused([FINDINGS.make("dataset-already-retired")])
    locked.retired_because = words(reason)
    locked.retired_by, locked.retired_at = user, timezone.now()
    locked.save(update_fields=["retired_because", "retired_by", "retired_at"])
    return locked


def words(reason: str) -> str:
    """A reason as it is kept (Refused where there is none)."""
    text = reason.strip()
    if not 3 <= len(text) <= MOST_REASON or "\x00" in text:  # which no database keeps as text
        raise Refused([FINDINGS.make("dataset-reason-missing", Where(field="reason"), most=MOST_REASON)])
    return text


def _check_words(given: DatasetGiven) -> None:
    findings: list[Finding] = []
    if not _KEY.fullmatch(given.key):
        findings.append(FINDINGS.make("dataset-key-bad", Where(field="key"), value=given.key))
    title = given.title.strip()
    if not title or len(title) > MOST_TITLE or "\x00" in title:
        findings.append(FINDINGS.make("dataset-title-missing", Where(field="title"), most=MOST_TITLE))
    if findings:
        raise Refused(findings)


@transaction.atomic
def _keep(
    user: User, organisation: Organisation, given: DatasetGiven, incoming: Incoming, read: ReadDataset
) -> FactorDataset:
    Organisation.objects.select_for_update().get(
        pk=organisation.pk
    )  # versions are counted one after the other
    last = FactorDataset.objects.filter(organisation=organisation, key=given.key).order_by("-version").first()
    if last is not None and last.file_id == incoming.digest and last.retired_at is None:
        raise Refused(
            [FINDINGS.make("dataset-same", Where(field="file"), key=given.key, version=last.version)]
        )
    findings = [*read.findings, *_stand_ins(read)]
    return FactorDataset.objects.create(
        organisation=organisation,
        key=given.key,
        version=last.version + 1 if last is not None else 1,
        title=given.title.strip(),
        form=read.form,
        file=keep(incoming),
        file_name=_name(given.file),
        rows=[dict(row) for row in read.rows],
        findings=[finding.to_json() for finding in findings],
        uploaded_by=user,
        uploaded_at=timezone.now(),
    )


def _stand_ins(read: ReadDataset) -> list[Finding]:
    """A factor that stands for a material no edition has would never be chosen."""
    known: set[object] = set()
    for edition in newest_editions():
        tables = edition.loaded().tables
        known |= {row["key"] for key in MATERIAL_TABLES if key in tables for row in tables[key].rows}
    return [
        FILE_FINDINGS.make(
            "factors-unknown-stand-in",
            Where(object=str(row["key"]), field="stands_for"),
            value=row["stands_for"],
        )
        for row in read.rows
        if row.get("stands_for") and row["stands_for"] not in known
    ]


def _name(upload: Upload) -> str:
    """The last part of the name given, printable; names are shown, never used as paths."""
    last = upload.name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(character for character in last if character.isprintable())[:255]
