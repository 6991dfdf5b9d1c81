"""What a case is called: as the edition's annex titles it, or by a name of this service."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from assessments.presentation.text import said
from energyplus_runs.models import TYPICAL
from energyplus_runs.simulation.scenarios import Case


def case_title(case: str, cases: Mapping[str, Case]) -> str:
    """The title in the reader's language; the word itself where neither has one."""
    if case in cases:
        return said(cases[case].title)
    names = {TYPICAL: _("Typical year"), "option": _("Improvement option")}
    return names.get(case, case)
