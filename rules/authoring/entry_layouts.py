"""What the forms of metrics, parameters, sources, typologies, ratings, tables, scoring and of the edition itself are made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rules.authoring.fields import NUMBER, UNIT, Field, Layout, Section, at, said_at
from rules.authoring.layouts import choice, formula, reference_fields, texts
from rules.formula_checks import Wanted
from rules.naming import text
from rules.rewriting import Route
from rules.vocabulary import Vocabulary
from standard_site.lib import words

TABLE_USES = {
    "limit": gettext_lazy("Limits"),
    "credit": gettext_lazy("Credit steps"),
    "context": gettext_lazy("For orientation only"),
    "factor": gettext_lazy("Factors"),
}
_MIXED_USE = {
    "area_weighted": gettext_lazy("Limits weighted by area"),
    "each_part": gettext_lazy("Each use by its own limit"),
}
_METRIC_TYPES = {
    "number": gettext_lazy("Number"),
    "list": gettext_lazy("List of numbers"),
    "boolean": gettext_lazy("Yes or no"),
}


def metric_layout(data: Any, route: Route, names: Vocabulary) -> Layout:
    unit = said_at(data, (*route, "unit"))
    bounds = (("minimum", _("At least")), ("above", _("More than")), ("maximum", _("At most")))
    fields = (
        *texts(data, (*route, "label"), _("Name")),
        *texts(data, (*route, "definition"), _("Definition"), "words"),
        Field((*route, "unit"), _("Unit"), UNIT, unit, width=4),
        choice(
            data, (*route, "source"), _("Comes from"), words.METRIC_SOURCES.items(), width=4, refreshes=True
        ),
        choice(data, (*route, "type"), _("Type"), _METRIC_TYPES.items(), optional=True, width=4),
        *(
            Field((*route, key), label, NUMBER, said_at(data, (*route, key)), optional=True, width=4)
            for key, label in bounds
        ),
    )
    if said_at(data, (*route, "source")) == "derived" or at(data, (*route, "value"), None) is not None:
        wanted = Wanted(unit=unit or None)
        fields = (*fields, formula(data, (*route, "value"), _("Formula"), wanted, optional=True))
    return (Section(_("Metric"), route, fields),)


def parameter_layout(data: Any, route: Route, names: Vocabulary) -> Layout:
    fields = (
        *texts(data, (*route, "label"), _("Name")),
        Field((*route, "value"), _("Value"), NUMBER, said_at(data, (*route, "value")), width=6),
        Field((*route, "unit"), _("Unit"), UNIT, said_at(data, (*route, "unit")), width=6),
        *reference_fields(data, route, names),
    )
    return (Section(_("Parameter"), route, fields),)


def source_layout(data: Any, route: Route, names: Vocabulary) -> Layout:
    _source, locator, status = reference_fields(data, route, names)
    title = Field(
        (*route, "title"),
        _("Title, as its publisher writes it"),
        value=said_at(data, (*route, "title")),
        optional=True,
    )
    return (Section(_("Source"), route, (title, locator, status)),)


def typology_layout(data: Any, route: Route, names: Vocabulary) -> Layout:
    fields = tuple(texts(data, (*route, "label"), _("Name")))
    by_typology = [table for table in names.tables.values() if "typology" in table.keys]
    series = tuple(
        choice(
            data,
            (*route, "series", table.key),
            text(table.title),
            [(key, key) for key in dict.fromkeys(str(row["series"]) for row in table.rows)],
            nullable=True,
            width=6,
        )
        for table in by_typology
    )
    help_text = _(
        "The series of each table by which this use is judged; none where no number was found, so that it is only reported."
    )
    return (
        Section(_("Typology"), route, fields),
        Section(_("Series in the tables"), (*route, "series"), series, help=help_text),
    )


def rating_layout(data: Any, route: Route, names: Vocabulary) -> Layout:
    fields = (
        Field((*route, "key"), _("Key"), value=said_at(data, (*route, "key")), width=6),
        Field(
            (*route, "threshold"),
            _("From a score of (%)"),
            NUMBER,
            said_at(data, (*route, "threshold")),
            width=6,
        ),
        *texts(data, (*route, "label"), _("Name")),
        *reference_fields(data, route, names),
    )
    return (Section(_("Rating"), route, fields),)


def table_layout(data: Any, route: Route, names: Vocabulary) -> Layout:
    columns = list(at(data, (*route, "columns"), {}))
    strictest = {"lowest": _("The lowest value"), "highest": _("The highest value")}
    fields = (
        *texts(data, (*route, "title"), _("Title")),
        choice(data, (*route, "use"), _("Used for"), TABLE_USES.items(), width=4),
        choice(
            data,
            (*route, "value"),
            _("Column that is looked up"),
            [(key, key) for key in columns],
            optional=True,
            width=4,
        ),
        choice(data, (*route, "strictest"), _("Strictest is"), strictest.items(), optional=True, width=4),
    )
    return (Section(_("Table"), route, fields),)


def scoring_layout(data: Any, route: Route, names: Vocabulary) -> Layout:
    mixed = (
        choice(data, ("mixed_use", "operator"), _("How limits of several uses combine"), _MIXED_USE.items()),
        *reference_fields(data, ("mixed_use",), names),
    )
    scenarios = tuple(
        Section(
            words.SCENARIOS.get(key, key),
            ("scenarios", key),
            tuple(_weights(data, ("scenarios", key), names)),
        )
        for key in at(data, ("scenarios",), {})
    )
    return (
        Section(_("Several uses in one building"), ("mixed_use",), mixed),
        Section(
            _("Weights of the scenarios"),
            ("scenarios",),
            sections=scenarios,
            help=_("For each kind the weights add up to 100."),
        ),
        Section(_("Where the credits come from"), ("credits",), reference_fields(data, ("credits",), names)),
        Section(
            _("Where the rounding comes from"), ("rounding",), reference_fields(data, ("rounding",), names)
        ),
    )


def _weights(data: Any, route: Route, names: Vocabulary) -> Any:
    yield from texts(data, (*route, "label"), _("Name"))
    for kind, name in words.SUBJECTS.items():
        place = (*route, "weights", kind)
        label = _("Weight for %(kind)s (%%)") % {"kind": name}
        yield Field((*place, "weight"), label, NUMBER, said_at(data, (*place, "weight")))
        yield from reference_fields(data, place, names)


def edition_layout(data: Any, route: Route, names: Vocabulary) -> Layout:
    """The edition's own texts and days."""
    return (
        Section(_("Title and area"), ("key",), tuple(_edition_head(data))),
        Section(_("Notice wherever the edition is named"), ("notice",), tuple(_notice(data))),
        Section(_("Days"), ("effective_from",), tuple(_days(data))),
        Section(_("Corrigendum"), ("corrigendum",), tuple(_corrigendum(data))),
    )


