"""What the modelling protocol changed in a model, step by step: why, by type of object, before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.presentation.text import said
from energyplus_runs.selectors import field_unit
from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.protocol import Protocol, read_protocol
from energyplus_runs.simulation.protocol_basis import Basis, Mode


@dataclass(frozen=True, slots=True)
class StepShown:
    """One named step: what it rests on, and how many changes it made to objects of which types."""

    key: str
    title: str
    mode: str
    basis: Basis | None
    count: int
    types: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One change, as it was recorded; the unit is the field's, empty where the schema has none."""

    step: str
    step_title: str
    action: str
    object: str
    name: str
    field: str
    before: str
    after: str

    @property
    def unit(self) -> str:
        return field_unit(self.object, self.field) or ""


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """Which changes are wanted: of one step, of one type of object, with a word somewhere; empty asks for all."""

    step: str = ""
    type: str = ""
    word: str = ""

    def wants(self, change: ChangeShown) -> bool:
        texts = (change.object, change.name, change.field, change.before, change.after)
        return (
            self.step in ("", change.step)
            and self.type in ("", change.object)
            and any(self.word.casefold() in text.casefold() for text in texts)
        )


def preparation_shown(
    steps: Iterable[Mapping[str, Any]], annex: Mapping[str, Any] | None = None
) -> tuple[StepShown, ...]:
    """The recorded steps; with the protocol they were taken by, what each rests on."""
    protocol = _protocol(annex)
    return tuple(_step(step, protocol) for step in steps)


def changes_shown(
    steps: Iterable[Mapping[str, Any]], wanted: ChangeFilter | None = None
) -> list[ChangeShown]:
    """The changes of all steps that are wanted, by step and type of object in the order they were made."""
    changes = (change for step in steps for change in sorted(_of_step(step), key=lambda one: one.object))
    return [change for change in changes if wanted is None or wanted.wants(change)]


def types_of(steps: Sequence[StepShown]) -> list[str]:
    """The types of object that any step changed."""
    return sorted({name for step in steps for name, _ in step.types})


def _step(step: Mapping[str, Any], protocol: Protocol | None) -> StepShown:
    counts = Counter(change["object"] for change in step["changes"])
    return StepShown(
        key=step["key"],
        title=said(step["title"]),
        mode=step.get("mode", Mode.REPLACE),
        basis=protocol.basis_of(step["key"]) if protocol is not None else None,
        count=sum(counts.values()),
        types=tuple(sorted(counts.items())),
    )


def _of_step(step: Mapping[str, Any]) -> Iterator[ChangeShown]:
    for change in step["changes"]:
        yield ChangeShown(
            step=step["key"],
            step_title=said(step["title"]),
            action=change["action"],
            object=change["object"],
            name=change["name"],
            field=change["field"] or "",
            before=change["before"] or "",
            after=change["after"] or "",
        )


def _protocol(annex: Mapping[str, Any] | None) -> Protocol | None:
    """The protocol of an edition or a run; one that this version does not read explains nothing."""
    try:
        return read_protocol(annex) if annex is not None else None
    except SimulationError:
        return None
