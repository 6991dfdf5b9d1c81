"""Which parts of a building the lines of a take-off speak of, and which have none (`coverage_words.toml`)."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from assessments.carbon.line_carbon import LineCarbon
from assessments.carbon.take_off_columns import plain_words

_PARTS: Final = tomllib.loads(Path(__file__).with_name("coverage_words.toml").read_text(encoding="utf-8"))
PARTS: Final = tuple(_PARTS)
_WORDS: Final = {plain_words(word): key for key, part in _PARTS.items() for word in part["words"]}
# From the left the longest word: Chinese within a run of signs, other words whole.
_KNOWN: Final = re.compile(
    "|".join(
        rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() else re.escape(word)
        for word in sorted(_WORDS, key=len, reverse=True)
    )
)


@dataclass(frozen=True, slots=True)
class PartCoverage:
    """What a take-off says of one part of the building.

    Args:
        key: the part, one of `PARTS`; None for elements that are no part we know.
        name: the part in each language.
        lines: how many lines it has.
        unknown_lines: how many of them have no known A1-A3.
        a1_a3_kgco2e: A1-A3 of the lines where it is known [kgCO2e]; None where it is of no line.
        share: of the known A1-A3 of all lines [0-1]; None where nothing is known.
        elements: the elements of the file that were taken for the part, in the order they first come.
    """

    key: str | None
    name: Mapping[str, str]
    lines: int
    unknown_lines: int
    a1_a3_kgco2e: float | None
    share: float | None
    elements: tuple[str, ...]


@lru_cache(maxsize=4096)  # bills repeat their elements
def part_of(element: str) -> str | None:
    """The part of the building that an element is; None where its words do not tell, or tell of two."""
    found = {_WORDS[word] for word in _KNOWN.findall(plain_words(element))}
    return found.pop() if len(found) == 1 else None


def coverage_of(lines: Iterable[LineCarbon]) -> tuple[PartCoverage, ...]:
    """Every part of the building, also those without a line, and last the lines of no known part where there are any."""
    groups: dict[str | None, list[LineCarbon]] = {key: [] for key in PARTS}
    for line in lines:
        groups.setdefault(part_of(line.element), []).append(line)
    total = math.fsum(
        line.a1_a3_kgco2e for group in groups.values() for line in group if line.a1_a3_kgco2e is not None
    )
    return tuple(_covered(key, group, total) for key, group in groups.items())


def _covered(key: str | None, group: list[LineCarbon], total: float) -> PartCoverage:
    known = [line.a1_a3_kgco2e for line in group if line.a1_a3_kgco2e is not None]
    carbon = math.fsum(known) if known else None
    return PartCoverage(
        key=key,
        name=MappingProxyType({tag: _PARTS[key][tag] for tag in ("en", "zh-hans")} if key else {}),
        lines=len(group),
        unknown_lines=len(group) - len(known),
        a1_a3_kgco2e=carbon,
        share=carbon / total if carbon is not None and total > 0 else None,
        elements=tuple(dict.fromkeys(line.element for line in group)),
    )
