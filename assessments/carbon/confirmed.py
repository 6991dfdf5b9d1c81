"""Matches of free text to factors that people confirmed: what stands between a proposal and a factor that counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assessments.carbon.matching_text import plain_text
from assessments.carbon.units import Unit

Question = tuple[str, str]
"""What a confirmation answers: the text in one script, width and case, and the class of its unit."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A factor that somebody confirmed for a text.

    Args:
        factor_key: the factor.
        thickness_mm: what turns square metres into cubic metres [mm]; None where nothing does.
        thickness_read: whether the thickness stands in the text; otherwise the person gave it.
        by: the person's name; None for one who has left.
        on: the day it was confirmed.
    """

    factor_key: str
    thickness_mm: float | None
    thickness_read: bool
    by: str | None
    on: date


Confirmations = Mapping[Question, Confirmed]


def unit_class(unit: Unit) -> str:
    """Kilograms and tonnes are one class; every other unit is one of its own."""
    return Unit.KG.value if unit is Unit.T else unit.value


def question_of(material: str, unit: Unit) -> Question:
    return plain_text(material), unit_class(unit)
