"""Opens the model, writes one record a line, and says in a file beside them how far it is."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from .elements import Reader
from .text import attribute, words

PROGRESS_FILE = "progress"
PRODUCTS_MOST = 100_000
QUANTITY_KINDS = ("Length", "Area", "Volume", "Weight", "Count")
_TELL_EVERY = 500
EXIT_NO_MEMORY = 12
EXIT_NO_ROOM = 13


def main(model_path: Path, records_path: Path) -> int:
    """Exit code 0 with records, also those of a refusal; another one when a limit was met."""
    try:
        with records_path.open("w", encoding="utf-8") as file:
            for record in _records(model_path, records_path.with_name(PROGRESS_FILE)):
                file.write(json.dumps(record, ensure_ascii=True) + "\n")
    except MemoryError:
        return EXIT_NO_MEMORY
    except OSError as error:
        if error.errno == errno.EFBIG:
            return EXIT_NO_ROOM
        raise
    return 0


def _records(path: Path, progress: Path) -> Iterator[dict[str, Any]]:
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
    log = ifcopenshell.get_log()  # type: ignore[no-untyped-call]
    yield from _of_model(model, _not_read(log), progress)


def _not_read(log: str) -> tuple[str, ...]:
    """What the parser passed over, in its own words without the time."""
    lines = [line for line in log.splitlines() if line.startswith("[error]")]
    return tuple(line.rsplit("] ", 1)[-1] for line in lines)


def _of_model(model: Any, not_read: Sequence[str], progress: Path) -> Iterator[dict[str, Any]]:
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
        "not_read": {"count": len(not_read), "said": words(not_read[0]) if not_read else None},
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
            progress.write_text(str(100 * number // len(products)), encoding="ascii")
    yield {"kind": "end", "products": len(products)}


def _no_memory_or(code: str, error: Exception) -> dict[str, Any]:
    if "bad_alloc" in str(error):
        raise MemoryError from error
    return _refused(code, error)


def _refused(code: str, said: object) -> dict[str, Any]:
    return {"kind": "refused", "code": code, "said": str(said)[:200]}
