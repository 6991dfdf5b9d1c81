"""The uses of a building with the names its edition gives them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assessments.presentation.text import said
from rules.models import Edition


@dataclass(frozen=True, slots=True)
class UseLine:
    name: str
    gia_m2: float | None


def use_lines(edition: Edition, uses: list[dict[str, Any]]) -> list[UseLine]:
    """A typology the edition does not know is shown by its key."""
    known = edition.loaded().typologies
    return [UseLine(_name(known, str(use.get("typology"))), use.get("gia_m2")) for use in uses]


def _name(known: Any, key: str) -> str:
    return said(known[key].label) if key in known else key
