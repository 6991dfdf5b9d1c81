"""The treatment `reference`: the same building by the design standards of 2016, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.idf import IdfModel
from energyplus_runs.simulation.numerals import parse_number
from energyplus_runs.simulation.preparation import StepReport
from energyplus_runs.simulation.reference.annex import read_treatment
from energyplus_runs.simulation.reference.building import Building, look_at
from energyplus_runs.simulation.reference.catalogue import CATALOGUE
from energyplus_runs.simulation.reference.fans import limit_fans
from energyplus_runs.simulation.reference.lighting import limit_lights
from energyplus_runs.simulation.reference.multi_split import limit_multi_split
from energyplus_runs.simulation.reference.names import Names
from energyplus_runs.simulation.reference.opaque import limit_opaque
from energyplus_runs.simulation.reference.plant import limit_boilers, limit_chillers, limit_ideal_loads
from energyplus_runs.simulation.reference.recipe import Facade, Recipe
from energyplus_runs.simulation.reference.renewables import remove_generation
from energyplus_runs.simulation.reference.shading import remove_shading
from energyplus_runs.simulation.reference.skylights import shrink_skylights
from energyplus_runs.simulation.reference.support import elsewhere, kept_types, unsupported, use_of
from energyplus_runs.simulation.reference.unitary import limit_unitary
from energyplus_runs.simulation.reference.windows import limit_windows
from energyplus_runs.simulation.sizes import Sizes
from energyplus_runs.simulation.steps_base import Outcome, Site
from energyplus_runs.simulation.treatment import Kind, Treated, Treatment
from standard_site.lib.findings import Finding, Severity

TITLES = {
    "reference-generation": {"en": "Reference: no generation", "zh-hans": "参照建筑：不设发电"},
    "reference-skylights": {"en": "Reference: roof lights", "zh-hans": "参照建筑：屋顶透光部分"},
    "reference-opaque": {
        "en": "Reference: walls, roofs, floors",
        "zh-hans": "参照建筑：外墙、屋面与架空楼板",
    },
    "reference-windows": {"en": "Reference: windows", "zh-hans": "参照建筑：外窗"},
    "reference-shading": {"en": "Reference: shading", "zh-hans": "参照建筑：遮阳"},
    "reference-lights": {"en": "Reference: lights", "zh-hans": "参照建筑：照明"},
    "reference-unitary": {"en": "Reference: air conditioners", "zh-hans": "参照建筑：空调机组"},
    "reference-multi-split": {"en": "Reference: multi-split systems", "zh-hans": "参照建筑：多联机"},
    "reference-chillers": {"en": "Reference: chillers", "zh-hans": "参照建筑：冷水机组"},
    "reference-boilers": {"en": "Reference: boilers", "zh-hans": "参照建筑：锅炉"},
    "reference-ideal-loads": {"en": "Reference: ideal loads", "zh-hans": "参照建筑：理想负荷"},
    "reference-fans": {"en": "Reference: fans", "zh-hans": "参照建筑：风机"},
}
# Capacities and flows that a design may give as numbers, by the beginnings of types.
_SIZED = {
    "coil:cooling:dx": "capacity",
    "airconditioner:variablerefrigerantflow": "capacity",
    "chiller:": "capacity",
    "fan:": "flow rate",
}


def apply_reference(model: IdfModel, site: Site, treatment: Treatment) -> Treated:
    """Envelope, lights and generation by the recipe.

    Raises SimulationError with a finding for every type, use or part of the design that the recipe cannot handle, and for a
    place in another climate zone than its limits are for.
    """
    recipe, uses = read_treatment(treatment)
    use, against = use_of(recipe, uses)
    if use is None or (against := elsewhere(recipe, site)):
        raise SimulationError(against)
    building = look_at(model, recipe, use)
    refused = unsupported(model, recipe, building)
    if refused:
        raise SimulationError(refused)
    outcomes = dict(_envelope(model, recipe, building))
    outcomes["reference-lights"] = limit_lights(model, recipe, building)
    return _treated(outcomes, _told(model, recipe, building))


def complete_reference(model: IdfModel, _site: Site, treatment: Treatment, sizes: Sizes) -> Treated:
    """Efficiencies by the recipe, for the capacities [W] and air flows [m³/s] the reference building was sized to.

    Raises SimulationError with a finding for every component whose limit cannot be told.
    """
    recipe, uses = read_treatment(treatment)
    use, against = use_of(recipe, uses)
    if use is None:
        raise SimulationError(against)
    return _treated(
        {
            "reference-unitary": limit_unitary(model, recipe, sizes),
            "reference-multi-split": limit_multi_split(model, recipe, sizes),
            "reference-chillers": limit_chillers(model, recipe, sizes),
            "reference-boilers": limit_boilers(model, recipe),
            "reference-ideal-loads": limit_ideal_loads(model, recipe, Names(model)),
            "reference-fans": limit_fans(model, recipe, use, sizes),
        },
        [],
    )


REFERENCE_KIND = Kind(apply_reference, complete_reference, check=read_treatment)


def _envelope(model: IdfModel, recipe: Recipe, building: Building) -> Iterator[tuple[str, Outcome]]:
    names = Names(model)
    yield "reference-generation", remove_generation(model)
    yield "reference-skylights", shrink_skylights(model, recipe, building)
    yield "reference-opaque", limit_opaque(model, recipe, building, names)
    windows = limit_windows(model, recipe, building, names)
    yield "reference-windows", windows.outcome
    yield "reference-shading", remove_shading(model, building, windows.limited, windows.unlimited)


def _treated(outcomes: dict[str, Outcome], told: Sequence[Finding]) -> Treated:
    """The steps with their reports; raises SimulationError when one of them met what it cannot handle."""
    findings = [finding for outcome in outcomes.values() for finding in outcome.findings]
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        raise SimulationError(errors)
    steps = (StepReport(key, TITLES[key], outcome.changes) for key, outcome in outcomes.items())
    return Treated(tuple(steps), (*told, *findings))


def _told(model: IdfModel, recipe: Recipe, building: Building) -> list[Finding]:
    """What a reviewer must know: the class, the sides, what stays as designed, what the design gave as a number."""
    ratios = {side.value: f"{building.ratios[side]:.2f}" for side in Facade}
    values = {"letter": building.building_class.key.upper(), "area": f"{building.floor_m2:.0f}", **ratios}
    findings = [CATALOGUE.make("reference-sides", None, **values)]
    kept = kept_types(model, recipe)
    if kept:
        findings.append(CATALOGUE.make("reference-as-designed", None, types=", ".join(kept)))
    hard = sum(1 for _ in _hard_sized(model))
    if hard:
        findings.append(CATALOGUE.make("reference-hard-sized", None, count=hard))
    return findings


def _hard_sized(model: IdfModel) -> Iterator[str]:
    for item in model:
        type_name = item.type_name.lower()
        words = next((word for start, word in _SIZED.items() if type_name.startswith(start)), None)
        if words and any(
            parse_number(text) is not None
            for title, text in item.fields()
            if title.lower().endswith(words) and "evaporative" not in title.lower()
        ):
            yield item.name
