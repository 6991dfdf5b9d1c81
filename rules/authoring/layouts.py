"""What the forms of criteria are made of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from rules.authoring.fields import FORMULA, MANY, NUMBER, UNIT, Field, Layout, Section, at, name_of, said_at
from rules.formula_checks import Wanted
from rules.rewriting import Route
from rules.vocabulary import Vocabulary
from standard_site.lib import words

LANGUAGES = (("en", "English"), ("zh-hans", "简体中文"))
_LIMITED = {"mandatory": "limit", "credit": "steps"}


def texts(data: Any, route: Route, label: Any, kind: str = "text", optional: bool = False) -> Iterable[Field]:
    """A text side by side in both languages."""
    for language, name in LANGUAGES:
        yield Field(
            (*route, language),
            f"{label} · {name}",
            kind,
            said_at(data, (*route, language)),
            optional=optional,
            width=6,
            language=language,
        )


def choice(data: Any, route: Route, label: Any, options: Any, **more: Any) -> Field:
    """A word out of a list; one that is not in it is offered as well, so that it is not lost unseen."""
    value = said_at(data, route)
    offered = [(str(key), label_) for key, label_ in options]
    if value not in dict(offered):
        offered.insert(0, (value, value or _("Choose …")))
    elif more.get("optional") or more.get("nullable"):
        offered.insert(0, ("", "–"))
    return Field(route, label, "choice", value, offered, **more)


def reference_fields(data: Any, route: Route, names: Vocabulary) -> tuple[Field, ...]:
    """Where a number comes from, and how well it was checked there."""
    sources = [(key, f"{key} · {title}" if title else key) for key, title in names.sources.items()]
    statuses = [(key, f"{key} · {meaning}") for key, meaning in words.SOURCE_STATUSES.items()]
    return (
        choice(data, (*route, "source"), _("Source"), sources, width=5),
        Field(
            (*route, "locator"),
            _("Place in the source"),
            value=said_at(data, (*route, "locator")),
            optional=True,
            width=4,
        ),
        choice(data, (*route, "status"), _("Status"), statuses, width=3),
    )


def formula(data: Any, route: Route, label: Any, wanted: Wanted, **more: Any) -> Field:
    return Field(route, label, FORMULA, said_at(data, route), wanted=wanted, **more)


def value_fields(data: Any, route: Route, *, context: bool = False) -> tuple[Field, ...]:
    unit = said_at(data, (*route, "unit"))
    fields = (
        formula(data, (*route, "expression"), _("Formula"), Wanted(unit=unit or None, context=context)),
        Field(
            (*route, "unit"),
            _("Unit"),
            UNIT,
            unit,
            width=6,
            help=_("For example kgCO2e/m2, kWh/m2/yr, % or 1."),
        ),
    )
    if context:
        return fields
    help_text = _("The step to which the value is rounded before it is compared.")
    rounding = Field(
        (*route, "round_to"),
        _("Rounded to"),
        NUMBER,
        said_at(data, (*route, "round_to")),
        optional=True,
        width=6,
        help=help_text,
    )
    return (*fields, rounding)


def criterion_layout(data: Any, names: Vocabulary) -> Layout:
    """The whole of a criterion's file."""
    return (
        _text_section(data),
        _place_section(data),
        Section(_("How the value is calculated"), ("value",), value_fields(data, ("value",))),
        _requirements(data, names),
        _context(data),
        _references(data, names),
    )


def _text_section(data: Any) -> Section:
    fields = (
        *texts(data, ("title",), _("Title")),
        *texts(data, ("intent",), _("Intent"), "words"),
        *texts(data, ("notes",), _("Notes"), "words", optional=True),
    )
    return Section(_("Text"), ("title",), fields)


def _place_section(data: Any) -> Section:
    condition = formula(
        data,
        ("applies_when",),
        _("Applies when"),
        Wanted("boolean"),
        optional=True,
        help=_(
            'A condition such as works == "new"; without one the criterion applies to all its subjects and stages.'
        ),
    )
    scenarios = {**words.SCENARIOS, "all": gettext_lazy("The community as a whole")}
    fields = (
        Field(("code",), _("Code"), value=said_at(data, ("code",)), width=3),
        choice(data, ("scenario",), _("Scenario"), scenarios.items(), width=3),
        _several(data, ("subjects",), _("For"), words.SUBJECTS, 3),
        _several(data, ("stages",), _("At the stages"), words.STAGES, 3),
        condition,
    )
    return Section(_("When it applies"), ("code",), fields)


def _several(data: Any, route: Route, label: Any, options: Any, width: int) -> Field:
    found = at(data, route, [])
    return Field(
        route,
        label,
        MANY,
        [str(entry) for entry in found] if isinstance(found, list) else [],
        tuple(options.items()),
        width=width,
    )


def _requirements(data: Any, names: Vocabulary) -> Section:
    entries = at(data, ("requirements",), [])
    count = len(entries) if isinstance(entries, list) else 0
    sections = tuple(_requirement(data, ("requirements", index), names) for index in range(count))
    return Section(
        _("Requirements"), ("requirements",), sections=sections, add=("requirements", _("Add a requirement"))
    )


