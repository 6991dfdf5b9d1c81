"""A project's edition among the others: what became of it, what corrects it, where the project could go."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.presentation.text import said
from rules.models import Edition
from rules.selectors import affected_by, corrections_of, later_editions


@dataclass(frozen=True, slots=True)
class LaterEdition:
    """An edition a project could be moved to, with the rule it gives for projects registered before."""

    key: str
    digest: str
    title: str
    effective_from: str | None
    transition: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A corrigendum of the edition, and the criteria whose results can differ."""

    key: str
    title: str
    note: str
    criteria: tuple[str, ...]


def later_shown(edition: Edition) -> list[LaterEdition]:
    return [_later(later) for later in later_editions(edition)]


def corrections_shown(edition: Edition) -> list[Correction]:
    return [_correction(corrigendum) for corrigendum in corrections_of(edition)]


def _later(edition: Edition) -> LaterEdition:
    loaded = edition.loaded()
    return LaterEdition(
        edition.key, edition.digest, said(edition.title), loaded.effective_from, said(loaded.transition)
    )


def _correction(edition: Edition) -> Correction:
    loaded = edition.loaded()
    titles = {criterion.key: f"{criterion.code} {said(criterion.title)}" for criterion in loaded.criteria}
    criteria = tuple(titles.get(key, key) for key in affected_by(edition))
    note = said(loaded.corrigendum.note) if loaded.corrigendum is not None else ""
    return Correction(edition.key, said(edition.title), note, criteria)
