"""The fixed words of outcomes, sources and findings, with what they mean; one place for every page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

OUTCOMES = {
    "achieved": pgettext_lazy("outcome", "Achieved"),
    "not_achieved": pgettext_lazy("outcome", "Not achieved"),
    "not_applicable": pgettext_lazy("outcome", "Not applicable"),
    "undetermined": pgettext_lazy("outcome", "Undetermined"),
}
OUTCOME_ICONS = {
    "achieved": "check",
    "not_achieved": "cross",
    "not_applicable": "dash",
    "undetermined": "question",
}

SCENARIOS = {
    "energy": _("Energy"),
    "buildings": _("Buildings"),
    "transport": _("Transport"),
    "resources": _("Resources"),
    "all": _("The community as a whole"),
}

REQUIREMENT_KINDS = {
    "mandatory": pgettext_lazy("requirement", "Mandatory"),
    "credit": pgettext_lazy("requirement", "Credit"),
    "report": pgettext_lazy("requirement", "Report"),
    "method": pgettext_lazy("requirement", "Method"),
}

COMPARISONS = {
    "at_most": pgettext_lazy("limit", "at most"),
    "at_least": pgettext_lazy("limit", "at least"),
    "less_than": pgettext_lazy("limit", "less than"),
    "more_than": pgettext_lazy("limit", "more than"),
    "equal_to": pgettext_lazy("limit", "equal to"),
}

SUBJECTS = {"building": _("Building"), "community": _("Community")}
STAGES = {"planning": _("Planning"), "design": _("Design"), "as_built": _("As built"), "in_use": _("In use")}
WORKS = {
    "new": _("New building"),
    "retrofit_one_go": _("Retrofit in one go"),
    "retrofit_stepped": _("Retrofit in steps"),
}
METRIC_SOURCES = {
    "declared": pgettext_lazy("metric", "Declared"),
    "simulated": pgettext_lazy("metric", "Simulated"),
    "take_off": pgettext_lazy("metric", "From the quantities"),
    "metered": pgettext_lazy("metric", "Metered"),
    "derived": pgettext_lazy("metric", "Calculated"),
}
EDITION_STATUSES = {
    "draft": pgettext_lazy("edition", "Draft"),
    "published": pgettext_lazy("edition", "Published"),
    "withdrawn": pgettext_lazy("edition", "Withdrawn"),
}
SUBJECT_NAMES = {
    "works": _("Works"),
    "stage": _("Stage"),
    "kind": _("Building or community"),
    "grid_region": _("Grid region"),
    "construction_start_year": _("Year construction starts"),
    "typology": _("Typology"),
    "gia_m2": _("Gross internal area"),
    "useful_floor_area_m2": _("Useful floor area"),
    "gross_floor_area_m2": _("Gross floor area (建筑面积)"),
    "footprint_m2": _("Footprint"),
    "roof_area_m2": _("Roof area"),
}

SOURCE_STATUSES = {
    "F1": _("Stated by the source"),
    "D": _("Derived"),
    "P": _("Set by the author"),
    "F2": _("Transcription, not yet confirmed"),
    "M": _("To be confirmed"),
    "NF": _("To be confirmed"),
}
SOURCE_MEANINGS = {
    "F1": _("The number stands on a citable page of its publisher or of a participant."),
    "D": _("The number was calculated from cited sources."),
    "P": _("The number is a choice of the edition's author."),
    "F2": _("The number was taken from a transcription and counts as provisional until it is confirmed."),
    "M": _("The number could not be confirmed. It is inactive: outside gate, score and denominator."),
    "NF": _("No number was found. It is inactive: outside gate, score and denominator."),
}

SEVERITIES = {"error": _("Error"), "warning": _("Warning"), "info": _("Note")}
SEVERITY_STYLES = {"error": "danger", "warning": "warning", "info": "info"}
SEVERITY_ORDER = ("error", "warning", "info")


def place(where: Mapping[str, Any]) -> str:
    """Where a finding lies: file, line, object and field, as far as they are known."""
    parts = [where.get("file"), _line(where.get("line")), where.get("object"), where.get("field")]
    return " · ".join(str(part) for part in parts if part)


def _line(line: int | None) -> str | None:
    return None if line is None else gettext("line %(line)s") % {"line": line}
