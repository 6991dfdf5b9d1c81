"""Saying what headings mean, remembering it for the organisation, and forgetting it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assessments.carbon.take_off_columns import SAYABLE, heading_key
from assessments.refusal import Conflict, NotAllowed, Refused
from assessments.take_off_headers.models import RememberedHeading
from standard_site.accounts.models import Organisation, User
from standard_site.lib.findings import Finding, FindingCatalogue, Where

FINDINGS: Final = FindingCatalogue(Path(__file__).with_name("findings.toml"))
MOST_CHARACTERS: Final = 500


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of headings: those that act for the organisation, and those said with the file itself.

    Args:
        remembered: our column by heading, as remembered; one that is not in the file says nothing of it.
        now: the heading of a column as it was just given, by our column; each has to be in the file.
    """

    remembered: Mapping[str, str]
    now: Mapping[str, str]

    @property
    def by_heading(self) -> dict[str, str]:
        """Our column by heading: what was just said goes first, and nothing else is that column then."""
        kept = {key: column for key, column in self.remembered.items() if column not in self.now}
        return kept | {heading_key(heading): column for column, heading in self.now.items()}


def visible_headings(user: User) -> QuerySet[RememberedHeading]:
    """What acts in the organisations a person belongs to."""
    mine = RememberedHeading.objects.filter(organisation__in=user.organisation_ids, forgotten_at=None)
    return mine.select_related("organisation", "said_by")


def remembered_in(organisation_id: int) -> dict[str, str]:
    """Our column by heading, as it acts for an organisation now."""
    acting = RememberedHeading.objects.filter(organisation=organisation_id, forgotten_at=None)
    return dict(acting.values_list("heading", "column"))


def checked(now: Mapping[str, str]) -> list[Finding]:
    """What is wrong with headings given for columns, before a file is looked at."""
    findings: list[Finding] = []
    before: set[str] = set()
    for column, heading in now.items():
        where = Where(field="columns", object=column)
        if column not in SAYABLE:
            among = ", ".join(SAYABLE)
            findings.append(FINDINGS.make("heading-column-unknown", where, column=column, columns=among))
        compared = heading_key(heading)  # one sign may be several when compared
        if max(len(heading), len(compared)) > MOST_CHARACTERS:
            findings.append(FINDINGS.make("heading-too-long", where, heading=heading, most=MOST_CHARACTERS))
        if compared in before:
            findings.append(FINDINGS.make("heading-twice", where, heading=heading))
        before.add(compared)
    return findings


@transaction.atomic
def remember(user: User, organisation: Organisation, said: Mapping[str, str]) -> list[RememberedHeading]:
    """Keep what headings mean for every later take-off of the organisation; the same said again changes nothing.

    Args:
        user: who says so.
        organisation: whose take-offs they are read in.
        said: the heading of each column as the file has it, by our column.

    Raises:
        NotAllowed: the person does not belong to the organisation.
        Refused: a heading or a column cannot be kept.
    """
    if organisation.pk not in user.organisation_ids:
        raise NotAllowed
    findings = checked(said)
    if findings:
        raise Refused(findings)
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # one after the other
    keys = {heading_key(heading): (heading, column) for column, heading in said.items()}
    acting = RememberedHeading.objects.filter(organisation=organisation, forgotten_at=None, heading__in=keys)
    same = {row.heading for row in acting if row.column == keys[row.heading][1]}
    now = timezone.now()
    acting.exclude(heading__in=same).update(forgotten_by=user, forgotten_at=now)
    return RememberedHeading.objects.bulk_create(
        RememberedHeading(
            organisation=organisation,
            heading=key,
            shown=heading.strip(),
            column=column,
            said_by=user,
            said_at=now,
        )
        for key, (heading, column) in keys.items()
        if key not in same
    )


@transaction.atomic
def forget_heading(user: User, row: RememberedHeading) -> None:
    """Let a heading mean nothing more in later take-offs; designs that were read by it stay as they are.

    Raises:
        NotAllowed: the person does not belong to the organisation.
        Conflict: somebody else did so already.
    """
    if row.organisation_id not in user.organisation_ids:
        raise NotAllowed
    held = RememberedHeading.objects.select_for_update(of=("self",)).select_related("forgotten_by")
    found = held.get(pk=row.pk)
    if found.forgotten_at is not None:
        when = f"{timezone.localtime(found.forgotten_at):%Y-%m-%d %H:%M}"
        by = found.forgotten_by or "–"
        raise Conflict(FINDINGS.make("heading-forgotten", None, heading=found.shown, when=when, by=by))
    found.forgotten_by, found.forgotten_at = user, timezone.now()
    found.save(update_fields=["forgotten_by", "forgotten_at"])
