"""A take-off out of the records of a building information model: one line for each part of the building and material.

Nothing is lost on the way: every element is counted in lines, counted through its parts or its whole, or listed with the reason
why it is not counted. An element without a quantity or a material is never counted as zero.
"""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assessments.carbon.ifc_division import Division, Share, divide
from assessments.carbon.ifc_elements import DEEPEST, element_name
from assessments.carbon.ifc_quantities import VOLUME, base_quantities
from assessments.carbon.ifc_records import Element, ModelRecords
from assessments.carbon.take_off import TakeOffLine
from assessments.carbon.take_off_columns import header_cells
from assessments.carbon.units import Unit
from standard_site.lib.findings import Finding, FindingCatalogue, Where

FINDINGS: Final = FindingCatalogue(Path(__file__).with_name("ifc.toml"))
COUNTED, BY_PARTS, BY_WHOLE, MISSING = "counted", "through-parts", "through-whole", "missing"
PARTS_MISSING = "parts-missing"  # an assembly of which every part is missing, each listed by its name
EVIDENCE_COLUMNS: Final = (
    *("line_id", "status", "global_id", "ifc_type", "name", "storey", "element", "material", "quantity"),
    *("unit", "how"),
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One element's share in one line, or the reason why it has none. `how` is in the words of the model."""

    element: Element
    part: str
    status: str
    share: Share | None = None
    line_id: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Volumes:
    """Where the volume quantities of the file went; together they are all of them."""

    in_file: int
    used: int
    beside: int  # of counted elements, beside what was used: the gross beside the net volume, the whole beside its parts
    missing: int  # of elements that are not counted
    left_out: int  # of spaces, openings and the like
    unattached: int  # of nothing that stands in the building


@dataclass(frozen=True, slots=True)
class IfcTakeOff:
    """The lines, what each is made of, and what was found. `missing`: how many elements for each reason."""

    lines: tuple[TakeOffLine, ...]
    evidence: tuple[Evidence, ...]
    missing: Mapping[str, int]
    left_out: Mapping[str, int]
    volumes: Volumes
    findings: tuple[Finding, ...]

    @property
    def counted(self) -> int:
        """Elements that entered, also through their parts or their whole."""
        return len({row.element.id for row in self.evidence if row.status not in (MISSING, PARTS_MISSING)})


def take_off_of_model(model: ModelRecords, file_name: str) -> IfcTakeOff:
    """The lines of a model in a fixed order; the same records give the same lines."""
    by_id = {element.id: element for element in model.elements}
    names = {element.id: element_name(element, by_id) for element in model.elements}
    divisions = {element.id: divide(element, names[element.id]) for element in model.elements}
    status = _statuses(model.elements, by_id, divisions)
    lines, evidence = _lines(_evidence(model.elements, names, divisions, status))
    volumes = _volumes(model, divisions, status)
    counted = [divisions[key] for key, state in status.items() if state == COUNTED]
    return IfcTakeOff(
        lines=lines,
        evidence=evidence,
        missing=dict(_missing(evidence)),
        left_out=dict(Counter(one.why for one in model.left_out)),
        volumes=volumes,
        findings=_findings(model, evidence, counted, volumes, file_name),
    )


def take_off_csv(lines: Sequence[TakeOffLine]) -> bytes:
    """The lines in the common form of a take-off: UTF-8 with a byte order mark, numbers in full."""
    rows = [
        (
            *(line.line_id, line.element, plain_cell(line.material), repr(line.quantity), str(line.unit)),
            "" if line.density_kg_per_m3 is None else repr(line.density_kg_per_m3),
        )
        for line in lines
    ]
    return _table(header_cells("en")[:6], rows)


def evidence_csv(evidence: Iterable[Evidence]) -> bytes:
    """One row for each element and material: the line it went into, or why it went into none."""
    return _table(EVIDENCE_COLUMNS, (_evidence_row(row) for row in evidence))


def plain_cell(text: str) -> str:
    """A text of the model; a spreadsheet must not take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _evidence_row(row: Evidence) -> tuple[str, ...]:
    element, share = row.element, row.share
    return (
        *(row.line_id or "", row.reason or row.status, plain_cell(element.id), element.type),
        *(plain_cell(element.name), plain_cell(element.storey or ""), row.part),
        *(plain_cell(share.material) if share else "", repr(share.quantity) if share else ""),
        *(str(share.unit) if share else "", plain_cell(share.how) if share else ""),
    )


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    return ("\ufeff" + text.getvalue()).encode()


def _statuses(
    elements: Sequence[Element], by_id: Mapping[str, Element], divisions: Mapping[str, Division]
) -> dict[str, str]:
    """An assembly is counted by its parts as soon as one of them can be; else as a whole, and its parts through it."""
    above = {element.id: _wholes(element, by_id) for element in elements}
    carried = {whole for element in elements if divisions[element.id].shares for whole in above[element.id]}
    wholes = {whole for chain in above.values() for whole in chain}
    own = {element.id for element in elements if divisions[element.id].shares and element.id not in carried}
    return {element.id: _status(element.id, above[element.id], own, carried, wholes) for element in elements}


def _status(key: str, above: Sequence[str], own: set[str], carried: set[str], wholes: set[str]) -> str:
    if key in carried:
        return BY_PARTS
    if key in own:
        return COUNTED
    if own.intersection(above):
        return BY_WHOLE
    return PARTS_MISSING if key in wholes else MISSING


def _wholes(element: Element, by_id: Mapping[str, Element]) -> tuple[str, ...]:
    """What the element is a part of, and that of; none of it where parts lead round in a ring, or deeper than any building."""
    chain: list[str] = []
    whole = element.whole
    while whole is not None and whole in by_id:
        if whole == element.id or whole in chain or len(chain) == DEEPEST:
            return ()
        chain.append(whole)
        whole = by_id[whole].whole
    return tuple(chain)


def _evidence(
    elements: Sequence[Element],
    names: Mapping[str, str],
    divisions: Mapping[str, Division],
    status: Mapping[str, str],
) -> list[Evidence]:
    rows: list[Evidence] = []
    for element in elements:
        division, part, state = divisions[element.id], names[element.id], status[element.id]
        if state == COUNTED:
            rows += [Evidence(element, part, state, share) for share in division.shares]
        else:
            reason = division.reason if state == MISSING else None
            rows.append(Evidence(element, part, state, reason=reason))
    return rows


def _lines(rows: Sequence[Evidence]) -> tuple[tuple[TakeOffLine, ...], tuple[Evidence, ...]]:
    """Shares of the same part of the building, material, density and unit make one line."""
    groups: dict[tuple[str, str, str, float], list[Evidence]] = {}
    for row in rows:
        if row.share is not None:
            groups.setdefault(_key(row, row.share), []).append(row)
    numbers = {key: number for number, key in enumerate(sorted(groups), start=1)}
    lines = tuple(_line(number, key, groups[key]) for key, number in numbers.items())
    known = {key: line.line_id for key, line in zip(numbers, lines, strict=True)}
    told = tuple(
        Evidence(row.element, row.part, row.status, row.share, known[_key(row, row.share)])
        if row.share is not None
        else row
        for row in rows
    )
    return lines, told


def _key(row: Evidence, share: Share) -> tuple[str, str, str, float]:
    return row.part, share.material, share.unit.value, share.density_kg_per_m3 or 0.0


def _line(number: int, key: tuple[str, str, str, float], rows: Sequence[Evidence]) -> TakeOffLine:
    part, material, unit, density = key
    return TakeOffLine(
        line_id=f"ifc-{number:03d}",
        element=part,
        material=material,
        quantity=math.fsum(row.share.quantity for row in rows if row.share is not None),
        unit=Unit(unit),
        file_line=number + 1,
        density_kg_per_m3=density or None,
    )


def _volumes(model: ModelRecords, divisions: Mapping[str, Division], status: Mapping[str, str]) -> Volumes:
    used = beside = missing = 0
    for element in model.elements:
        count = sum(one.kind == "volume" for one in element.quantities)
        if status[element.id] in (MISSING, PARTS_MISSING):
            missing += count
            continue
        entered = sum(name in VOLUME for name in divisions[element.id].used)
        entered = min(count, entered) if status[element.id] == COUNTED else 0
        used, beside = used + entered, beside + count - entered
    left_out = sum(one.kind == "volume" for thing in model.left_out for one in thing.quantities)
    in_file = model.quantity_counts.get("volume", 0)
    unattached = in_file - used - beside - missing - left_out
    return Volumes(in_file, used, beside, missing, left_out, unattached)


def _findings(
    model: ModelRecords,
    evidence: Sequence[Evidence],
    counted: Sequence[Division],
    volumes: Volumes,
    file_name: str,
) -> tuple[Finding, ...]:
    where = Where(file=file_name)
    said = [] if counted else [FINDINGS.make("ifc-no-lines", where)]
    for reason, count in sorted(_missing(evidence).items()):
        said.append(FINDINGS.make(reason, where, count=count, names=_named(evidence, reason)))
    notes = Counter(note for division in counted for note in division.notes)
    said += [FINDINGS.make(note, where, count=count) for note, count in sorted(notes.items())]
    air = sum(division.air for division in counted)
    said += [FINDINGS.make("ifc-layers-without-material", where, count=air)] if air else []
    return (*said, *_of_file(model, volumes, where))


def _missing(evidence: Sequence[Evidence]) -> Counter[str]:
    return Counter(row.reason or "" for row in evidence if row.status == MISSING)


def _of_file(model: ModelRecords, volumes: Volumes, where: Where) -> list[Finding]:
    said = []
    if model.not_read:
        values = {"count": model.not_read, "said": model.not_read_said}
        said.append(FINDINGS.make("ifc-entities-not-read", where, **values))
    if model.broken:
        said.append(
            FINDINGS.make("ifc-broken-elements", where, count=len(model.broken), names=_joined(model.broken))
        )
    rings = _rings(model)
    if rings:
        said.append(FINDINGS.make("ifc-ring-of-parts", where, count=len(rings), names=_joined(rings)))
    others = _other_sets(model)
    if others:
        said.append(FINDINGS.make("ifc-other-quantity-sets", where, names=_joined(others)))
    if volumes.unattached > 0:
        said.append(FINDINGS.make("ifc-unattached-volumes", where, count=volumes.unattached))
    if model.same_ids:
        names = _joined(model.same_ids)
        said.append(FINDINGS.make("ifc-same-identifier", where, count=len(model.same_ids), names=names))
    return said


def _rings(model: ModelRecords) -> list[str]:
    """Elements that are parts of something which in the end is a part of them."""
    by_id = {element.id: element for element in model.elements}
    return [one.id for one in model.elements if one.whole in by_id and not _wholes(one, by_id)]


def _other_sets(model: ModelRecords) -> list[str]:
    """Sets of quantities that the schema does not define; what they mean only their program knows."""
    names: dict[str, None] = {}
    stated = [thing.quantities for thing in model.elements] + [thing.quantities for thing in model.left_out]
    for quantities in stated:
        base = set(base_quantities(quantities))
        names |= {one.set_name or "?": None for one in quantities if one not in base}
    return list(names)


def _named(evidence: Sequence[Evidence], reason: str) -> str:
    rows = [row.element for row in evidence if row.reason == reason]
    return _joined([element.name or element.id for element in rows])


def _joined(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
