"""The fixed words of outcomes, sources and findings, with what they mean; one place for every page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
}

REQUIREMENT_KINDS = {
    "mandatory": pgettext_lazy("requirement", "Mandatory"),
    "credit": pgettext_lazy("requirement", "Credit"),
    "report": pgettext_lazy("requirement", "Report"),
    "method": pgettext_lazy("requirement", "Method"),
}

SOURCE_STATUSES = {
    "F1": _("Read in the source"),
    "D": _("Derived"),
    "P": _("Set by the author"),
    "F2": _("Transcription, not yet confirmed"),
    "M": _("To be confirmed"),
    "NF": _("To be confirmed"),
}
SOURCE_MEANINGS = {
    "F1": _("The number was read in the cited source."),
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
