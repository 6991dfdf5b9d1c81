"""Refrigerants: the highest global warming potential in use and the charge in kgCO2e (METHOD: AR5 set for
the limit and B1)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assessments.carbon.catalogue import FINDINGS
from assessments.carbon.rows import active, number_or_none, sum_of, text_or_none
from standard_site.lib.findings import Finding, Where


@dataclass(frozen=True, slots=True)
class RefrigerantItem:
    """One declared system: refrigerant, charge [kg], yearly leak as a fraction of the charge [1/yr]; None
    is not known."""

    type: str
    charge_kg: float | None = None
    leak_rate: float | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class GwpTable:
    """Global warming potentials over 100 years [kgCO2e/kg] by refrigerant, of one assessment report; None
    is not known."""

    gwp_set: str
    values: Mapping[str, float | None]

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, object]], gwp_set: str = "AR5") -> GwpTable:
        """From an edition's rows `key, name, gwp100_ar5, …, status`; a row that may not be used counts as
        not known."""
        column = f"gwp100_{gwp_set.casefold()}"
        values: dict[str, float | None] = {}
        for row in rows:
            gwp = number_or_none(row, column) if active(row) else None
            for name in (text_or_none(row, "key"), text_or_none(row, "name")):
                values[refrigerant_key(name or "")] = gwp
        return cls(gwp_set, values)

    def knows(self, refrigerant: str) -> bool:
        return refrigerant_key(refrigerant) in self.values

    def gwp(self, refrigerant: str) -> float | None:
        return self.values.get(refrigerant_key(refrigerant))


@dataclass(frozen=True, slots=True)
class RefrigerantLine:
    """One system worked out: GWP [kgCO2e/kg], charge [kg and kgCO2e], yearly leakage [kgCO2e/yr]."""

    item: RefrigerantItem
    gwp: float | None
    charge_kgco2e: float | None
    leakage_kgco2e_per_yr: float | None


@dataclass(frozen=True, slots=True)
class Refrigerants:
    """Totals over all systems; None as soon as one system leaves them open. None declared gives zeros."""

    max_gwp: float | None
    charge_kg: float | None
    charge_kgco2e: float | None
    leakage_kgco2e_per_yr: float | None
    lines: tuple[RefrigerantLine, ...]
    findings: tuple[Finding, ...]


def refrigerant_key(name: str) -> str:
    """`R-32`, `r32` and `R 32` are one refrigerant; a remark in brackets does not count."""
    plain = re.sub(r"\(.*?\)", "", unicodedata.normalize("NFKC", name).casefold())
    return re.sub(r"[^a-z0-9]", "", plain)


def refrigerant_totals(items: Sequence[RefrigerantItem] | None, gwp_table: GwpTable) -> Refrigerants:
    """Work out the refrigerants of a design.

    Q = Σ charge·GWP [kgCO2e]; leakage = Σ charge·GWP·leak rate [kgCO2e/yr]; the highest GWP is that of
    any system, however small.

    Args:
        items: declared systems; an empty sequence says there are none, None says nothing was declared.
        gwp_table: global warming potentials of the edition's set.
    """
    if items is None:
        return Refrigerants(None, None, None, None, (), (FINDINGS.make("refrigerants-missing"),))
    findings: list[Finding] = []
    lines = tuple(_line(index, item, gwp_table, findings) for index, item in enumerate(items))
    gwps = [line.gwp for line in lines]
    return Refrigerants(
        max_gwp=None if None in gwps else max((gwp for gwp in gwps if gwp is not None), default=0.0),
        charge_kg=_total([item.charge_kg for item in items]),
        charge_kgco2e=_total([line.charge_kgco2e for line in lines]),
        leakage_kgco2e_per_yr=_total([line.leakage_kgco2e_per_yr for line in lines]),
        lines=lines,
        findings=tuple(findings),
    )


def _line(index: int, item: RefrigerantItem, table: GwpTable, findings: list[Finding]) -> RefrigerantLine:
    gwp = table.gwp(item.type)
    where = Where(object=item.name or item.type, field=f"refrigerants[{index}]")
    if gwp is None:
        code = "refrigerant-gwp-blank" if table.knows(item.type) else "refrigerant-unknown"
        findings.append(FINDINGS.make(code, where, type=item.type, gwp_set=table.gwp_set))
    if item.charge_kg is None:
        findings.append(FINDINGS.make("refrigerant-charge-missing", where, type=item.type))
    charge = None if gwp is None or item.charge_kg is None else item.charge_kg * gwp
    leak = None if charge is None or item.leak_rate is None else charge * item.leak_rate
    return RefrigerantLine(item, gwp, charge, leak)


def _total(parts: Sequence[float | None]) -> float | None:
    """Here no part at all is a true zero: the design declares that it has no refrigerant."""
    return sum_of(parts) if parts else 0.0
