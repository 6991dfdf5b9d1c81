"""Words of the file, kept short: whoever wrote the file chose their length."""

from __future__ import annotations

from typing import Any

MOST = 200


def words(value: Any) -> str | None:
    """A text of the file on one line, cut at `MOST` characters; None where nothing is said."""
    if not isinstance(value, str):
        return None
    return " ".join(value[: 4 * MOST].split())[:MOST] or None


def number(value: Any) -> float | None:
    """A finite number of the file, None where there is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) <= 1e15 else None  # also false for NaN


def attribute(entity: Any, name: str, default: Any = None) -> Any:
    """An attribute that not every schema gives the entity; the default also where the file's value cannot be read."""
    try:
        value = getattr(entity, name)
    except (AttributeError, RuntimeError):
        return default
    return default if value is None else value
