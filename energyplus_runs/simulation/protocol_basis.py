"""What every part of a protocol says of itself: what it rests on, and what it does to a model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """What a step does with what the model has: replaces it, keeps it, or says by how much it departs."""

    REPLACE = "replace"
    KEEP = "keep"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Basis:
    """What a value rests on: status (F1, F2, D, P …), title and locator of its source, why it was chosen."""

    status: str
    title: str
    locator: str
    note: Mapping[str, str]
