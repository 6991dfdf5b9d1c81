"""An edition as trees by part and key, read from its files: what was written, not what was made of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from .diff_criteria import criterion, formula
from .diff_trees import (
    ENTRY,
    NUMBER,
    Branch,
    Entry,
    Leaf,
    Tree,
    anything,
    present,
    reference,
    text,
    unit,
    unordered,
    value,
    word,
    wording,
    written,
)
from .documents import read_document
from .schema import Edition

# In the order they are listed. Key, status and predecessor are no change: they say which edition it is.
PARTS = (
    "edition",
    "criteria",
    "metrics",
    "parameters",
    "tables",
    "typologies",
    "scoring",
    "ratings",
    "sources",
    "annexes",
    "examples",
)
Parts = Mapping[str, Mapping[str, Tree]]


def parts_of(edition: Edition) -> Parts:
    """Every part of a loaded edition: part → key → tree. A part without keys of its own has the key ""."""
    data = {name: _data(name, content) for name, content in edition.files.items() if name.endswith(".yaml")}
    head = data["edition.yaml"]
    return {
        "edition": {"": _head(head)},
        "criteria": {one["key"]: criterion(one) for one in _below(data, "criteria")},
        "metrics": {key: _metric(entry) for key, entry in data["metrics.yaml"].items()},
        "parameters": {key: _parameter(entry) for key, entry in head["parameters"].items()},
        "tables": {key: _table(entry) for key, entry in head["tables"].items()},
        "typologies": {key: _typology(entry) for key, entry in data["typologies.yaml"].items()},
        "scoring": {"": _scoring(data["scoring.yaml"])},
        "ratings": {entry["key"]: _rating(entry) for entry in data["ratings.yaml"]["ratings"]},
        "sources": {key: _source(entry) for key, entry in head["sources"].items()},
        "annexes": {key: anything(entry) for key, entry in edition.annexes.items()},
        "examples": {
            _stem(name): _examples(one) for name, one in data.items() if _folder(name) == "examples"
        },
    }


@lru_cache(maxsize=512)
def _data(name: str, content: bytes) -> Any:
    """A file's values, kept by its content: most files of two editions are the same."""
    document = read_document(name, content, [])
    return document.data if document is not None else {}


def _below(data: Mapping[str, Any], folder: str) -> list[Any]:
    return [one for name, one in data.items() if _folder(name) == folder]


def _folder(name: str) -> str:
    return str(PurePosixPath(name).parent)


def _stem(name: str) -> str:
    return PurePosixPath(name).stem


def _head(entry: Entry) -> Branch:
    corrigendum, notice = entry.get("corrigendum"), entry.get("notice")
    return {
        "title": text(entry["title"]),
        "area_definition": text(entry["area_definition"]),
        "module_sets": {key: unordered(modules) for key, modules in entry["module_sets"].items()},
        **{key: word(entry[key]) for key in ("effective_from", "registration_opens") if key in entry},
        **present(
            transition=text(entry["transition"]) if "transition" in entry else None,
            corrigendum={"corrects": word(corrigendum["corrects"]), "note": text(corrigendum["note"])}
            if corrigendum
            else None,
            notice={"label": text(notice["label"]), "text": text(notice["text"])} if notice else None,
        ),
    }


def _source(entry: Entry) -> Branch:
    worded = {name: wording(entry[name]) for name in ("title", "locator") if name in entry}
    return {**worded, "status": word(entry["status"])}


def _parameter(entry: Entry) -> Branch:
    return {
        "label": text(entry["label"]),
        "value": value(entry["value"], entry["unit"]),
        "unit": unit(entry["unit"]),
        "reference": reference(entry),
    }


def _metric(entry: Entry) -> Branch:
    bounds = {name: entry[name] for name in ("minimum", "above", "maximum") if name in entry}
    return {
        "label": text(entry["label"]),
        "definition": text(entry["definition"]),
        "unit": unit(entry["unit"]),
        "source": word(entry["source"]),
        "type": word(entry.get("type", "number")),
        **present(
            bounds=Leaf(ENTRY, tuple(sorted(bounds.items())), bounds) if bounds else None,
            value=formula(entry["value"]) if "value" in entry else None,
        ),
    }


def _table(entry: Entry) -> Branch:
    way = entry.get("interpolate")
    return {
        "title": text(entry["title"]),
        "use": word(entry["use"]),
        "strictest": word(entry.get("strictest", "lowest")),
        "works": {kind: word(column) for kind, column in entry.get("works", {}).items()},
        "columns": {name: _column(column) for name, column in entry["columns"].items()},
        **present(
            keys=word(list(entry["keys"])) if "keys" in entry else None,
            value=word(entry["value"]) if "value" in entry else None,
            interpolate=Leaf(ENTRY, written(way), way) if way else None,
        ),
    }


def _column(entry: Entry) -> Branch:
    return {
        "type": word(entry["type"]),
        "optional": word(entry.get("optional", False)),
        **present(
            unit=unit(entry["unit"]) if "unit" in entry else None,
            per=word(entry["per"]) if "per" in entry else None,
        ),
    }


def _typology(entry: Entry) -> Branch:
    return {
        "label": text(entry["label"]),
        "series": {table: word(series) for table, series in entry["series"].items()},
    }


def _rating(entry: Entry) -> Branch:
    return {
        "label": text(entry["label"]),
        "threshold": Leaf(NUMBER, entry["threshold"], entry["threshold"], entry["unit"]),
        "reference": reference(entry),
    }


def _scoring(entry: Entry) -> Branch:
    return {
        "mixed_use": {
            "operator": word(entry["mixed_use"]["operator"]),
            "reference": reference(entry["mixed_use"]),
        },
        "credits": reference(entry["credits"]),
        "rounding": reference(entry["rounding"]),
        "scenarios": {key: _scenario(one) for key, one in entry["scenarios"].items()},
    }


def _scenario(entry: Entry) -> Branch:
    weights = {
        kind: {"weight": value(one["weight"], one["unit"]), "reference": reference(one)}
        for kind, one in entry["weights"].items()
    }
    return {"label": text(entry["label"]), "weights": weights}


def _examples(entry: Any) -> Tree:
    """Each case is one thing. A file that is not in its shape is compared as it stands: editions load with such ones."""
    try:
        return {case["name"]: Leaf(ENTRY, written(case), case) for case in entry["cases"]}
    except (KeyError, TypeError):
        return anything(entry)
