"""What is different between two editions: one change per thing an author changed, nothing for mere layout.

Files are compared as written, not as loaded: a table that fixes a factor is one change, however many criteria read it.
Formulas are compared by meaning, table rows by their keys, texts by the word. Key, status and predecessor of an
edition say which one it is and are no change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .diff_criteria import without_repeated_values
from .diff_parts import PARTS, Parts, parts_of
from .diff_reach import by_typology, reaches
from .diff_rows import row_changes
from .diff_sentences import place_of, sentence
from .diff_trees import (
    ADDED,
    CHANGED,
    ENTRY,
    FORMULA,
    NUMBER,
    REMOVED,
    TEXT,
    WORDING,
    Difference,
    Leaf,
    Listing,
    Tree,
    plain,
)
from .diff_words import Segment, words
from .localised import Localised
from .schema import Edition

__all__ = ["ADDED", "CHANGED", "PARTS", "REMOVED", "Change", "Segment", "compare", "words"]

Route = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that came, went or became another.

    `part` and `key` say what of the edition (`criteria`, `b01-upfront-carbon`), `route` where in it; an empty route is
    the whole of it. `form` says what `before` and `after` are: `text` {en, zh-hans}, `wording`, `formula` (canonical),
    `number` (with its units), `word`, `set`, `reference`, `row` {column: cell}, or `entry` (anything, as JSON); None is
    absent. `place` names the way to it, from the outside in; `affected` are the keys of the criteria whose formulas
    reach it, in either edition.
    """

    kind: str
    part: str
    key: str
    route: Route
    form: str
    before: Any
    after: Any
    units: tuple[str, str]
    affected: tuple[str, ...]
    place: tuple[Localised, ...]
    sentence: Localised

    def wordings(self) -> Mapping[str, tuple[Segment, ...]]:
        """The way from one wording to the other, by language ("" for a text in one language alone)."""
        if self.form == WORDING:
            return {"": words(self.before or "", self.after or "")}
        if self.form != TEXT:
            return {}
        before, after = self.before or {}, self.after or {}
        ways = {
            language: words(before.get(language, ""), after.get(language, ""))
            for language in ("en", "zh-hans")
        }
        return {language: way for language, way in ways.items() if any(one.kind != "equal" for one in way)}

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "part": self.part,
            "key": self.key,
            "route": list(self.route),
            "form": self.form,
            "before": self.before,
            "after": self.after,
            "units": list(self.units),
            "words": {key: [one.to_json() for one in way] for key, way in self.wordings().items()},
            "affected": list(self.affected),
            "message": self.sentence.to_json(),
        }


def compare(a: Edition, b: Edition) -> tuple[Change, ...]:
    """Every change from `a` to `b`, by part, key and place; empty when they say the same."""
    if a.digest == b.digest:
        return ()
    comparison = _Comparison(a, b, parts_of(a), parts_of(b))
    return tuple(comparison.changes())


class _Comparison:
    """Two editions side by side."""

    def __init__(self, a: Edition, b: Edition, old: Parts, new: Parts) -> None:
        self._editions = (a, b)
        self._parts = (old, new)
        self._reaches = (reaches(a), reaches(b))
        self._by_typology = by_typology(a) | by_typology(b)

    def changes(self) -> Iterator[Change]:
        for part in PARTS:
            old, new = (state[part] for state in self._parts)
            for key in sorted({*old, *new}):
                found = [*self._of_entry(part, key, old.get(key), new.get(key)), *self._of_rows(part, key)]
                yield from map(self._change, sorted(found, key=_order))

    def _of_entry(self, part: str, key: str, before: Tree | None, after: Tree | None) -> Iterator[Difference]:
        if part == "criteria" and isinstance(before, Mapping) and isinstance(after, Mapping):
            before, after = without_repeated_values(before, after)
        for route, one, other in _differences(before, after, ()):
            if not self._said_by_table(part, route):
                yield Difference(part, key, route, one, other)

    def _said_by_table(self, part: str, route: Route) -> bool:
        """Whether a typology's series only follows a table that came or went."""
        old, new = (state["tables"] for state in self._parts)
        in_series = part == "typologies" and len(route) == 2 and route[0] == "series"
        return in_series and (route[1] in old) != (route[1] in new)

    def _of_rows(self, part: str, key: str) -> Iterator[Difference]:
        a, b = self._editions
        if part == "tables" and key in a.tables and key in b.tables:
            for row, before, after in row_changes(a.tables[key], b.tables[key]):
                yield Difference(part, key, ("rows", *row), before, after)

    def _change(self, found: Difference) -> Change:
        before, after = found.before, found.after
        leaf, place = before if before is not None else after, place_of(self._parts, found)
        return Change(
            kind=found.kind,
            part=found.part,
            key=found.key,
            route=found.route,
            form=leaf.form if isinstance(leaf, Leaf) else ENTRY,
            before=plain(before),
            after=plain(after),
            units=(_unit(before), _unit(after)),
            affected=self._affected(found),
            place=place,
            sentence=sentence(place, found),
        )

    def _affected(self, found: Difference) -> tuple[str, ...]:
        if found.part in ("criteria", "examples"):
            return (found.key,)
        places = self._places(found)
        reached = [key for state in self._reaches for key, reach in state.items() if reach & places]
        return tuple(sorted(set(reached)))

    def _places(self, found: Difference) -> frozenset[tuple[str, str]]:
        """What formulas name where they depend on a thing."""
        if found.part == "typologies" and len(found.route) == 2:
            return frozenset({("tables", str(found.route[1]))} if found.route[0] == "series" else ())
        if (found.part, found.route) in (("typologies", ()), ("scoring", ("mixed_use", "operator"))):
            return frozenset(("tables", key) for key in self._by_typology)
        return frozenset({(found.part, found.key)})


def _differences(
    before: Tree | None, after: Tree | None, route: Route
) -> Iterator[tuple[Route, Tree | None, Tree | None]]:
    """Every place where the trees differ, whole entries where one of them has none."""
    if isinstance(before, Leaf) and isinstance(after, Leaf):
        if before.meaning != after.meaning:
            yield route, before, after
    elif isinstance(before, Listing) and isinstance(after, Listing):
        for place, one, other in _paired(before, after):
            yield from _differences(one, other, (*route, place))
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in sorted({*before, *after}):
            yield from _differences(before.get(key), after.get(key), (*route, key))
    elif before is not after:
        yield route, before, after


def _paired(before: Listing, after: Listing) -> Iterator[tuple[int, Tree | None, Tree | None]]:
    """Entries that belong together, with their place from 1: by each identity in turn, then what is left in order."""
    old, new = dict(enumerate(before.items, 1)), dict(enumerate(after.items, 1))
    for identity in before.identities:
        for place, item in list(old.items()):
            match = next((one for one, other in new.items() if identity(other) == identity(item)), None)
            if match is not None:
                yield min(place, match), old.pop(place), new.pop(match)
    for place, match in zip(list(old), list(new), strict=False):
        yield min(place, match), old.pop(place), new.pop(match)
    yield from ((place, item, None) for place, item in old.items())
    yield from ((place, None, item) for place, item in new.items())


def _unit(tree: Tree | None) -> str:
    return tree.unit if isinstance(tree, Leaf) and tree.form in (NUMBER, FORMULA) else ""


def _order(found: Difference) -> tuple[str, ...]:
    return tuple(f"{step:012d}" if isinstance(step, int) else step for step in found.route)
