"""The criteria of a scorecard that are meant for its kind of subject."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def own_criteria(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Those for buildings where a building is judged, those for communities where a community is; in their order."""
    return [criterion for criterion in document["criteria"] if not _of_another_kind(criterion)]


def _of_another_kind(criterion: Mapping[str, Any]) -> bool:
    return any(found["code"] == "not-for-this-subject" for found in criterion.get("reasons", ()))
