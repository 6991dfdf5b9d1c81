"""Two texts of one model side by side: objects that are the same cancel out, the rest is told line by line."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff

from energyplus_runs.simulation.tokens import RawObject, tokenise, write

MOST_LINES = 5000
_MOST_COMPARED = 2000  # lines of one type: the comparison's cost grows with their square
_Objects = Mapping[str, Sequence[RawObject]]


@dataclass(frozen=True, slots=True)
class ModelDiff:
    """Lines of a unified diff, grouped by object type in alphabetical order; `left_out` counts lines beyond the limit."""

    lines: tuple[str, ...]
    left_out: int


def model_diff(before: str, after: str, most_lines: int = MOST_LINES) -> ModelDiff:
    """What differs between two IDF texts, whatever their comments and the order of their objects."""
    old, new = _by_type(before), _by_type(after)
    lines = [line for name in sorted({*old, *new}) for line in _of_type(old, new, name)]
    return ModelDiff(tuple(lines[:most_lines]), max(0, len(lines) - most_lines))


def _by_type(text: str) -> _Objects:
    found: defaultdict[str, list[RawObject]] = defaultdict(list)
    for item in tokenise(text).objects:
        found[item.type_name.lower()].append(item)
    return found


def _of_type(old: _Objects, new: _Objects, name: str) -> Iterator[str]:
    gone, come = _unlike(old.get(name, ()), new.get(name, ())), _unlike(new.get(name, ()), old.get(name, ()))
    if not gone and not come:
        return
    before, after = write(gone).splitlines(), write(come).splitlines()
    title = (gone or come)[0].type_name
    if max(len(before), len(after)) <= _MOST_COMPARED:
        yield from unified_diff(before, after, title, title, lineterm="")
        return
    yield from (f"--- {title}", f"+++ {title}")
    yield from (f"-{line}" for line in before)
    yield from (f"+{line}" for line in after)


def _unlike(objects: Sequence[RawObject], others: Sequence[RawObject]) -> list[RawObject]:
    """The objects that have no twin of the same fields among the others."""
    twins = Counter(item.fields for item in others)
    left = []
    for item in objects:
        if twins[item.fields] > 0:
            twins[item.fields] -= 1
        else:
            left.append(item)
    return left
