"""Reading an edition from its folder or from memory.

Every mistake is found in one go, each with file, line and remedy.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from .building import Builder
from .checking import check_edition, derived_order
from .digest import canonical_digest
from .documents import Document, check_shape, read_document
from .errors import EditionError, EditionErrors
from .localised import Localised
from .schema import (
    SCENARIOS,
    Corrigendum,
    Criterion,
    Edition,
    Notice,
    Rating,
    Scenario,
    Scoring,
    Typology,
    Weight,
)
from .shapes import wrong_head

_SHAPES = {
    "edition.yaml": "edition",
    "metrics.yaml": "metrics",
    "typologies.yaml": "typologies",
    "ratings.yaml": "ratings",
    "scoring.yaml": "scoring",
}
ANNEXES = ("protocol", "reference_building", "scenarios")
EXAMPLES = "examples/"
_ALLOWED = (
    *_SHAPES,
    "criteria/*.yaml",
    "tables/*.csv",
    f"{EXAMPLES}*.yaml",
    *(f"{annex}.yaml" for annex in ANNEXES),
)


def load_edition(folder: Path) -> Edition:
    """The checked edition in a folder.

    Raises `EditionErrors` with every mistake; files are named `folder/file`.
    """
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }
    try:
        return load_edition_files(files)
    except EditionErrors as found:
        named = (dataclasses.replace(error, file=f"{folder.name}/{error.file}") for error in found.errors)
        raise EditionErrors(named) from None


@dataclasses.dataclass(frozen=True, slots=True)
class _Content:
    """Files that are known by their fingerprint."""

    fingerprint: bytes
    files: Mapping[str, bytes] = dataclasses.field(compare=False)


def load_edition_files(files: Mapping[str, bytes]) -> Edition:
    """The checked edition made of these files (names relative, with `/`). Raises `EditionErrors`.

    An edition never changes, so the last few contents that loaded are kept: the same bytes give the same object.
    """
    fingerprint = hashlib.sha256()
    for name in sorted(files):
        fingerprint.update(f"{name}\0{len(files[name])}\0".encode("utf-8", "surrogatepass"))
        fingerprint.update(files[name])
    return _load(_Content(fingerprint.digest(), dict(files)))


@lru_cache(maxsize=8)
def _load(content: _Content) -> Edition:
    files = content.files
    errors: list[EditionError] = []
    documents = _documents(files, errors)
    _stop_at(errors)
    edition = _build(files, documents, errors)
    _stop_at(errors)
    return dataclasses.replace(edition, derived_order=derived_order(edition.metrics))


def _stop_at(errors: list[EditionError]) -> None:
    if errors:
        raise EditionErrors(errors)


def _documents(files: Mapping[str, bytes], errors: list[EditionError]) -> dict[str, Document]:
    """Every YAML file read, in its right shape; unknown and missing files are noted. Worked examples are
    part of the content and read apart: an edition judges without them."""
    for name in sorted(set(files)):
        if not any(
            PurePosixPath(name).match(pattern) and name.count("/") == pattern.count("/")
            for pattern in _ALLOWED
        ):
            errors.append(EditionError.at(name, None, "file-unknown", file=name, allowed=", ".join(_ALLOWED)))
    for name in (*_SHAPES, "criteria/*.yaml"):
        if not any(PurePosixPath(file).match(name) for file in files):
            errors.append(EditionError.at(name, None, "file-missing", file=name))
    documents: dict[str, Document] = {}
    for name in sorted(file for file in files if file.endswith(".yaml") and not file.startswith(EXAMPLES)):
        document = read_document(name, files[name], errors)
        if document is not None and _in_shape(document, errors):
            documents[name] = document
    return documents


def _in_shape(document: Document, errors: list[EditionError]) -> bool:
    """Annexes only have to be mappings: their meaning belongs to the part that uses them."""
    if PurePosixPath(document.file).stem in ANNEXES and "/" not in document.file:
        if isinstance(document.data, dict):
            return True
        errors.append(document.error((), "annex-not-mapping", file=document.file))
        return False
    shape = "criterion" if document.file.startswith("criteria/") else _SHAPES.get(document.file)
    return shape is None or check_shape(document, shape, errors)


def _build(
    files: Mapping[str, bytes], documents: Mapping[str, Document], errors: list[EditionError]
) -> Edition:
    builder = Builder(errors)
    edition = _put_together(files, documents, builder)
    check_edition(edition, documents, builder.doubtful, errors)
    return edition


def _put_together(files: Mapping[str, bytes], documents: Mapping[str, Document], builder: Builder) -> Edition:
    head, measured = documents["edition.yaml"], documents["metrics.yaml"]
    builder.add_sources(head)
    parameters = builder.parameters(head)
    builder.add_tables(head, files)
    metrics = builder.metrics(measured)
    builder.errors.extend(wrong_head(head))
    criteria = [
        builder.criterion(document) for name, document in documents.items() if name.startswith("criteria/")
    ]
    return Edition(
        key=head.data["key"],
        title=Localised.from_mapping(head.data["title"]),
        status=head.data["status"],
        digest=canonical_digest(files),
        files=dict(files),
        area_definition=Localised.from_mapping(head.data["area_definition"]),
        module_sets={key: tuple(modules) for key, modules in head.data["module_sets"].items()},
        sources=builder.sources,
        parameters=parameters,
        metrics=metrics,
        criteria=tuple(sorted(criteria, key=_by_code)),
        tables=builder.tables,
        typologies=_typologies(documents["typologies.yaml"]),
        ratings=_ratings(documents["ratings.yaml"], builder),
        scoring=_scoring(documents["scoring.yaml"], builder),
        annexes=_annexes(documents),
        effective_from=head.data.get("effective_from"),
        supersedes=head.data.get("supersedes"),
        registration_opens=head.data.get("registration_opens"),
        transition=Localised.from_mapping(head.data["transition"]) if "transition" in head.data else None,
        corrigendum=_corrigendum(head),
        notice=_notice(head),
    )


def _corrigendum(head: Document) -> Corrigendum | None:
    entry = head.data.get("corrigendum")
    return Corrigendum(entry["corrects"], Localised.from_mapping(entry["note"])) if entry else None


def _notice(head: Document) -> Notice | None:
    entry = head.data.get("notice")
    if not entry:
        return None
    return Notice(Localised.from_mapping(entry["label"]), Localised.from_mapping(entry["text"]))


def _by_code(criterion: Criterion) -> str:
    return criterion.code


def _typologies(document: Document) -> dict[str, Typology]:
    return {
        key: Typology(key, Localised.from_mapping(entry["label"]), entry["series"])
        for key, entry in document.data.items()
    }


def _ratings(document: Document, builder: Builder) -> tuple[Rating, ...]:
    return tuple(
        Rating(
            entry["key"],
            Localised.from_mapping(entry["label"]),
            float(entry["threshold"]),
            builder.reference(document, ("ratings", index), entry),
        )
        for index, entry in enumerate(document.data["ratings"])
    )


def _scoring(document: Document, builder: Builder) -> Scoring:
    data = document.data
    return Scoring(
        mixed_use=data["mixed_use"]["operator"],
        mixed_use_reference=builder.reference(document, ("mixed_use",), data["mixed_use"]),
        credits=builder.reference(document, ("credits",), data["credits"]),
        rounding=builder.reference(document, ("rounding",), data["rounding"]),
        scenarios=tuple(_scenario(document, builder, key) for key in SCENARIOS),
    )


def _scenario(document: Document, builder: Builder, key: str) -> Scenario:
    entry = document.data["scenarios"][key]
    weights = {
        kind: Weight(
            float(weight["weight"]),
            builder.reference(document, ("scenarios", key, "weights", kind), weight),
        )
        for kind, weight in entry["weights"].items()
    }
    return Scenario(key, Localised.from_mapping(entry["label"]), weights)


def _annexes(documents: Mapping[str, Document]) -> dict[str, Mapping[str, Any]]:
    return {annex: documents[f"{annex}.yaml"].data for annex in ANNEXES if f"{annex}.yaml" in documents}
