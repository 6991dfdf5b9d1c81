"""A change in one sentence a person can read, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from standard_site.lib.localised import Localised, Phrasebook

from .diff_trees import CHANGED, ENTRY, REFERENCE, ROW, TEXT, WORDING, Difference, Leaf, Tree, plain

PHRASES = Phrasebook(Path(__file__).with_name("diff.toml"))
_LONGEST = 60  # characters of a wording that is quoted whole
States = tuple[Mapping[str, Mapping[str, Tree]], Mapping[str, Mapping[str, Tree]]]


def sentence(place: tuple[Localised, ...], difference: Difference) -> Localised:
    """What changed where, from what to what; wording is only named, since it is shown by the word beside it."""
    where = Localised(" · ".join(one.en for one in place), " · ".join(one.zh_hans for one in place))
    before, after, kind = difference.before, difference.after, difference.kind
    if isinstance(before, Leaf) and isinstance(after, Leaf) and before.form == after.form == ROW:
        return PHRASES.say("changed-row", {"place": where, "cells": _cells(before.shown, after.shown)})
    said = {cell_text(step) for step in difference.route}
    shown = [_shown(tree, said) for tree in (before, after)]
    if kind == CHANGED:
        quoted = shown[0] is not None and shown[1] is not None
        code = "changed" if quoted else "changed-wording"
        return PHRASES.say(code, {"place": where, "before": shown[0], "after": shown[1]})
    what = shown[0] if after is None else shown[1]
    code = kind if what is None else f"{kind}-value"
    return PHRASES.say(code, {"place": where, "value": what})


def place_of(parts: States, difference: Difference) -> tuple[Localised, ...]:
    """The names on the way to the thing, from the outside in: the criterion, the requirement, the field."""
    part, key = difference.part, difference.key
    trees = [state[part].get(key) for state in reversed(parts)]
    top = PHRASES.say(f"part-{part}", {"key": key, "name": _name(trees, key)})
    return top, *_inner(parts, trees, difference.route)


def _inner(parts: States, trees: list[Any], route: tuple[str | int, ...]) -> Iterator[Localised]:
    """The steps of the route, a container together with what is in it."""
    if route[:1] == ("rows",):
        yield PHRASES.say("item-rows", {"key": " · ".join(cell_text(step) for step in route[1:])})
        return
    steps = iter(route)
    for step in steps:
        trees = _below(trees, step)
        inside = next(steps, None) if f"item-{step}" in PHRASES else None
        if inside is None:
            yield _field(str(step))
            continue
        trees = _below(trees, inside)
        name = _table_name(parts, str(inside)) if step == "series" else _name(trees, str(inside))
        yield PHRASES.say(f"item-{step}", {"key": _field(str(inside)), "name": name})


def _below(trees: list[Any], step: str | int) -> list[Any]:
    return [tree.get(step) if isinstance(tree, Mapping) else None for tree in trees]


def _field(step: str) -> Localised:
    return PHRASES.say(f"field-{step}", {}) if f"field-{step}" in PHRASES else Localised(step, step)


def _name(trees: list[Any], key: str) -> Localised:
    """What the thing is called in the later state that has it, with its code where it has one; else its key."""
    for tree in trees:
        for field in ("title", "label"):
            leaf = tree.get(field) if isinstance(tree, Mapping) else None
            if isinstance(leaf, Leaf) and leaf.form in (TEXT, WORDING):
                named = _localised(leaf.shown)
                code = f"{plain(tree['code'])} " if "code" in tree else ""
                return Localised(code + named.en, code + named.zh_hans)
    return Localised(key, key)


def _table_name(parts: States, key: str) -> Localised:
    return _name([state["tables"].get(key) for state in reversed(parts)], key)


def _localised(shown: Any) -> Localised:
    return Localised.from_mapping(shown) if isinstance(shown, Mapping) else Localised(str(shown), str(shown))


def _shown(tree: Tree | None, said: set[str]) -> str | None:
    """What fits into a sentence; None for what is shown beside it. Key cells of a row are `said` by its place."""
    if not isinstance(tree, Leaf) or tree.form == TEXT:
        return None
    if tree.form == ENTRY:
        return entry_text(tree.shown)
    if tree.form == ROW:
        cells = {name: cell_text(cell) for name, cell in tree.shown.items() if cell is not None}
        return ", ".join(f"{name} {cell}" for name, cell in cells.items() if cell not in said)
    if tree.form == REFERENCE:
        return ", ".join(str(one) for one in tree.shown.values() if isinstance(one, str))
    if tree.form == WORDING and len(tree.shown) > _LONGEST:
        return None
    listed = tree.shown if isinstance(tree.shown, list) else [tree.shown]
    return f"{', '.join(cell_text(one) for one in listed)} {tree.unit if tree.unit != '1' else ''}".rstrip()


def entry_text(shown: Any) -> str | None:
    """A short entry such as the bounds of a metric; None where it takes more than a line."""
    if not isinstance(shown, Mapping) or any(isinstance(one, list | Mapping) for one in shown.values()):
        return None
    return ", ".join(f"{name} {cell_text(one)}" for name, one in shown.items())


def _cells(before: Mapping[str, Any], after: Mapping[str, Any]) -> Localised:
    """The cells that differ; a column that only one table has is a change of the table."""
    differ = [name for name in before if name in after and before[name] != after[name]]
    said = [
        PHRASES.say(
            "cell", {"column": name, "before": cell_text(before[name]), "after": cell_text(after[name])}
        )
        for name in differ
    ]
    return Localised(", ".join(one.en for one in said), "，".join(one.zh_hans for one in said))


def cell_text(cell: Any) -> str:
    """A cell as the file has it: every digit, years without separators, an empty one as a dash."""
    if cell is None:
        return "–"
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return f"{cell:.15g}"
    return str(cell)
