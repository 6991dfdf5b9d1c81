"""Embodied carbon by element, by material, by factor: the parts a page shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from assessments.carbon.line_carbon import LineCarbon
from assessments.carbon.rows import sum_of
from assessments.carbon.whole_life import OF_A_LINE, LineWholeLife


@dataclass(frozen=True, slots=True)
class Part:
    """Carbon of the lines that share a label, by module [kgCO2e]; None when a line of it is not known."""

    label: str
    lines: int
    mass_kg: float | None
    a1_a3_kgco2e: float | None
    a4_kgco2e: float | None
    a5_3_kgco2e: float | None

    @property
    def total_kgco2e(self) -> float | None:
        """A1–A3 + A4 + A5.3 [kgCO2e]."""
        return sum_of((self.a1_a3_kgco2e, self.a4_kgco2e, self.a5_3_kgco2e))


@dataclass(frozen=True, slots=True)
class LifePart:
    """The whole life of the lines that share a label: modules [kgCO2e] and what is stored [kgCO2]; None when a line is not
    known."""

    label: str
    lines: int
    mass_kg: float | None
    modules: Mapping[str, float | None]
    biogenic_kgco2: float | None


@dataclass(frozen=True, slots=True)
class LifeFlow:
    """The lines of one material in one element: their modules [kgCO2e], None when a line is not known."""

    material: str
    element: str
    modules: Mapping[str, float | None]


def life_flows(lines: Iterable[LineWholeLife]) -> tuple[LifeFlow, ...]:
    """Whole lives by material and element together, labelled as in the two below, in the order they first come."""
    groups: dict[tuple[str, str], list[LineWholeLife]] = {}
    for line in lines:
        groups.setdefault((material_label(line), line.element), []).append(line)
    return tuple(LifeFlow(*labels, _life_part("", group).modules) for labels, group in groups.items())


def material_label(line: LineWholeLife) -> str:
    """What a line's material goes by: its factor, or its own name where no factor was found."""
    return line.factor_key or line.material


def lives_by_element(lines: Iterable[LineWholeLife]) -> tuple[LifePart, ...]:
    """Whole lives by the element named in the take-off, in the order they first come."""
    return _life_parts(lines, lambda line: line.element)


def lives_by_material(lines: Iterable[LineWholeLife]) -> tuple[LifePart, ...]:
    """Whole lives by factor, or by the material's own name where no factor was found, in the order they first come."""
    return _life_parts(lines, material_label)


def by_element(lines: Iterable[LineCarbon]) -> tuple[Part, ...]:
    """Parts by the element named in the take-off, in the order they first come."""
    return _parts(lines, lambda line: line.element)


def by_material(lines: Iterable[LineCarbon]) -> tuple[Part, ...]:
    """Parts by factor, or by the material's own name where no factor was found, in the order they first
    come."""
    return _parts(lines, lambda line: line.factor_key or line.material)


def _parts(lines: Iterable[LineCarbon], label: Callable[[LineCarbon], str]) -> tuple[Part, ...]:
    groups: dict[str, list[LineCarbon]] = {}
    for line in lines:
        groups.setdefault(label(line), []).append(line)
    return tuple(_part(name, group) for name, group in groups.items())


def _part(label: str, group: list[LineCarbon]) -> Part:
    return Part(
        label=label,
        lines=len(group),
        mass_kg=sum_of(line.mass_kg for line in group),
        a1_a3_kgco2e=sum_of(line.a1_a3_kgco2e for line in group),
        a4_kgco2e=sum_of(line.a4_kgco2e for line in group),
        a5_3_kgco2e=sum_of(line.a5_3_kgco2e for line in group),
    )


def _life_parts(
    lines: Iterable[LineWholeLife], label: Callable[[LineWholeLife], str]
) -> tuple[LifePart, ...]:
    groups: dict[str, list[LineWholeLife]] = {}
    for line in lines:
        groups.setdefault(label(line), []).append(line)
    return tuple(_life_part(name, group) for name, group in groups.items())


def _life_part(label: str, group: list[LineWholeLife]) -> LifePart:
    return LifePart(
        label=label,
        lines=len(group),
        mass_kg=sum_of(line.mass_kg for line in group),
        modules={module: sum_of(line.modules[module] for line in group) for module in OF_A_LINE},
        biogenic_kgco2=sum_of(line.biogenic_kgco2 for line in group),
    )
