"""The parts of an edition that are edited one entry at a time: in which file they stand, and how their forms look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rules.authoring import entry_layouts
from rules.authoring.fields import Layout, at
from rules.rewriting import Route
from rules.vocabulary import HEAD, METRICS, Vocabulary

EntryLayout = Callable[[Any, Route, Vocabulary], Layout]


@dataclass(frozen=True, slots=True)
class Part:
    """A kind of entries; `route` is where they stand in the file, `new` what a new one holds."""

    key: str
    title: Any
    file: str
    route: Route
    layout: EntryLayout
    new: Mapping[str, Any]
    listed: bool = False

    def entry_route(self, data: Any, key: str) -> Route | None:
        """Where the entry of a key stands; None when there is none."""
        entries = at(data, self.route, None)
        if self.listed and isinstance(entries, list):
            places = [place for place, entry in enumerate(entries) if at(entry, ("key",)) == key]
            return (*self.route, places[0]) if places else None
        return (*self.route, key) if isinstance(entries, Mapping) and key in entries else None

    def entries(self, data: Any) -> list[tuple[str, Any]]:
        """Keys and what is written under them."""
        found = at(data, self.route, {})
        if self.listed:
            return [(str(at(entry, ("key",))), entry) for entry in found] if isinstance(found, list) else []
        return list(found.items()) if isinstance(found, Mapping) else []


_TEXTS = {"en": "", "zh-hans": ""}
_SOURCED = {"source": "", "status": ""}
PARTS = {
    part.key: part
    for part in (
        Part(
            "metrics", _("Metrics"), METRICS, (), entry_layouts.metric_layout,
            {"label": _TEXTS, "definition": _TEXTS, "unit": "", "source": "declared"},
        ),
        Part(
            "parameters", _("Parameters"), HEAD, ("parameters",), entry_layouts.parameter_layout,
            {"label": _TEXTS, "value": "", "unit": "", **_SOURCED},
        ),
        Part(
            "sources", _("Sources"), HEAD, ("sources",), entry_layouts.source_layout,
            {"title": "", "locator": "", "status": ""},
        ),
        Part(
            "typologies", _("Typologies"), "typologies.yaml", (), entry_layouts.typology_layout,
            {"label": _TEXTS, "series": {}},
        ),
        Part(
            "ratings", _("Ratings"), "ratings.yaml", ("ratings",), entry_layouts.rating_layout,
            {"label": _TEXTS, "threshold": "", "unit": "%", **_SOURCED}, listed=True,
        ),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """A file that is one form as a whole."""

    key: str
    title: Any
    file: str
    layout: EntryLayout


PAGES = {
    page.key: page
    for page in (
        Page("edition", _("The edition"), HEAD, entry_layouts.edition_layout),
        Page(
            "scoring",
            pgettext_lazy("part of an edition", "Scoring"),
            "scoring.yaml",
            entry_layouts.scoring_layout,
        ),
    )
}
