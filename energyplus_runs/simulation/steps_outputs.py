"""Asking EnergyPlus for what the assessment reads and nothing else: quicker, with the same physics."""

from __future__ import annotations

from energyplus_runs.simulation.idf import IdfModel
from energyplus_runs.simulation.steps_base import Outcome, Site, Wanted, number, reconcile
from energyplus_runs.simulation.steps_meters import meters

_PREFIXES = ("output:", "outputcontrol:")
_LEFT_ALONE = ("output:preprocessormessage",)  # what another program says about the model
# Diagnostics that change shading, or which variables a control program of the model may sense.
_DIAGNOSTICS_KEPT = (
    "donotmirrordetachedshading",
    "donotmirrorattachedshading",
    "displayadvancedreportvariables",
)
_FILES_KEPT = ("Output SQLite", "Output END")


def reduce_outputs(model: IdfModel, site: Site) -> Outcome:
    """Replace every output request of the model by meters, two summary reports and the SQLite file."""
    wanted = [
        *_diagnostics(model),
        Wanted("OutputControl:ReportingTolerances", _tolerances(site.protocol.numerics.unmet_tolerance_k)),
        Wanted("OutputControl:Files", _files(model)),
        Wanted("Output:SQLite", _sqlite()),
        Wanted("Output:Table:SummaryReports", _reports(site.protocol.outputs.reports)),
        *_meter_requests(model, site.protocol.outputs.frequencies),
    ]
    present = {name for name in model.type_names() if name.startswith(_PREFIXES) and name not in _LEFT_ALONE}
    ours = dict.fromkeys(item.type_name.lower() for item in wanted)
    return Outcome(tuple(reconcile(model, [*sorted(present - set(ours)), *ours], wanted)))


def _diagnostics(model: IdfModel) -> list[Wanted]:
    keys = [key for item in model.objects("Output:Diagnostics") for key in item.values]
    kept = dict.fromkeys(key for key in keys if key.lower() in _DIAGNOSTICS_KEPT)
    fields = {f"Key {position}": key for position, key in enumerate(kept, start=1)}
    return [Wanted("Output:Diagnostics", fields)] if fields else []


def _tolerances(tolerance_k: float) -> dict[str, str]:
    names = ("Tolerance for Time Heating Setpoint Not Met", "Tolerance for Time Cooling Setpoint Not Met")
    return dict.fromkeys(names, number(tolerance_k))


def _files(model: IdfModel) -> dict[str, str]:
    """Every file off but the database and the end marker; the error file has no switch."""
    names = model.field_names("OutputControl:Files")
    return {name: "Yes" if name in _FILES_KEPT else "No" for name in names}


def _sqlite() -> dict[str, str]:
    """Tables in SI units with all their digits."""
    return {
        "Option Type": "SimpleAndTabular",
        "Unit Conversion for Tabular Data": "None",
        "Format Numeric Values for Tabular Data": "No",
    }


def _reports(names: tuple[str, ...]) -> dict[str, str]:
    return {f"Report {position} Name": name for position, name in enumerate(names, start=1)}


def _meter_requests(model: IdfModel, frequencies: tuple[str, ...]) -> list[Wanted]:
    return [
        Wanted("Output:Meter", {"Key Name": meter, "Reporting Frequency": frequency})
        for meter in meters(model)
        for frequency in frequencies
    ]