def _edition_head(data: Any) -> Iterator[Field]:
    known_by = _("By which the edition is known for ever, for example island-2027-r1.")
    yield Field(("key",), _("Key"), value=said_at(data, ("key",)), help=known_by)
    yield from texts(data, ("title",), _("Title"), "words")
    yield from texts(data, ("area_definition",), _("What area means"), "words")


def _notice(data: Any) -> Iterator[Field]:
    yield from texts(data, ("notice", "label"), _("Notice in a few words"), "words", optional=True)
    yield from texts(data, ("notice", "text"), _("Notice"), "words", optional=True)


def _days(data: Any) -> Iterator[Field]:
    for key, label, kind in (
        ("effective_from", _("In force from"), "date"),
        ("registration_opens", _("Registration opens"), "date"),
        ("supersedes", _("Supersedes the edition"), "text"),
    ):
        yield Field((key,), label, kind, said_at(data, (key,)), optional=True, width=4)
    yield from texts(data, ("transition",), _("Rule for projects registered before"), "words", optional=True)


def _corrigendum(data: Any) -> Iterator[Field]:
    corrects = ("corrigendum", "corrects")
    yield Field(corrects, _("Corrects the edition"), value=said_at(data, corrects), optional=True)
    yield from texts(data, ("corrigendum", "note"), _("What is corrected"), "words", optional=True)
