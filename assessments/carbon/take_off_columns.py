"""The columns of a take-off and the names they go by in both languages (`take_off_words.toml`)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from assessments.carbon.catalogue import FINDINGS
from assessments.carbon.units import to_measure
from standard_site.lib.findings import Finding, Where

REQUIRED: Final = ("line_id", "element", "material", "quantity", "unit")
OPTIONAL: Final = (
    "density_kg_per_m3",
    "factor_key",
    "origin",
    "legs",
    "service_life_yr",
    "mass_kg_per_unit",
    "source",
)
# Several columns of quantities: what most factors are stated in comes first.
AMOUNTS: Final = ("quantity", "volume", "weight", "area", "length", "count")
_NEEDED: Final = ("material", "quantity", "unit")
_SHOWN_COLUMNS: Final = 12
_SAID: Final = -1  # what people said of a heading goes before every word of ours
WORDS: Final = tomllib.loads(Path(__file__).with_name("take_off_words.toml").read_text(encoding="utf-8"))
NOTHING_SAID: Final[Mapping[str, str]] = MappingProxyType({})
# What a heading may be said to mean.
SAYABLE: Final = tuple(dict.fromkeys((*REQUIRED, *AMOUNTS, "features", *OPTIONAL)))
_BRACKETS: Final = re.compile(r"[(\[{【]([^)\]}】]*)[)\]}】]")


@dataclass(frozen=True, slots=True)
class Amount:
    """A column of quantities: where it stands, and the unit its heading names."""

    position: int
    unit: str | None


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each known column stands, the columns of quantities in the order they are asked, the width of the header,
    whether every heading is one of the template's, and what was read as people said."""

    positions: Mapping[str, int]
    width: int
    amounts: tuple[Amount, ...] = ()
    plain: bool = True
    said: tuple[tuple[str, str], ...] = ()  # headings whose column people said, and which it is


@dataclass(frozen=True, slots=True)
class _Heading:
    """What one heading means; a lower rank is a better word for it."""

    key: str
    rank: int
    position: int
    unit: str | None
    plain: bool

    @property
    def said(self) -> bool:
        return self.rank == _SAID


def header_cells(language: str) -> tuple[str, ...]:
    """The header of an empty take-off in one language."""
    keys = REQUIRED + OPTIONAL
    return tuple(_chinese(key) for key in keys) if language.startswith("zh") else keys


