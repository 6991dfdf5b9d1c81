"""Reading one declaration in the ILCD+EPD format: the XML of a process data set.

The declared unit stands in another file of the format (the flow), so whoever brings the data set says it beside the file;
the amount of it comes from the reference flow. Nothing is fetched, no entity is expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from assessments.carbon.factor import Kind
from assessments.carbon.factors_checks import FactorChecker
from assessments.carbon.factors_dataset import FINDINGS, ReadDataset, generic_kind
from assessments.carbon.factors_gwp import BIOGENIC, FOSSIL, LULUC, TOTAL, Stated, climate_cells
from assessments.carbon.numerals import to_number
from assessments.carbon.units import Unit
from standard_site.lib.findings import Finding, Where

FORM: Final = "ilcd"
INDICATORS: Final = {  # identifiers of the indicators in the EN 15804 lists of the format
    "77e416eb-a363-4258-a04e-171d843a6460": TOTAL,  # EN 15804+A1
    "6a37f984-a4b3-458a-a20a-64418c145fa2": TOTAL,  # EN 15804+A2, EF 3.0
    "5f635281-343e-44fb-83df-1971b155e6b6": FOSSIL,
    "2356e1ab-0185-4db5-86e5-16de51c7485c": BIOGENIC,
    "4331bbdb-978a-490d-8707-eeb047f01a55": LULUC,
    "a7ea142a-9749-11ed-a8fc-0242ac120002": TOTAL,  # EN 15804+A2, EF 3.1
    "a7ea19c0-9749-11ed-a8fc-0242ac120002": FOSSIL,
    "a7ea186c-9749-11ed-a8fc-0242ac120002": BIOGENIC,
    "a7ea1ae2-9749-11ed-a8fc-0242ac120002": LULUC,
}
_SPECIFIC: Final = ("specific dataset", "representative dataset")
"""Sub-types of a data set that speak of one product; an average of several makers does not."""


def read_ilcd(data: bytes, file_name: str, today: date, unit: Unit | None) -> ReadDataset:
    """Read one declaration.

    Args:
        data: the XML [bytes].
        file_name: name shown in findings.
        today: the day on which it is brought.
        unit: what the declared unit is counted in, as said beside the file.
    """
    where = Where(file=file_name)
    try:
        root = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        return _refused("factors-xml-forbidden", where)
    except (ParseError, ValueError, LookupError) as error:
        return _refused("factors-bad-xml", where, reason=error)
    if _local(root) != "processDataSet":
        return _refused("factors-not-ilcd", where)
    if unit is None:
        return _refused("factors-unit-not-said", where)
    return _Reader(root, where, today).read(unit)


class _Reader:
    def __init__(self, root: Element, where: Where, today: date) -> None:
        self._root, self._where, self._today = root, where, today
        self._findings: list[Finding] = []

    def read(self, unit: Unit) -> ReadDataset:
        indicators = self._indicators()
        if not indicators:
            return _refused("factors-no-climate-indicator", self._where)
        climate, codes = climate_cells(indicators, None)
        self._findings += [FINDINGS.make(code, self._where) for code in codes]
        cells = {"unit": unit.value, **self._facts(), **climate}
        checker = FactorChecker(cells, self._where, self._today)
        row = checker.row()
        self._findings += checker.findings
        return ReadDataset(FORM, (row,) if row is not None else (), tuple(self._findings))

    def _facts(self) -> dict[str, str]:
        year = self._text("referenceYear")
        until = self._text("dataSetValidUntil")
        published = self._text("publicationDateOfEPD")[:10]
        owner = self._reference("referenceToOwnershipOfDataSet")
        return {
            "key": _key(self._text("UUID")),
            "name_en": self._named("baseName", "en"),
            "name_zh": self._named("baseName", "zh", strict=True),
            "declared_quantity": self._declared_quantity(),
            "kind": Kind.SPECIFIC if self._text("subType") in _SPECIFIC else generic_kind(self._location()),
            "geography": self._location(),
            "year": year,
            "declaration": self._text("registrationNumber") or self._text("UUID"),
            "publisher": self._reference("referenceToPublisher") or owner,
            "published_on": published,
            "valid_until": f"{until}-12-31" if re.fullmatch(r"\d{4}", until) else until[:10],
        }

    def _find(self, name: str) -> Iterator[Element]:
        return (element for element in self._root.iter() if _local(element) == name)

    def _text(self, name: str) -> str:
        found = next(self._find(name), None)
        return (found.text or "").strip() if found is not None else ""

    def _named(self, name: str, language: str, *, strict: bool = False) -> str:
        """A text in a language; without it the first there is, unless `strict`."""
        by_language = {_language(element): (element.text or "").strip() for element in self._find(name)}
        first = "" if strict else next(iter(by_language.values()), "")
        return by_language.get(language) or first

    def _reference(self, name: str) -> str:
        found = next(self._find(name), None)
        inner = (
            next((one for one in found.iter() if _local(one) == "shortDescription"), None)
            if found is not None
            else None
        )
        return (inner.text or "").strip() if inner is not None else ""

    def _location(self) -> str:
        found = next(self._find("locationOfOperationSupplyOrProduction"), None)
        return found.get("location", "") if found is not None else ""

    def _declared_quantity(self) -> str:
        """The amount of the reference flow."""
        wanted = self._text("referenceToReferenceFlow")
        for exchange in self._find("exchange"):
            if exchange.get("dataSetInternalID") == wanted:
                amounts = [
                    one.text or ""
                    for one in exchange.iter()
                    if _local(one) in ("resultingAmount", "meanAmount")
                ]
                return amounts[-1].strip() if amounts else ""
        return ""

    def _indicators(self) -> dict[str, Stated]:
        found: dict[str, Stated] = {}
        for result in self._find("LCIAResult"):
            method = next(
                (one for one in result.iter() if _local(one) == "referenceToLCIAMethodDataSet"), None
            )
            name = INDICATORS.get(method.get("refObjectId", "").casefold()) if method is not None else None
            if name is not None:
                found[name] = self._amounts(result)
        return found

    def _amounts(self, result: Element) -> Stated:
        """What is stated by module; of several scenarios the default one, else none."""
        by_module: dict[str, dict[str, float]] = {}
        for amount in (one for one in result.iter() if _local(one) == "amount"):
            number = to_number(amount.text or "")
            if number is not None:  # blank is "not assessed", which is not zero
                scenario = _attribute(amount, "scenario")
                by_module.setdefault(_attribute(amount, "module"), {})[scenario] = number
        return {
            module: value
            for module, stated in by_module.items()
            if (value := self._of_scenario(module, stated)) is not None
        }

    def _of_scenario(self, module: str, stated: dict[str, float]) -> float | None:
        if len(stated) == 1:
            return next(iter(stated.values()))
        default = next(
            (
                _attribute(one, "name")
                for one in self._find("scenario")
                if _attribute(one, "default") == "true" and _attribute(one, "name") in stated
            ),
            None,
        )
        if default is not None:
            return stated[default]
        finding = FINDINGS.make(
            "factors-several-scenarios", self._where, module=module, scenarios=", ".join(stated)
        )
        if finding not in self._findings:
            self._findings.append(finding)
        return None


def _refused(code: str, where: Where, **values: object) -> ReadDataset:
    return ReadDataset(FORM, (), (FINDINGS.make(code, where, **values),))


def _local(element: Element) -> str:
    """The name of an element without its namespace: vintages of the format differ in them."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _language(element: Element) -> str:
    return _attribute(element, "lang").casefold()[:2]


def _key(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:60]
