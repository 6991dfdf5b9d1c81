"""The only door to eppy: load a model from text, read and change its objects by field name, write it again.

eppy gives the dictionary (which fields an object has, in which order) and the editing. It is neither
validator nor reader of numbers here: values stay the text of the file, to the last digit, and no object
may be lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from io import StringIO
from typing import Any

from eppy import bunchhelpers, idfreader
from eppy.bunch_subclass import EpBunch
from eppy.modeleditor import IDF, IDDAlreadySetError

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.findings_preparation import CATALOGUE
from energyplus_runs.simulation.installation import Engine
from energyplus_runs.simulation.tokens import RawObject, tokenise
from energyplus_runs.simulation.tokens import write as write_tokens
from standard_site.lib.findings import Where, has_errors

_COMMENT_COLUMN = 28

# eppy spells the name of every field anew for every object, a quarter of a million times for a small office and half the time
# of loading it; the same name always gives the same spelling.
makefieldname = bunchhelpers.makefieldname = lru_cache(maxsize=2**18)(bunchhelpers.makefieldname)

_makeabunch = idfreader.makeabunch
_spelt: dict[
    int, tuple[Any, int, list[str]]
] = {}  # by a type's place in the dictionary: entry, its length, its fields' names


def _bunch(commdct: Any, obj: list[Any], obj_i: int, debugidd: bool = True, block: Any = None) -> Any:
    """eppy's makeabunch, which lists the dictionary's fields of a type, often hundreds, anew for each of its objects."""
    entry = commdct[obj_i]
    if len(obj) > len(entry):  # the dictionary is made longer for it
        return _makeabunch(commdct, obj, obj_i, debugidd, block)
    known = _spelt.get(obj_i)
    if known is None or known[0] is not entry or known[1] != len(entry):
        made = _makeabunch(commdct, obj, obj_i, debugidd, block)
        _spelt[obj_i] = (entry, len(entry), made.objls)
        return made
    return EpBunch(obj, known[2], entry)


idfreader.makeabunch = _bunch


class IdfObject:
    """One object of a model; fields go by the names of EnergyPlus's dictionary ('Begin Month')."""

    __slots__ = ("_bunch",)

    def __init__(self, bunch: Any) -> None:
        self._bunch = bunch

    @property
    def type_name(self) -> str:
        """The type as the model spells it."""
        return str(self._bunch.obj[0])

    @property
    def values(self) -> tuple[str, ...]:
        """The fields as they stand, in order."""
        return tuple(str(value) for value in self._bunch.obj[1:])

    @property
    def name(self) -> str:
        """The first field where the dictionary calls it a name; empty for an object without one."""
        named = self._field_name(1).lower().endswith("name") if len(self._bunch.obj) > 1 else False
        return str(self._bunch.obj[1]) if named else ""

    def get(self, field: str) -> str:
        """The text of a field, empty when blank or not written. Raises KeyError for an unknown field."""
        position = self._position(field)
        return str(self._bunch.obj[position]) if position < len(self._bunch.obj) else ""

    def set(self, field: str, value: str) -> None:
        """Write a field, filling up with blanks before it. Raises KeyError for a field the type has not."""
        position = self._position(field)
        missing = position + 1 - len(self._bunch.obj)
        self._bunch.obj.extend([""] * missing)
        self._bunch.obj[position] = value

    def trim(self) -> None:
        """Drop blank fields at the end: in a list of fields a blank is an entry, and an error."""
        while len(self._bunch.obj) > 1 and not self._bunch.obj[-1]:
            self._bunch.obj.pop()

    def fields(self) -> Iterator[tuple[str, str]]:
        """Name and text of each field that is written."""
        for position, value in enumerate(self._bunch.obj[1:], start=1):
            yield self._field_name(position), str(value)

    def _position(self, field: str) -> int:
        try:
            return int(self._bunch.objls.index(makefieldname(field)))
        except ValueError:
            raise KeyError(f"{self.type_name} has no field '{field}'") from None

    def _field_name(self, position: int) -> str:
        return str(self._bunch.objidd[position]["field"][0])


