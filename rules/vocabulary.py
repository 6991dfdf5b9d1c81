"""The names a draft's formulas may use, read even while other parts of the draft are wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rules.engine.building import Builder
from rules.engine.documents import Document, check_shape, read_document
from rules.engine.kinds import Kind
from rules.engine.localised import Localised
from rules.engine.schema import Metric, Parameter
from rules.engine.tables import Table

HEAD, METRICS = "edition.yaml", "metrics.yaml"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything a formula may name; what is itself written wrongly is left out."""

    names: Mapping[str, Kind]
    metrics: Mapping[str, Metric]
    parameters: Mapping[str, Parameter]
    tables: Mapping[str, Table]
    sources: Mapping[str, str]

    @property
    def labels(self) -> dict[str, Localised]:
        measured = {key: metric.label for key, metric in self.metrics.items()}
        return measured | {key: parameter.label for key, parameter in self.parameters.items()}


@dataclass(frozen=True, slots=True, eq=False)
class _Files:
    """Files that are the same when their digest is."""

    digest: str
    files: Mapping[str, bytes]

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Files) and other.digest == self.digest


def vocabulary(texts: Mapping[str, str]) -> Vocabulary:
    """The names of a draft's files; kept per content, since one types against the same files for a while."""
    files = {
        name: text.encode()
        for name, text in texts.items()
        if name in (HEAD, METRICS) or name.startswith("tables/")
    }
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(b"%d %d %s" % (len(name), len(files[name]), name.encode()))
        digest.update(files[name])
    return _read(_Files(digest.hexdigest(), files))


def known_units(names: Vocabulary) -> list[str]:
    """The units the draft measures in."""
    measured = {metric.unit for metric in names.metrics.values()} | {
        one.unit for one in names.parameters.values()
    }
    return sorted(measured | {table.value_unit for table in names.tables.values()})


@lru_cache(maxsize=8)
def _read(given: _Files) -> Vocabulary:
    head, measured = (_mapping(given.files, name) for name in (HEAD, METRICS))
    parts = {
        part: _shaped(head.get(part), shape)
        for part, shape in (("sources", "source"), ("parameters", "parameter"), ("tables", "table"))
    }
    builder = Builder([])
    document = Document(HEAD, parts)
    builder.add_sources(document)
    parameters = builder.parameters(document)
    builder.add_tables(document, given.files)
    metrics = builder.metrics(Document(METRICS, _shaped(measured, "metric")))
    sources = {key: source.title for key, source in builder.sources.items()}
    return Vocabulary(builder.names, metrics, parameters, builder.tables, sources)


def _mapping(files: Mapping[str, bytes], name: str) -> Mapping[str, Any]:
    document = read_document(name, files[name], []) if name in files else None
    return document.data if document is not None and isinstance(document.data, dict) else {}


def _shaped(entries: Any, shape: str) -> dict[str, Any]:
    """The entries that are as the schema wants them."""
    if not isinstance(entries, dict):
        return {}
    return {key: entry for key, entry in entries.items() if check_shape(Document("", entry), shape, [])}
