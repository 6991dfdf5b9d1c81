"""The subject of an assessment as declared: what is built, where, how large, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from assessments.carbon.declared_fields import FieldReader
from assessments.carbon.markup import Path
from assessments.carbon.rows import sum_of

KINDS: Final = ("building", "community")
WORKS: Final = ("new", "retrofit_one_go", "retrofit_stepped")
STAGES: Final = ("planning", "design", "as_built", "in_use")
AREAS: Final = ("gia_m2", "useful_floor_area_m2", "gross_floor_area_m2", "footprint_m2", "roof_area_m2")
_KEYS: Final = (
    "kind",
    "name",
    "place",
    "works",
    "stage",
    "typology",
    "uses",
    "construction_start_year",
    *AREAS,
)
_PATH: Final = ("subject",)


@dataclass(frozen=True, slots=True)
class SubjectRules:
    """Words and years an edition allows; None leaves a list unchecked."""

    typologies: frozenset[str] | None = None
    places: frozenset[str] | None = None
    first_year: int = 2000
    last_year: int = 2100


@dataclass(frozen=True, slots=True)
class DeclaredUse:
    """One use of the building and its gross internal area [m2]."""

    typology: str | None
    gia_m2: float | None


@dataclass(frozen=True, slots=True)
class DeclaredSubject:
    """The subject; areas [m2] are as declared and never scaled from one another, None is not declared."""

    kind: str | None
    name: str | None
    place: str | None
    works: str | None
    stage: str | None
    construction_start_year: int | None
    uses: tuple[DeclaredUse, ...] | None
    gia_m2: float | None
    useful_floor_area_m2: float | None
    gross_floor_area_m2: float | None
    footprint_m2: float | None
    roof_area_m2: float | None


def read_subject(reader: FieldReader, value: Any, rules: SubjectRules) -> DeclaredSubject | None:
    """Read `subject:`; None when it is absent."""
    if value is None:
        return None
    fields = reader.mapping(value, _PATH, _KEYS)
    areas = {key: reader.positive(fields, key, _PATH) for key in AREAS}
    return DeclaredSubject(
        kind=reader.choice(fields, "kind", _PATH, KINDS),
        name=reader.text(fields, "name", _PATH),
        place=reader.choice(fields, "place", _PATH, rules.places),
        works=reader.choice(fields, "works", _PATH, WORKS),
        stage=reader.choice(fields, "stage", _PATH, STAGES),
        construction_start_year=reader.whole(
            fields, "construction_start_year", _PATH, rules.first_year, rules.last_year
        ),
        uses=_uses(reader, fields, areas["gia_m2"], rules),
        **areas,
    )


def _uses(
    reader: FieldReader, fields: Mapping[str, Any], gia_m2: float | None, rules: SubjectRules
) -> tuple[DeclaredUse, ...] | None:
    """`typology: hotel` is the short form of one use over the whole area; `uses` is the long one."""
    if "typology" in fields and "uses" in fields:
        reader.say("declared-typology-and-uses", (*_PATH, "typology"))
    if "uses" not in fields:
        word = reader.choice(fields, "typology", _PATH, rules.typologies)
        return (DeclaredUse(word, gia_m2),) if word else None
    path: Path = (*_PATH, "uses")
    uses = tuple(
        _use(reader, item, (*path, index), rules)
        for index, item in enumerate(reader.items(fields["uses"], path))
    )
    _compare(reader, path, uses, gia_m2)
    return uses


def _use(reader: FieldReader, value: Any, path: Path, rules: SubjectRules) -> DeclaredUse:
    fields = reader.mapping(value, path, ("typology", "gia_m2"))
    return DeclaredUse(
        reader.choice(fields, "typology", path, rules.typologies), reader.positive(fields, "gia_m2", path)
    )


def _compare(reader: FieldReader, path: Path, uses: tuple[DeclaredUse, ...], gia_m2: float | None) -> None:
    total = sum_of(use.gia_m2 for use in uses)
    if total is not None and gia_m2 is not None and abs(total - gia_m2) > 0.005 * gia_m2:
        reader.say("declared-uses-area-differs", path, total=f"{total:g}", gia=f"{gia_m2:g}")
