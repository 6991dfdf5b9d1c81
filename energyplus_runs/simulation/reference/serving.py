"""What a component is part of: a zone's own equipment or an air loop, and how many equal units it stands for.

Equipment of a zone with a multiplier is sized by the engine for all the zones it stands for; classes go by one unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.model_view import zone_multipliers
from energyplus_runs.simulation.reference.building import view_of

_HOLDERS = ("zonehvac:", "coilsystem:", "airloophvac:unitary")
_STEPS = 3  # a coil in a coil system in a unitary system in the equipment of a zone


class Serving:
    """Looks up who names whom; all names in lower case."""

    def __init__(self, model: IdfModel) -> None:
        self._multipliers = zone_multipliers(view_of(model))
        self._holders = [item for item in model if item.type_name.lower().startswith(_HOLDERS)]
        self._listed = {
            value: item.name.lower()
            for item in model.objects("ZoneHVAC:EquipmentList")
            for value in _words(item)
        }
        self._zones = {
            item.get("Zone Conditioning Equipment List Name").lower(): item.get("Zone Name").lower()
            for item in model.objects("ZoneHVAC:EquipmentConnections")
        }
        self._loops = _Loops(model)

    def ducted(self, item: IdfObject) -> bool:
        """Whether it is part of an air loop; what is part of a zone's own equipment blows freely."""
        return not any(name in self._listed for name in self._around(item.name))

    def units(self, item: IdfObject) -> int:
        """How many equal units it stands for: the multiplier that all zones it serves have; 1 where they differ."""
        around = self._around(item.name)
        served = {self._zone(name) for name in around if name in self._listed}
        return self._common(served or {self._zone(unit) for unit in self._loops.distribution_units(around)})

    def units_of_terminals(self, terminals: Iterable[str]) -> int:
        """How many equal units something stands for that serves these terminal units."""
        return self._common({self._zone(name.lower()) for name in terminals})

    def _common(self, zones: set[str]) -> int:
        found = {self._multipliers.get(zone, 1) for zone in zones}
        return found.pop() if len(found) == 1 else 1

    def _zone(self, equipment: str) -> str:
        return self._zones.get(self._listed.get(equipment, ""), "")

    def _around(self, name: str) -> set[str]:
        """The component and what holds it."""
        around = {name.lower()}
        for _ in range(_STEPS):
            around |= {item.name.lower() for item in self._holders if around.intersection(_words(item))}
        return around - self._lists()

    def _lists(self) -> set[str]:
        return set(self._listed.values())


class _Loops:
    """From a branch of an air loop to the units that distribute its air."""

    def __init__(self, model: IdfModel) -> None:
        self._model = model
        self._nodes = {item.name.lower(): _words(item) for item in model.objects("NodeList")}
        self._terminals = [item for item in model if item.type_name.lower().startswith("airterminal:")]

    def distribution_units(self, names: set[str]) -> Iterator[str]:
        """The air distribution units of the loops that have one of these components on a branch."""
        branches = {
            item.name.lower() for item in self._model.objects("Branch") if names.intersection(_words(item))
        }
        lists = {
            item.name.lower()
            for item in self._model.objects("BranchList")
            if branches.intersection(_words(item))
        }
        for loop in self._model.objects("AirLoopHVAC"):
            if loop.get("Branch List Name").lower() in lists:
                yield from self._of_loop(loop)

    def _of_loop(self, loop: IdfObject) -> Iterator[str]:
        inlets = self._expanded(loop.get("Demand Side Inlet Node Names"))
        parts = {
            value
            for path in self._model.objects("AirLoopHVAC:SupplyPath")
            if path.get("Supply Air Path Inlet Node Name").lower() in inlets
            for value in _words(path)
        }
        outlets = {
            value
            for kind in ("AirLoopHVAC:ZoneSplitter", "AirLoopHVAC:SupplyPlenum")
            for item in self._model.objects(kind)
            if item.name.lower() in parts
            for value in _words(item)
        }
        terminals = {item.name.lower() for item in self._terminals if outlets.intersection(_words(item))}
        for unit in self._model.objects("ZoneHVAC:AirDistributionUnit"):
            if unit.get("Air Terminal Name").lower() in terminals:
                yield unit.name.lower()

    def _expanded(self, name: str) -> tuple[str, ...]:
        return self._nodes.get(name.lower(), (name.lower(),))


def _words(item: IdfObject) -> tuple[str, ...]:
    """What an object names, without its own name."""
    return tuple(value.lower() for value in item.values[1:] if value)
