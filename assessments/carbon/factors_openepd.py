"""Reading one declaration in the openEPD format (JSON)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from assessments.carbon.factor import Kind
from assessments.carbon.factors_checks import FactorChecker
from assessments.carbon.factors_dataset import FINDINGS, ReadDataset, generic_kind
from assessments.carbon.factors_gwp import BIOGENIC, FOSSIL, LULUC, PARTS, TOTAL, Stated, climate_cells
from standard_site.lib.findings import Finding, Where

FORM: Final = "openepd"
METHODS: Final = ("EF 3.1", "EF 3.0", "EN15804+A2", "CML 2016", "CML 2012", "EN15804+A1", "AR6", "AR5")
"""Methods of impact assessment whose values are read, best first; others are not EN 15804."""
_SPECIFIC: Final = ("openepd", "")  # documents on one product, by their type
_NAMES: Final = {"gwp": TOTAL, "gwp-fossil": FOSSIL, "gwp-biogenic": BIOGENIC, "gwp-luluc": LULUC}
_UNITS: Final = {"m^3": "m3", "m^2": "m2", "item": "piece", "pcs": "piece", "metric_ton": "t", "tonne": "t"}


def read_openepd(data: bytes, file_name: str, today: date) -> ReadDataset:
    """Read one declaration.

    Args:
        data: the JSON [bytes], UTF-8.
        file_name: name shown in findings.
        today: the day on which it is brought.
    """
    where = Where(file=file_name)
    try:
        document = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return _refused("factors-bad-json", where, reason=type(error).__name__)
    if not isinstance(document, dict) or not _dict(document.get("declared_unit")):
        return _refused("factors-not-openepd", where)
    return _Reader(document, where, today).read()


class _Reader:
    def __init__(self, document: Mapping[str, Any], where: Where, today: date) -> None:
        self._document, self._where, self._today = document, where, today
        self._findings: list[Finding] = []

    def read(self) -> ReadDataset:
        indicators = self._indicators()
        if not indicators and not self._findings:
            return _refused("factors-no-climate-indicator", self._where)
        carbon = self._amount("kg_C_biogenic_per_declared_unit")
        climate, codes = climate_cells(indicators, carbon)
        self._findings += [FINDINGS.make(code, self._where) for code in codes]
        checker = FactorChecker({**self._facts(), **climate}, self._where, self._today)
        row = checker.row()
        self._findings += checker.findings
        return ReadDataset(FORM, (row,) if row is not None else (), tuple(self._findings))

    def _facts(self) -> dict[str, str]:
        declared = _dict(self._document["declared_unit"])
        unit = _text(declared.get("unit"))
        mass = self._amount("kg_per_declared_unit")
        issued = self._text("date_of_issue")[:10]
        places = ", ".join(_texts(self._document.get("geography")))
        return {
            "key": re.sub(r"[^a-z0-9]+", "-", self._text("id").casefold()).strip("-")[:60],
            "name_en": self._text("product_name"),
            "unit": _UNITS.get(unit.casefold(), unit),
            "declared_quantity": _number(declared.get("qty")),
            "mass_kg_per_unit": "" if mass is None else repr(mass),
            "kind": Kind.SPECIFIC if self._text("doctype").casefold() in _SPECIFIC else generic_kind(places),
            "geography": places,
            "year": issued[:4],
            "declaration": self._text("program_operator_doc_id") or self._text("id"),
            "publisher": _text(_dict(self._document.get("program_operator")).get("name"))
            or _text(_dict(self._document.get("manufacturer")).get("name")),
            "published_on": issued,
            "valid_until": self._text("valid_until")[:10],
        }

    def _text(self, name: str) -> str:
        return _text(self._document.get(name))

    def _amount(self, name: str) -> float | None:
        """An amount of mass [kg per declared unit]; one in another unit is not read."""
        amount = _dict(self._document.get(name))
        number = _number(amount.get("qty"))
        return float(number) if number and amount.get("unit") in ("kg", None) else None

    def _indicators(self) -> dict[str, Stated]:
        impacts = _dict(self._document.get("impacts"))
        method = next((name for name in METHODS if _dict(impacts.get(name))), None)
        if method is None:
            return {}
        self._findings.append(FINDINGS.make("factors-impact-method", self._where, method=method))
        stated = _dict(impacts[method])
        return {
            name: self._modules(key, _dict(stated[key]))
            for key, name in _NAMES.items()
            if _dict(stated.get(key))
        }

    def _modules(self, indicator: str, scopes: Mapping[str, Any]) -> Stated:
        found: Stated = {}
        for scope, measured in scopes.items():
            number = _number(_dict(measured).get("mean"))
            if not number:
                continue
            unit = _text(_dict(measured).get("unit"))
            if unit.replace(" ", "").casefold() != "kgco2e":
                where = Where(file=self._where.file, field=f"{indicator} {scope}")
                self._findings.append(
                    FINDINGS.make("factors-wrong-impact-unit", where, field=scope, value=unit)
                )
                continue
            found["-".join((PARTS[0], PARTS[2])) if scope == "A1A2A3" else scope] = float(number)
        return found


def _refused(code: str, where: Where, **values: object) -> ReadDataset:
    return ReadDataset(FORM, (), (FINDINGS.make(code, where, **values),))


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _number(value: object) -> str:
    """A number as text; blank for anything else, and for one that is not finite."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    try:
        number = float(value)
    except OverflowError:
        return ""
    return repr(number) if abs(number) != float("inf") else ""
