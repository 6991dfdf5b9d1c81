"""Names for what the reference building adds, none of them taken."""

from __future__ import annotations

from itertools import count

from energyplus_runs.simulation.idf import IdfModel

_LONGEST = 80  # characters of a design's name kept in ours; EnergyPlus reads 100


class Names:
    """Gives out names that no object of the model has, whatever its type."""

    def __init__(self, model: IdfModel) -> None:
        self._taken = {item.name.lower() for item in model}

    def free(self, wish: str) -> str:
        """The wish itself or, where it is taken, with a number behind it."""
        wish = wish[:_LONGEST]
        numbered = (wish if number == 1 else f"{wish} {number}" for number in count(1))
        name = next(name for name in numbered if name.lower() not in self._taken)
        self._taken.add(name.lower())
        return name
