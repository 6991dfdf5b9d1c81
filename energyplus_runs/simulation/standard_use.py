"""The standard use of a building in an edition's protocol: densities and set-points by use, each with its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from energyplus_runs.simulation.protocol_basis import Basis

SUBJECT_USE = "subject_use"  # written into the protocol of a run by `for_uses`


@dataclass(frozen=True, slots=True)
class Quantity:
    """One standard quantity in its `unit`, by use; a use that is not there has no value that is known."""

    key: str
    title: Mapping[str, str]
    unit: str
    values: Mapping[str, float]
    basis: Basis


@dataclass(frozen=True, slots=True)
class StandardUse:
    """The quantities by key, the use of the table that each typology of the edition is, and the subject's own use.

    `subject` is None when the building has several uses, or one that the table does not know.
    """

    typologies: Mapping[str, str]
    quantities: Mapping[str, Quantity]
    subject: str | None

    def value(self, quantity: str) -> float | None:
        """The subject's standard value in the quantity's unit; None where none is known."""
        if self.subject is None or quantity not in self.quantities:
            return None
        return self.quantities[quantity].values.get(self.subject)


def read_standard_use(section: Mapping[str, Any] | None, subject: str | None) -> StandardUse | None:
    """The section `standard_use` of a protocol that its schema has accepted; None without one."""
    if section is None:
        return None
    quantities = {
        key: Quantity(key, entry["title"], entry["unit"], dict(entry["values"]), Basis(**entry["basis"]))
        for key, entry in section["quantities"].items()
    }
    return StandardUse(dict(section["typologies"]), quantities, subject)


def for_uses(protocol: Mapping[str, Any], uses: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The annex as a run gets it: with the use of a building whose uses [{typology, gia_m2}] are all the same.

    A protocol without standard use stays as it is.
    """
    section = protocol.get("standard_use")
    if section is None:
        return dict(protocol)
    found = {section["typologies"].get(use.get("typology")) for use in uses}
    return {**protocol, SUBJECT_USE: found.pop() if len(found) == 1 else None}
