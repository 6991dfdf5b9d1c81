"""The measure `glazing`: windows of the outside with less sun and heat coming through."""

from __future__ import annotations

from dataclasses import dataclass

from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.measures.base import (
    Applier,
    Done,
    Found,
    Values,
    fresh_name,
    left_kind,
    left_program,
    number_of,
    programmed,
)
from energyplus_runs.simulation.measures.surfaces import panes
from energyplus_runs.simulation.steps_base import Change, Wanted, add, edit, number
from standard_site.lib.findings import Finding

_SYSTEM = "WindowMaterial:SimpleGlazingSystem"
_U, _SHGC, _VT = "U-Factor", "Solar Heat Gain Coefficient", "Visible Transmittance"
_FRAME = "Frame and Divider Name"


@dataclass(frozen=True, slots=True)
class _Glass:
    """A window's glazing: heat transfer [W/m2/K] and heat gain [1] of the whole window."""

    u_w_per_m2k: float
    shgc: float


def _find(model: IdfModel, values: Values) -> Found:
    acted, shaded = programmed(model), _shaded(model)
    plain = {item.name.casefold(): item for item in model.objects("Construction")}
    systems = {item.name.casefold(): item for item in model.objects(_SYSTEM)}
    targets, left, windows = [], list[Finding](), [pane.item for pane in panes(model)]
    for window in windows:
        construction = plain.get(window.get("Construction Name").casefold())
        if window.name.casefold() in acted:
            left.append(left_program(window))
        elif window.name.casefold() in shaded:
            left.append(left_kind(window, "WindowShadingControl"))
        elif construction is None:
            left.append(left_kind(window, window.get("Construction Name")))
        elif (glass := _better(_today(construction, systems), values)) is not None:
            targets.append((window, glass))
    return Found(tuple(targets), tuple(left), present=bool(windows))


def _shaded(model: IdfModel) -> frozenset[str]:
    """Windows with a blind or shade of their own, which was chosen for their glazing."""
    controls = model.objects("WindowShadingControl")
    return frozenset(value.casefold() for item in controls for value in item.values[1:] if value)


def _today(construction: IdfObject, systems: dict[str, IdfObject]) -> _Glass | None:
    """What a window lets through, where its construction says so itself; layers of panes do not."""
    system = systems.get(construction.get("Outside Layer").casefold())
    if system is None:
        return None
    u, shgc = number_of(system, _U), number_of(system, _SHGC)
    return None if u is None or shgc is None else _Glass(u, shgc)


def _better(today: _Glass | None, values: Values) -> _Glass | None:
    """The better of both in each value; None where today's is not worse in any."""
    asked = _Glass(values["u_w_per_m2k"], values["shgc"])
    if today is None:
        return asked
    best = _Glass(min(asked.u_w_per_m2k, today.u_w_per_m2k), min(asked.shgc, today.shgc))
    return None if best == today else best


def _change(model: IdfModel, values: Values, found: Found) -> Done:
    made: dict[_Glass, str] = {}
    changes: list[Change] = []
    for window, glass in found.targets:
        if glass not in made:
            made[glass] = fresh_name(model, "Improved glazing")
            changes += _construction(model, made[glass], glass, values["visible_transmittance"])
        wanted = {"Construction Name": made[glass]}
        # the values are those of the whole window, so that a frame beside them would count twice
        changes += edit(window, {**wanted, _FRAME: ""} if window.get(_FRAME) else wanted)
    return Done(tuple(changes))


def _construction(model: IdfModel, name: str, glass: _Glass, transmittance: float) -> list[Change]:
    layer = fresh_name(model, f"{name} system")
    values = {_U: number(glass.u_w_per_m2k), _SHGC: number(glass.shgc), _VT: number(transmittance)}
    return [
        add(model, Wanted(_SYSTEM, {"Name": layer, **values})),
        add(model, Wanted("Construction", {"Name": name, "Outside Layer": layer})),
    ]


GLAZING = Applier(_find, _change)
