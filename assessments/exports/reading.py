"""A scored assessment as a ledger and as a file, worked out again from the inputs it was scored by."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.utils import timezone

from assessments.carbon.views import Areas, ChinaEnergy, three_views
from assessments.exports.agreement import differences
from assessments.exports.files import FORMS, file_name
from assessments.exports.ledger import Ledger, factors_used, ledger_lines
from assessments.factors import parameters_of, whole_life_parameters_of
from assessments.metrics import gather
from assessments.models import Assessment
from assessments.refusal import Conflict
from assessments.scoring import sources_of
from standard_site.lib.findings import FindingCatalogue

FINDINGS: Final = FindingCatalogue(Path(__file__).with_name("findings.toml"))


@dataclass(frozen=True, slots=True)
class Exported:
    """A file to take away."""

    name: str
    media_type: str
    data: bytes


def exported(assessment: Assessment, form: str) -> Exported:
    """The whole life of a scored assessment in one of the forms.

    Raises:
        KeyError: no such form.
        Conflict: it has no whole life, it no longer comes to what the scorecard says, or it has more lines than the
            form is made of.
    """
    wanted = FORMS[form]
    ledger = ledger_of(assessment)
    if ledger is None:
        raise Conflict(FINDINGS.make("export-no-whole-life", None))
    lines = len(ledger.lines)
    if wanted.most_lines is not None and lines > wanted.most_lines:
        raise Conflict(FINDINGS.make("export-too-many-lines", None, lines=lines, most=wanted.most_lines))
    day = timezone.localdate(assessment.requested_at)
    return Exported(file_name(ledger.name, day, form), wanted.media_type, wanted.write(ledger))


def ledger_of(assessment: Assessment) -> Ledger | None:
    """The building of a scored assessment; None without a take-off, or under an edition that works out no whole life.

    Raises:
        Conflict: it no longer comes to what the scorecard says.
    """
    stored = assessment.scorecard.document.get("whole_life")
    if not stored:
        return None
    sources = sources_of(assessment, list(assessment.runs.all()))
    known = gather(sources)
    if sources.upfront is None:
        return None
    lives = {life.period_yr: life for life in known.whole_lives.values()}
    differing = differences(lives, stored)
    if differing:
        raise Conflict(FINDINGS.make("export-differs-from-scorecard", None, modules=", ".join(differing)))
    areas = Areas(*(assessment.subject.get(name) for name in Areas.__slots__))
    direct = known.operating.direct_kgco2 if known.operating is not None else None
    edition = sources.edition
    return Ledger(
        name=assessment.design.project.name,
        lines=ledger_lines(sources.upfront, parameters_of(edition), whole_life_parameters_of(edition), lives),
        lives=lives,
        areas=areas,
        views=three_views(lives, areas, ChinaEnergy(direct)),
        edition=assessment.edition.key,
        factors=factors_used(sources.upfront),
    )