def _requirement(data: Any, route: Route, names: Vocabulary) -> Section:
    key, kind = said_at(data, (*route, "key")), said_at(data, (*route, "kind"))
    fields = (
        choice(data, (*route, "kind"), _("Kind"), words.REQUIREMENT_KINDS.items(), width=6, refreshes=True),
        Field((*route, "key"), _("Key"), value=key, width=6),
        *texts(data, (*route, "title"), _("Title")),
        formula(data, (*route, "applies_when"), _("Applies when"), Wanted("boolean"), optional=True),
        *_limit_fields(data, route, kind),
    )
    sections = (*_own_value(data, route), *_steps(data, route, kind), _sources(data, route, names))
    title = _("Requirement %(number)d: %(key)s") % {"number": int(route[-1]) + 1, "key": key}
    return Section(
        title,
        route,
        fields,
        sections,
        remove=(name_of(route), _("Remove the requirement %(key)s") % {"key": key}),
    )


def _unit_of(data: Any, route: Route) -> str | None:
    own = said_at(data, (*route, "value", "unit"))
    return own or said_at(data, ("value", "unit")) or None


def _limit_fields(data: Any, route: Route, kind: str) -> Iterable[Field]:
    """Comparison and limit, where the kind takes them or the file has them all the same."""
    part = _LIMITED.get(kind, "")
    there = at(data, route, {})
    if part or "comparison" in there:
        yield choice(
            data,
            (*route, "comparison"),
            _("The value must be"),
            words.COMPARISONS.items(),
            optional=True,
            width=4,
        )
    if part == "limit" or "limit" in there:
        yield formula(
            data,
            (*route, "limit"),
            _("Limit"),
            Wanted(unit=_unit_of(data, route), exact=True),
            optional=True,
            width=8,
            help=_("A number in the unit of the value, or a formula such as a lookup in a table."),
        )


def _own_value(data: Any, route: Route) -> Iterable[Section]:
    place = (*route, "value")
    if at(data, place, None) is None:
        yield Section("", place, add=(name_of(place), _("Give it a formula of its own")))
        return
    yield Section(
        _("Formula of its own"),
        place,
        value_fields(data, place),
        remove=(name_of(place), _("Compare the criterion's value instead")),
    )


def _steps(data: Any, route: Route, kind: str) -> Iterable[Section]:
    place = (*route, "steps")
    entries = at(data, place, None)
    if kind != "credit" and entries is None:
        return
    count = len(entries) if isinstance(entries, list) else 0
    steps = tuple(_step(data, (*place, index)) for index in range(count))
    help_text = _("From the fewest credits to the most; the best step that is reached counts.")
    yield Section(
        _("Steps and credits"), place, sections=steps, add=(name_of(place), _("Add a step")), help=help_text
    )


def _step(data: Any, route: Route) -> Section:
    requirement = route[:-2]
    fields = (
        formula(
            data, (*route, "limit"), _("Limit"), Wanted(unit=_unit_of(data, requirement), exact=True), width=8
        ),
        Field((*route, "credits"), _("Credits"), NUMBER, said_at(data, (*route, "credits")), width=4),
    )
    title = _("Step %(number)d") % {"number": int(route[-1]) + 1}
    return Section(title, route, fields, remove=(name_of(route), _("Remove the step")), inline=True)


def _sources(data: Any, route: Route, names: Vocabulary) -> Section:
    place = (*route, "sources")
    entries = at(data, place, [])
    sections = tuple(
        Section(
            _("Source %(number)d") % {"number": index + 1},
            (*place, index),
            reference_fields(data, (*place, index), names),
            remove=(name_of((*place, index)), _("Remove the source")),
            inline=True,
        )
        for index in range(len(entries) if isinstance(entries, list) else 0)
    )
    return Section(
        _("Sources of its numbers"), place, sections=sections, add=(name_of(place), _("Add a source"))
    )


def _context(data: Any) -> Section:
    entries = at(data, ("context",), [])
    sections = tuple(_context_entry(data, ("context", index)) for index in range(len(entries)))
    return Section(
        _("For orientation"),
        ("context",),
        sections=sections,
        add=("context", _("Add a figure for orientation")),
        help=_("Figures shown beside the criterion; they never decide."),
    )


def _context_entry(data: Any, route: Route) -> Section:
    key = said_at(data, (*route, "key"))
    fields = (
        Field((*route, "key"), _("Key"), value=key),
        *texts(data, (*route, "title"), _("Title")),
        *value_fields(data, (*route, "value"), context=True),
    )
    return Section(key, route, fields, remove=(name_of(route), _("Remove the figure %(key)s") % {"key": key}))


def _references(data: Any, names: Vocabulary) -> Section:
    entries = at(data, ("references",), [])
    sections = tuple(_cross_reference(data, ("references", index), names) for index in range(len(entries)))
    return Section(
        pgettext("between standards", "Cross-references"),
        ("references",),
        sections=sections,
        add=("references", _("Add a cross-reference")),
        help=_("Clauses of other standards on the same matter; shown, never computed with."),
    )


def _cross_reference(data: Any, route: Route, names: Vocabulary) -> Section:
    source, _locator, status = reference_fields(data, route, names)
    fields = (
        source,
        Field((*route, "clause"), _("Clause"), value=said_at(data, (*route, "clause")), width=4),
        status,
        *texts(data, (*route, "note"), _("Note"), optional=True),
    )
    title = _("Cross-reference %(number)d") % {"number": int(route[-1]) + 1}
    return Section(title, route, fields, remove=(name_of(route), _("Remove the cross-reference")))
