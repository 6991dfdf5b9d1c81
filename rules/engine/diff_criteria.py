"""A criterion as a tree to be compared, two states of it at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .diff_trees import (
    FORMULA,
    REFERENCE,
    Branch,
    Entry,
    Leaf,
    Listing,
    Tree,
    plain,
    present,
    reference,
    text,
    unit,
    unordered,
    value,
    word,
    written,
)
from .expressions import parse
from .printing import text_of


def formula(entry: str | float, of_unit: str = "") -> Leaf:
    """A formula by its meaning: spaces and needless brackets are none of it."""
    canonical = text_of(parse(entry if isinstance(entry, str) else repr(float(entry))))
    return Leaf(FORMULA, canonical, canonical, of_unit)


def criterion(data: Entry) -> dict[str, Any]:
    """Everything an author sets in a criterion's file."""
    own = data["value"]["unit"]
    return {
        "code": word(data["code"]),
        "scenario": word(data["scenario"]),
        "title": text(data["title"]),
        "intent": text(data["intent"]),
        "subjects": unordered(data["subjects"]),
        "stages": unordered(data["stages"]),
        "value": _value(data["value"]),
        "requirements": {entry["key"]: _requirement(entry, own) for entry in data["requirements"]},
        "context": {entry["key"]: _context(entry) for entry in data.get("context", ())},
        "references": Listing(
            tuple(_cross_reference(entry) for entry in data.get("references", ())),
            (_clause, _cited),
        ),
        **present(
            applies_when=formula(data["applies_when"]) if "applies_when" in data else None,
            notes=text(data["notes"]) if "notes" in data else None,
        ),
    }


State = Mapping[str, Any]


def without_repeated_values(before: State, after: State) -> tuple[State, State]:
    """The two states, without a requirement's own formula where it only repeats the criterion's and the other state
    leaves it out: that says the same."""
    shared = set(before["requirements"]) & set(after["requirements"])
    one_sided = [
        key
        for key in shared
        if ("value" in before["requirements"][key]) != ("value" in after["requirements"][key])
    ]
    return _without_values(before, one_sided), _without_values(after, one_sided)


def _without_values(state: State, keys: list[str]) -> State:
    requirements: dict[str, Any] = dict(state["requirements"])
    for key in keys:
        if requirements[key].get("value") == state["value"]:
            requirements[key] = {name: part for name, part in requirements[key].items() if name != "value"}
    return {**state, "requirements": requirements}


def _value(entry: Entry) -> Branch:
    return {
        "expression": formula(entry["expression"]),
        "unit": unit(entry["unit"]),
        **present(round_to=value(entry["round_to"], entry["unit"]) if "round_to" in entry else None),
    }


def _requirement(entry: Entry, inherited: str) -> Branch:
    own = entry["value"]["unit"] if "value" in entry else inherited
    return {
        "kind": word(entry["kind"]),
        "title": text(entry["title"]),
        "steps": Listing(tuple(_step(step, own) for step in entry.get("steps", ())), (_credits, _limit)),
        "sources": Listing(tuple(reference(source) for source in entry["sources"]), (_whole, _cited)),
        **present(
            value=_value(entry["value"]) if "value" in entry else None,
            applies_when=formula(entry["applies_when"]) if "applies_when" in entry else None,
            comparison=word(entry["comparison"]) if "comparison" in entry else None,
            limit=formula(entry["limit"], own) if "limit" in entry else None,
        ),
    }


def _step(entry: Entry, of_unit: str) -> Branch:
    return {"limit": formula(entry["limit"], of_unit), "credits": value(entry["credits"])}


def _context(entry: Entry) -> Branch:
    return {"title": text(entry["title"]), "value": _value(entry["value"])}


def _cross_reference(entry: Entry) -> Leaf:
    shown = {name: entry[name] for name in ("source", "clause", "status", "note") if name in entry}
    return Leaf(REFERENCE, written(shown), shown)


def _credits(tree: Tree) -> Any:
    return plain(tree)["credits"]


def _limit(tree: Tree) -> Any:
    return plain(tree)["limit"]


def _cited(tree: Tree) -> Any:
    return plain(tree)["source"]


def _clause(tree: Tree) -> Any:
    return plain(tree)["source"], plain(tree)["clause"]


def _whole(tree: Tree) -> Any:
    return written(plain(tree))
