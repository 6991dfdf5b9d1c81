"""Shading that the limit of solar heat gain counts in, taken away from the windows that have such a limit."""

from __future__ import annotations

from collections.abc import Iterator

from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.reference.building import Building
from energyplus_runs.simulation.reference.catalogue import CATALOGUE
from energyplus_runs.simulation.steps_base import Change, Outcome, edit, remove
from standard_site.lib.findings import Finding, Where

_AT_WINDOWS = (
    "Shading:Overhang", "Shading:Overhang:Projection", "Shading:Fin", "Shading:Fin:Projection",
)  # fmt: skip
_CONTROL = "WindowShadingControl"
_WINDOW_FIELD = "Fenestration Surface "
_INSIDE = "interior"
# Controls that look at daylight, which the reference building does not measure.
_BY_DAYLIGHT = ("meetdaylightilluminancesetpoint", "onifhighglare")


def remove_shading(
    model: IdfModel, building: Building, limited: frozenset[str], unlimited: frozenset[str]
) -> Outcome:
    """Take overhangs, fins and outer blinds of limited windows away; inner ones stay, with the new glass.

    Surfaces attached to a wall go unless one of its windows has no limit; neighbours stay.
    """
    doomed = [*_at_windows(model, limited), *_at_walls(model, building, unlimited)]
    names = {item.name.lower() for item in doomed}
    reflecting = [
        item
        for item in model.objects("ShadingProperty:Reflectance")
        if item.get("Shading Surface Name").lower() in names
    ]
    changes = remove(model, [*doomed, *reflecting])
    findings: list[Finding] = []
    for control in [*model.objects(_CONTROL)]:
        made, found = _control(model, control, limited)
        changes += made
        findings += found
    return Outcome(tuple(changes), tuple(findings))


def _at_windows(model: IdfModel, limited: frozenset[str]) -> Iterator[IdfObject]:
    for type_name in _AT_WINDOWS:
        for item in model.objects(type_name):
            if item.get("Window or Door Name").lower() in limited:
                yield item


def _at_walls(model: IdfModel, building: Building, unlimited: frozenset[str]) -> Iterator[IdfObject]:
    bases = {building.surfaces[name].base for name in unlimited}
    kept = {base.lower() for base in bases if base is not None}
    for item in model.objects("Shading:Zone:Detailed"):
        if item.get("Base Surface Name").lower() not in kept:
            yield item


def _control(
    model: IdfModel, control: IdfObject, limited: frozenset[str]
) -> tuple[list[Change], list[Finding]]:
    windows = [text for title, text in control.fields() if title.startswith(_WINDOW_FIELD) and text]
    others = [name for name in windows if name.lower() not in limited]
    if len(others) == len(windows):
        return [], []
    if not control.get("Shading Type").lower().startswith(_INSIDE):
        return (_narrowed(model, control, others) if others else remove(model, [control])), []
    return _inner(model, control)


def _narrowed(model: IdfModel, control: IdfObject, windows: list[str]) -> list[Change]:
    titles = [title for title in model.field_names(_CONTROL) if title.startswith(_WINDOW_FIELD)]
    written = len(control.values)
    texts = {
        title: windows[index] if index < len(windows) else ""
        for index, title in enumerate(titles)
        if index < len(windows) or model.field_names(_CONTROL).index(title) < written
    }
    changes = edit(control, texts)
    control.trim()
    return changes


def _inner(model: IdfModel, control: IdfObject) -> tuple[list[Change], list[Finding]]:
    """An inner blind or shade goes with the new glass by its material; one that needs daylight cannot."""
    device = control.get("Shading Device Material Name") or _innermost(model, control)
    by_daylight = (
        control.get("Shading Control Type").lower() in _BY_DAYLIGHT
        or control.get("Glare Control Is Active").lower() == "yes"
    )
    if not device or by_daylight:
        where = Where(object=f"{_CONTROL} '{control.name}'")
        return [], [CATALOGUE.make("reference-shading-unsupported", where, control=control.name)]
    wanted = {
        "Construction with Shading Name": "",
        "Shading Device Material Name": device,
        "Daylighting Control Object Name": "",
    }
    return edit(control, wanted), []


def _innermost(model: IdfModel, control: IdfObject) -> str:
    called = control.get("Construction with Shading Name").lower()
    found = [item for item in model.objects("Construction") if called and item.name.lower() == called]
    return next((value for item in found for value in reversed(item.values[1:]) if value), "")
