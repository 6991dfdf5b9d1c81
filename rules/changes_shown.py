"""Changes as a reader sees them: by criterion first, then by part; rows of one table together, formulas in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _

from rules.charts import LimitChart
from rules.charts_compared import compared_charts
from rules.engine.diff import ADDED, CHANGED, PARTS, REMOVED, Change, Segment
from rules.engine.diff_sentences import cell_text, entry_text
from rules.engine.expressions import Number, parse
from rules.engine.schema import Criterion, Edition
from rules.naming import list_comma, row_keys, text
from rules.reading import Formula, formula
from standard_site.lib import formats, words

PART_NAMES = {
    "edition": _("The edition itself"),
    "criteria": _("Criteria"),
    "metrics": _("Metrics"),
    "parameters": _("Parameters"),
    "tables": _("Tables"),
    "typologies": _("Typologies"),
    "scoring": _("Scoring"),
    "ratings": _("Ratings"),
    "sources": _("Sources"),
    "annexes": _("Annexes"),
    "examples": _("Worked examples"),
}
# Words of an edition that readers know by another name, by the field they stand in.
_WORDS: Mapping[str, Mapping[str, Any]] = {
    "comparison": words.COMPARISONS,
    "kind": words.REQUIREMENT_KINDS,
    "scenario": words.SCENARIOS,
    "subjects": words.SUBJECTS,
    "stages": words.STAGES,
    "status": words.SOURCE_STATUSES,
}


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One change in its group; what it holds depends on its form."""

    kind: str
    label: str
    wordings: tuple[tuple[str, tuple[Segment, ...]], ...] = ()
    formulas: tuple[Formula | None, Formula | None] | None = None
    values: tuple[str, str] | None = None
    entry: str = ""


@dataclass(frozen=True, slots=True)
class RowShown:
    """One row of a table, with the cells that are others now: column, before, after."""

    kind: str
    keys: str
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """All that changed in one thing, and what it means for criteria; `kind` where it came or went as a whole."""

    part: str
    key: str
    title: str
    kind: str
    changes: tuple[ChangeShown, ...]
    rows: tuple[RowShown, ...]
    charts: tuple[LimitChart, ...]
    affected: tuple[Criterion, ...]

    @property
    def anchor(self) -> str:
        return f"{self.part}-{self.key}".strip("-")


@dataclass(frozen=True, slots=True)
class CriterionShown:
    """A criterion with its own changes (None: none), and the other groups that its formulas read."""

    criterion: Criterion
    own: Group | None
    reached_by: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything the page shows; `counts` by part and kind. The criteria `reached` changed only in what they read."""

    total: int
    counts: tuple[tuple[str, int, int, int], ...]
    criteria: tuple[CriterionShown, ...]
    reached: tuple[CriterionShown, ...]
    sections: tuple[tuple[str, tuple[Group, ...]], ...]


def comparison(a: Edition, b: Edition, changes: Sequence[Change]) -> Comparison:
    groups = [_group(a, b, part, key, found) for (part, key), found in _grouped(changes).items()]
    others = [part for part in PARTS if part != "criteria"]
    sections = ((part, tuple(group for group in groups if group.part == part)) for part in others)
    criteria = list(_criteria(a, b, groups))
    return Comparison(
        total=len(changes),
        counts=tuple(_counts(changes)),
        criteria=tuple(one for one in criteria if one.own is not None),
        reached=tuple(one for one in criteria if one.own is None),
        sections=tuple((str(PART_NAMES[part]), found) for part, found in sections if found),
    )


def shown(a: Edition, b: Edition, change: Change) -> ChangeShown:
    """One change, under the name it has within its group."""
    label = " · ".join(text(one) for one in change.place[1:])
    base = ChangeShown(change.kind, label[:1].upper() + label[1:])
    return _filled(a, b, change, base)


def _filled(a: Edition, b: Edition, change: Change, base: ChangeShown) -> ChangeShown:
    kind, label = base.kind, base.label
    if change.form in ("text", "wording"):
        return ChangeShown(kind, label, wordings=tuple(change.wordings().items()))
    if change.form == "formula" and not _are_numbers(change):
        formulas = (_formula(a, change.before), _formula(b, change.after))
        return ChangeShown(kind, label, formulas=formulas)
    if change.form == "entry" and _is_long(change):
        return ChangeShown(kind, label, entry=_as_written(change))
    before, after = change.before, change.after
    values = (_value(a, change, before, change.units[0]), _value(b, change, after, change.units[1]))
    return ChangeShown(kind, label, values=values)


def _grouped(changes: Iterable[Change]) -> dict[tuple[str, str], list[Change]]:
    groups: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.part, change.key), []).append(change)
    return groups


def _group(a: Edition, b: Edition, part: str, key: str, changes: list[Change]) -> Group:
    rows = [change for change in changes if change.form == "row"]
    whole = next((change for change in changes if not change.route), None)
    affected = {one for change in changes for one in change.affected}
    return Group(
        part=part,
        key=key,
        title=text(changes[0].place[0]),
        kind=whole.kind if whole is not None else CHANGED,
        changes=tuple(shown(a, b, change) for change in changes if change.form != "row"),
        rows=tuple(_row(a, b, key, change) for change in rows),
        charts=tuple(compared_charts(a, b, key)) if part == "tables" else (),
        affected=tuple(one for one in _all_criteria(a, b) if one.key in affected),
    )


def _criteria(a: Edition, b: Edition, groups: list[Group]) -> Iterable[CriterionShown]:
    """Every criterion that changed itself or reads something that did, in the standard's order."""
    own = {group.key: group for group in groups if group.part == "criteria"}
    for criterion in _all_criteria(a, b):
        reached = tuple(
            group
            for group in groups
            if group.part not in ("criteria", "examples") and criterion in group.affected
        )
        if criterion.key in own or reached:
            yield CriterionShown(criterion, own.get(criterion.key), reached)