class IdfModel:
    """A loaded model. Objects keep the order of the file; added ones follow at the end."""

    def __init__(self, idf: Any, ordered: list[Any], engine: Engine) -> None:
        self._idf = idf
        self._ordered = ordered
        self.engine = engine
        self._types: frozenset[str] | None = None

    def __iter__(self) -> Iterator[IdfObject]:
        return (IdfObject(bunch) for bunch in self._ordered)

    def __len__(self) -> int:
        return len(self._ordered)

    def objects(self, type_name: str) -> list[IdfObject]:
        """All objects of one type, in file order. Raises KeyError for a type EnergyPlus has not."""
        return [IdfObject(bunch) for bunch in self._idf.idfobjects[type_name.upper()]]

    def type_names(self) -> frozenset[str]:
        """The types present, in lower case."""
        if self._types is None:  # asked for time and again between edits, and reading it through eppy is slow
            self._types = frozenset(str(bunch.obj[0]).lower() for bunch in self._ordered)
        return self._types

    def field_names(self, type_name: str) -> list[str]:
        """The dictionary's names of a type's fields, in order. Raises ValueError for an unknown type."""
        return [str(entry["field"][0]) for entry in self._entry(type_name)[1:]]

    def defaults(self, type_name: str) -> list[str]:
        """The dictionary's defaults of a type's fields, empty where it has none. Raises ValueError."""
        return [str(entry.get("default", [""])[0]) for entry in self._entry(type_name)[1:]]

    def _entry(self, type_name: str) -> list[dict[str, list[str]]]:
        return list(self._idf.idd_info[self._idf.model.dtls.index(type_name.upper())])

    def add(self, type_name: str, fields: Mapping[str, str]) -> IdfObject:
        """Append an object with exactly these fields; the dictionary's defaults are not written."""
        bunch = self._idf.newidfobject(type_name.upper(), defaultvalues=False)
        bunch.obj[:] = [bunch.objidd[0]["idfobj"]]  # the dictionary's spelling of the type
        added = IdfObject(bunch)
        for field, value in fields.items():
            added.set(field, value)
        self._ordered.append(bunch)
        self._types = None
        return added

    def remove(self, objects: Iterable[IdfObject]) -> None:
        """Take objects out; others of the same content stay, for eppy's own removal goes by equality."""
        doomed = {id(item._bunch): item._bunch for item in objects}
        for bunch in doomed.values():
            siblings = self._idf.idfobjects[str(bunch.obj[0]).upper()]
            siblings.pop(next(index for index, other in enumerate(siblings) if other is bunch))
        self._ordered = [bunch for bunch in self._ordered if id(bunch) not in doomed]
        self._types = None

    def write(self) -> str:
        """The model as IDF text, each field on its line with its name beside it."""
        return "\n".join(_object_text(item) for item in self)


def load(text: str, engine: Engine) -> IdfModel:
    """Load canonical IDF text with the dictionary of `engine`.

    Raises SimulationError when the text is not well-formed, when eppy refuses it or would lose an object, or
    when this process already uses another dictionary (eppy holds one per process).
    """
    tokens = tokenise(text)
    if has_errors(tokens.findings):
        raise SimulationError(tokens.findings)
    _use_dictionary(engine)
    try:
        idf = IDF(StringIO(write_tokens(tokens.objects)))
    except Exception as error:  # eppy raises whatever its reader stumbles over
        raise _refused("model-not-loaded", reason=repr(error)) from error
    return IdfModel(idf, _bind(idf, tokens.objects), engine)


def _use_dictionary(engine: Engine) -> None:
    try:
        IDF.setiddname(str(engine.idd))
    except IDDAlreadySetError as error:
        raise _refused("engine-changed") from error


def _bind(idf: Any, objects: Sequence[RawObject]) -> list[Any]:
    """eppy's objects in file order, their values as written: eppy has respelt the numbers as floats."""
    by_type: defaultdict[str, list[RawObject]] = defaultdict(list)
    for item in objects:
        by_type[item.type_name.upper()].append(item)
    bunches = {type_name: _loaded(idf, type_name, len(items)) for type_name, items in by_type.items()}
    ordered = []
    for item in objects:
        bunch = next(bunches[item.type_name.upper()])
        bunch.obj[:] = [item.type_name, *item.fields]
        ordered.append(bunch)
    return ordered


def _loaded(idf: Any, type_name: str, expected: int) -> Iterator[Any]:
    found = idf.idfobjects.get(type_name, [])
    if len(found) != expected:
        raise _refused("object-count-differs", type_name=type_name, expected=expected, found=len(found))
    entry = idf.idd_info[idf.model.dtls.index(type_name)]
    for bunch in found:
        bunch.objidd = entry  # a later, longer object of the type may have extended the entry since
    return iter(found)


def _object_text(item: IdfObject) -> str:
    written = list(item.fields())
    if not written:
        return f"{item.type_name};\n"
    lines = [f"{item.type_name},"]
    for index, (field, value) in enumerate(written, start=1):
        ending = ";" if index == len(written) else ","
        lines.append(f"  {value + ending:<{_COMMENT_COLUMN}}!- {field}")
    return "\n".join(lines) + "\n"


def _refused(code: str, **values: object) -> SimulationError:
    type_name = values.get("type_name")
    where = Where(object=str(type_name)) if type_name is not None else None
    return SimulationError([CATALOGUE.make(code, where, **values)])
