"""What an author wrote, as trees to be compared: layout, order and spelling that mean nothing are gone."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .quantities import parse_unit

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
TEXT, WORDING, FORMULA, NUMBER, WORD, SET, REFERENCE, ENTRY, ROW = (
    "text",
    "wording",
    "formula",
    "number",
    "word",
    "set",
    "reference",
    "entry",
    "row",
)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One thing an author sets: `meaning` is compared, `shown` is what a reader sees (JSON), `unit` of a number."""

    form: str
    meaning: Any
    shown: Any
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """Entries without a key of their own: matched by each identity in turn, what is left in order."""

    items: tuple[Tree, ...]
    identities: tuple[Callable[[Tree], Any], ...]


Branch = Mapping[str, "Tree"]
Tree = Leaf | Listing | Mapping[str, Any]
Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where two editions differ, and what each has there; None is absent."""

    part: str
    key: str
    route: tuple[str | int, ...]
    before: Tree | None
    after: Tree | None

    @property
    def kind(self) -> str:
        return ADDED if self.before is None else REMOVED if self.after is None else CHANGED


def plain(tree: Tree | None) -> Any:
    """The tree as JSON."""
    if tree is None or isinstance(tree, Leaf):
        return tree.shown if tree is not None else None
    if isinstance(tree, Listing):
        return [plain(item) for item in tree.items]
    return {key: plain(value) for key, value in tree.items()}


def text(entry: Entry) -> Leaf:
    """A text in both languages."""
    return Leaf(TEXT, (entry["en"], entry["zh-hans"]), dict(entry))


def wording(entry: str) -> Leaf:
    """A text in the language it was written in."""
    return Leaf(WORDING, entry, entry)


def word(entry: Any) -> Leaf:
    return Leaf(WORD, entry, entry)


def unit(entry: str) -> Leaf:
    """A unit by its size and kind: `kWh/m2/yr` is `kWh/(m2*yr)`."""
    found = parse_unit(entry)
    return Leaf(WORD, (found.dimensions, f"{found.scale:.12g}"), entry)


def value(entry: float | str, of_unit: str = "") -> Leaf:
    """A number, or the word that stands for one."""
    return Leaf(WORD, entry, entry) if isinstance(entry, str) else Leaf(NUMBER, entry, entry, of_unit)


def unordered(entries: Sequence[str]) -> Leaf:
    return Leaf(SET, frozenset(entries), list(entries))


def reference(entry: Entry) -> Leaf:
    """Source, place in it and status of one number: one thing, because they are found together."""
    shown = {name: entry[name] for name in ("source", "locator", "status") if name in entry}
    return Leaf(REFERENCE, tuple(shown.items()), shown)


def present(**trees: Tree | None) -> dict[str, Any]:
    """A branch of what is there."""
    return {name: tree for name, tree in trees.items() if tree is not None}


def anything(entry: Any) -> Tree:
    """A value whose meaning belongs to another part: by path, texts as texts, lists of entries by their place."""
    if isinstance(entry, dict):
        if set(entry) == {"en", "zh-hans"} and all(isinstance(one, str) for one in entry.values()):
            return text(entry)
        return {str(key): anything(one) for key, one in entry.items()}
    if isinstance(entry, list) and any(isinstance(one, dict | list) for one in entry):
        return Listing(tuple(anything(one) for one in entry), (_whole,))
    if isinstance(entry, str):
        return wording(entry)
    if isinstance(entry, int | float) and not isinstance(entry, bool):
        return Leaf(NUMBER, "nan" if math.isnan(entry) else entry, entry)
    return Leaf(WORD, (repr(entry),), entry)  # in brackets, as null is not the word None


def written(shown: Any) -> str:
    """A value as one text, whatever the order of its keys."""
    return json.dumps(shown, sort_keys=True, ensure_ascii=False)


def _whole(tree: Tree) -> str:
    return written(plain(tree))