def _all_criteria(a: Edition, b: Edition) -> list[Criterion]:
    """The criteria of both, as the newer has them where both do."""
    found = {criterion.key: criterion for edition in (a, b) for criterion in edition.criteria}
    return sorted(found.values(), key=lambda criterion: criterion.code)


def _counts(changes: Iterable[Change]) -> Iterable[tuple[str, int, int, int]]:
    counted = Counter((change.part, change.kind) for change in changes)
    for part in PARTS:
        numbers = [counted[part, kind] for kind in (ADDED, REMOVED, CHANGED)]
        if any(numbers):
            yield str(PART_NAMES[part]), numbers[0], numbers[1], numbers[2]


def _row(a: Edition, b: Edition, key: str, change: Change) -> RowShown:
    """A changed row with its changed cells, another with all that its keys do not say."""
    before, after = change.before or {}, change.after or {}
    edition = b if change.after is not None else a
    table, row = edition.tables[key], change.after or change.before
    columns = dict.fromkeys([*before, *after])
    if change.kind == CHANGED:
        differ = [name for name in columns if name in before and name in after]
        differ = [name for name in differ if before[name] != after[name]]
    else:
        differ = [name for name in columns if name not in table.key_columns and row[name] is not None]
    keys = row_keys(edition, table, row) or " · ".join(cell_text(step) for step in change.route[1:])
    cells = tuple((name, _cell(before, name), _cell(after, name)) for name in differ)
    return RowShown(change.kind, keys, cells)


def _cell(row: Mapping[str, Any], name: str) -> str:
    return cell_text(row.get(name)) if row else ""


def _formula(edition: Edition, written: str | None) -> Formula | None:
    return formula(edition, parse(written)) if written is not None else None


def _value(edition: Edition, change: Change, value: Any, unit: str) -> str:
    if value is None:
        return ""
    if change.form == "reference":
        return _reference(edition, value)
    if change.form == "entry":
        return entry_text(value) or ""
    known = _WORDS.get(str(change.route[-1]), {}) if change.route else {}
    listed = value if isinstance(value, list) else [value]
    said = list_comma().join(str(known.get(str(one)) or cell_text(one)) for one in listed)
    return f"{said}\N{NO-BREAK SPACE}{formats.unit(unit)}".rstrip()


def _reference(edition: Edition, value: Mapping[str, Any]) -> str:
    """A citation: what, where, how sure; of a cross-reference its clause."""
    source = edition.sources.get(value["source"])
    title = source.title if source is not None and source.title else value["source"]
    place = value.get("clause") or value.get("locator")
    status = str(words.SOURCE_STATUSES[value["status"]])
    return " · ".join(part for part in (title, place, status) if part)


def _are_numbers(change: Change) -> bool:
    """Whether a formula is but a number, as most limits are."""
    written = (state for state in (change.before, change.after) if state is not None)
    return all(isinstance(parse(state), Number) for state in written)


def _is_long(change: Change) -> bool:
    return any(state is not None and entry_text(state) is None for state in (change.before, change.after))


def _as_written(change: Change) -> str:
    """An entry that came or went, as an edition would write it; of a changed one both states."""
    states = [state for state in (change.before, change.after) if state is not None]
    return "\n→\n".join(
        yaml.safe_dump(state, allow_unicode=True, sort_keys=False).strip() for state in states
    )