def plain_words(text: str) -> str:
    """A text as it is compared: without case, width, punctuation and what stands in brackets."""
    folded = _BRACKETS.sub(" ", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(re.sub(r"[\W_]+", " ", folded).split())


def heading_key(text: str) -> str:
    """A heading as it is remembered: without case, width and the length of its blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def headings_understood(cells: Sequence[str], said: Mapping[str, str]) -> dict[str, str]:
    """The heading that each of our columns would be read from, whether or not the row as a whole is a header."""
    best: dict[str, _Heading] = {}
    for position, cell in enumerate(cells):
        heading = _heading_said(cell, position, said) or _heading(cell, position)
        if heading is not None and (heading.key not in best or heading.rank < best[heading.key].rank):
            best[heading.key] = heading
    return {key: cells[heading.position].strip() for key, heading in best.items()}


def read_header(
    cells: Sequence[str], where: Where, said: Mapping[str, str] = NOTHING_SAID
) -> tuple[Columns | None, list[Finding]]:
    """Where each known column stands; None with findings when a needed one is missing or one comes twice.

    Args:
        cells: the row.
        where: its place.
        said: our column by heading (`heading_key`), as people said; it goes before our own words.
    """
    findings: list[Finding] = []
    chosen: dict[str, _Heading] = {}
    for position, cell in enumerate(cells):
        heading = _heading_said(cell, position, said) or _heading(cell, position)
        if heading is None:
            if cell.strip():
                findings.append(_unread(cell, where))
            continue
        before = chosen.get(heading.key)
        if before is not None and before.rank == heading.rank:
            at = replace(where, field=heading.key)
            findings.append(FINDINGS.make("take-off-column-twice", at, column=heading.key))
        elif before is None or heading.rank < before.rank:
            chosen[heading.key] = heading
        if before is not None and before.rank != heading.rank:
            findings.append(_unread(cells[max(before, heading, key=lambda one: one.rank).position], where))
    twice = any(finding.code == "take-off-column-twice" for finding in findings)
    missing = _missing(chosen, cells, where)
    columns = None if missing or twice else _columns(chosen, cells)
    if columns is not None and columns.said:
        told = ", ".join(f"{heading} → {key}" for heading, key in columns.said)
        findings.append(FINDINGS.make("take-off-columns-said", where, columns=told))
    return columns, findings + missing


def _columns(chosen: Mapping[str, _Heading], cells: Sequence[str]) -> Columns:
    amounts = [chosen[key] for key in AMOUNTS if key in chosen]
    positions = {key: heading.position for key, heading in chosen.items() if key not in AMOUNTS}
    if "material" not in positions:
        positions["material"] = positions.pop("features")
    return Columns(
        positions,
        len(cells),
        tuple(Amount(heading.position, heading.unit) for heading in amounts),
        plain=all(heading.plain for heading in chosen.values()) and set(REQUIRED) <= set(chosen),
        said=tuple((cells[one.position].strip(), one.key) for one in chosen.values() if one.said),
    )


def _missing(chosen: Mapping[str, _Heading], cells: Sequence[str], where: Where) -> list[Finding]:
    amounts = [chosen[key] for key in AMOUNTS if key in chosen]
    told = {
        "material": "material" in chosen or "features" in chosen,
        "quantity": bool(amounts),
        # a cell under "Volume" may itself say "12.5 m³"
        "unit": "unit" in chosen or any(one.unit or one.key != "quantity" for one in amounts),
    }
    seen = ", ".join(cell.strip()[:30] for cell in cells if cell.strip()).split(", ")[:_SHOWN_COLUMNS]
    values = {"seen": ", ".join(seen)}
    return [
        FINDINGS.make(
            "take-off-missing-column", replace(where, field=key), column=key, chinese=_chinese(key), **values
        )
        for key in _NEEDED
        if not told[key]
    ]


def _unread(cell: str, where: Where) -> Finding:
    return FINDINGS.make("take-off-unknown-column", replace(where, field=cell.strip()), column=cell.strip())


def _heading_said(cell: str, position: int, said: Mapping[str, str]) -> _Heading | None:
    key = said.get(heading_key(cell))
    if key is None:
        return None
    bracket = _BRACKETS.search(unicodedata.normalize("NFKC", cell).casefold())
    unit = bracket[1].strip() if bracket and key in AMOUNTS else None
    return _Heading(key, _SAID, position, unit if unit and to_measure(unit) else None, plain=False)


def _heading(cell: str, position: int) -> _Heading | None:
    if not cell.strip():
        return None
    folded = unicodedata.normalize("NFKC", cell).casefold().strip()
    bracket = _BRACKETS.search(folded)
    unit = bracket[1].strip() if bracket else None
    words = plain_words(cell)
    meaning = _meaning(words)
    if meaning is None and bracket is None and " " in words:
        words, unit = words.rsplit(" ", 1)
        meaning = _meaning(words) if to_measure(unit) else None
    if meaning is None:
        return None
    key, rank = meaning
    if unit and key in WORDS["units"] and unit not in WORDS["units"][key]:
        return None
    if unit and key in AMOUNTS and to_measure(unit) is None:  # money, or a unit that is not known
        return None
    measured = unit if key in AMOUNTS else None
    plain = folded in (key, _chinese(key)) or folded in _TEMPLATE
    return _Heading(key, rank, position, measured, plain)


def _meaning(words: str) -> tuple[str, int] | None:
    """The column a heading means; of one in two languages both halves have to mean the same."""
    if words in _MEANING:
        return _MEANING[words]
    chinese = "".join(re.findall(r"[\u3400-\u9fff]+", words))
    latin = " ".join(re.sub(r"[\u3400-\u9fff]+", " ", words).split())
    one, other = _MEANING.get(chinese), _MEANING.get(latin)
    return min(one, other) if one and other and one[0] == other[0] else None


def _chinese(key: str) -> str:
    return str(WORDS["columns"][key][0])


_MEANING: Final = {
    plain_words(word): (key, rank)
    for key, names in WORDS["columns"].items()
    for rank, word in reversed(list(enumerate([key, *names])))
}
_TEMPLATE: Final = frozenset(header_cells("en") + header_cells("zh-hans"))
