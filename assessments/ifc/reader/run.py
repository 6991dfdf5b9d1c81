"""Opens the model, writes one record a line, and says on standard output how far it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .elements import Reader
from .text import attribute, words

PRODUCTS_MOST = 300_000
QUANTITY_KINDS = ("Length", "Area", "Volume", "Weight", "Count")
_TELL_EVERY = 500
EXIT_NO_MEMORY = 12


def main(model_path: Path, records_path: Path) -> int:
    """Exit code 0 with records, also those of a refusal; `EXIT_NO_MEMORY` when the limit was met."""
    with records_path.open("w", encoding="utf-8") as file:
        try:
            for record in _records(model_path):
                file.write(json.dumps(record, ensure_ascii=True) + "\n")
        except MemoryError:
            return EXIT_NO_MEMORY
    return 0


def _records(path: Path) -> Iterator[dict[str, Any]]:
    try:
        import ifcopenshell  # noqa: PLC0415 - an extra of the installation
    except ImportError as error:
        yield _refused("reader-missing", error)
        return
    try:
        model = ifcopenshell.open(str(path))
    except MemoryError:
        raise
    except Exception as error:
        yield _no_memory_or("unreadable", error)
        return
    if model is None:
        yield _refused("unreadable", "")
        return
    yield from _of_model(model)


def _of_model(model: Any) -> Iterator[dict[str, Any]]:
    products = model.by_type("IfcProduct")
    if len(products) > PRODUCTS_MOST:
        yield _refused("too-many-elements", len(products))
        return
    reader = Reader(model)
    applications = model.by_type("IfcApplication")
    yield {
        "kind": "file",
        "schema": model.schema_identifier,
        "application": words(attribute(applications[0], "ApplicationFullName")) if applications else None,
        "units": reader.units.to_json(),
        "products": len(products),
        "quantities": {kind.lower(): len(model.by_type(f"IfcQuantity{kind}")) for kind in QUANTITY_KINDS},
    }
    for number, product in enumerate(products, start=1):
        try:
            yield reader.record(product)
        except (AttributeError, RuntimeError, TypeError, ValueError) as error:
            yield {
                "kind": "broken",
                "id": f"#{product.id()}",
                "type": product.is_a(),
                "said": str(error)[:200],
            }
        if number % _TELL_EVERY == 0:
            _tell(number, len(products))
    yield {"kind": "end", "products": len(products)}


def _tell(number: int, count: int) -> None:
    print(f"{number}/{count}", flush=True)  # noqa: T201 - the parent listens


def _no_memory_or(code: str, error: Exception) -> dict[str, Any]:
    if "bad_alloc" in str(error):
        raise MemoryError from error
    return _refused(code, error)


def _refused(code: str, said: object) -> dict[str, Any]:
    return {"kind": "refused", "code": code, "said": str(said)[:200]}
