"""A first take-off estimated from the energy model: its text in the common form, and what is said wherever it is used."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from assessments.carbon.take_off_columns import REQUIRED
from energyplus_runs.actions import read_quantities
from energyplus_runs.simulation.intake import Intake
from energyplus_runs.simulation.quantities import MaterialQuantity, ModelQuantities
from standard_site.lib.findings import Finding, FindingCatalogue, Where

ESTIMATE_FINDINGS = FindingCatalogue(Path(__file__).with_name("estimate.toml"))
_COLUMNS = (*REQUIRED, "density_kg_per_m3")
_DECIMALS = 6  # of m³ and m²: a cubic centimetre
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_STEM_MOST = 200


def quantities_in(intake: Intake) -> ModelQuantities:
    """The quantities of a model that was just read and accepted."""
    return read_quantities(intake.objects)


def estimate_csv(found: ModelQuantities) -> bytes:
    """The take-off, UTF-8 with byte order mark: m³ where the model gives a thickness, else m²."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for number, row in enumerate(_rows(found), start=1):
        writer.writerow((f"M{number:03d}", *row))
    return ("\ufeff" + text.getvalue()).encode()


def estimate_name(model_name: str) -> str:
    """What the file is called, after the model's own file."""
    stem = model_name.rsplit(".", 1)[0] or "model"
    return f"{stem[:_STEM_MOST]}-take-off.csv"


def estimate_findings(found: ModelQuantities, model_name: str) -> list[Finding]:
    """That the take-off is an estimate and what it lacks; kept with the design, and so told on every scorecard of it."""
    where = Where(file=model_name)
    return [
        ESTIMATE_FINDINGS.make("take-off-estimated", where),
        *(replace(one, where=replace(one.where, file=model_name)) for one in found.findings),
    ]


def _rows(found: ModelQuantities) -> Iterator[tuple[str, ...]]:
    for material in found.materials:
        quantity, unit = _quantity(material)
        if quantity > 0:
            density = material.density_kg_per_m3
            yield (
                str(material.element),
                _plain(material.material),
                repr(quantity),
                unit,
                "" if density is None else repr(density),
            )


def _quantity(material: MaterialQuantity) -> tuple[float, str]:
    if material.volume_m3 is None:
        return round(material.area_m2, _DECIMALS), "m2"
    return round(material.volume_m3, _DECIMALS), "m3"


def _plain(name: str) -> str:
    """A name that no spreadsheet takes for a formula."""
    return f"'{name}" if name.startswith(_FORMULA_STARTS) else name
