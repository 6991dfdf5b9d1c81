"""How large a component of the reference building is: the number of its field, or what the sizing run found."""

from __future__ import annotations

from energyplus_runs.simulation.idf import IdfModel, IdfObject
from energyplus_runs.simulation.numerals import parse_number
from energyplus_runs.simulation.reference.catalogue import CATALOGUE
from energyplus_runs.simulation.sizes import Sizes
from standard_site.lib.findings import Finding, Where


def size_of(item: IdfObject, field: str, sizes: Sizes, *descriptions: str) -> float | None:
    """A size in the SI unit of its field; None where the sizing run does not tell.

    A field that holds a number is that number: for such a field the engine also reports what it would have chosen.
    """
    given = parse_number(item.get(field))
    if given is not None:
        return given
    for words in descriptions or (field,):
        found = sizes.of(item.type_name, item.name, f"Design Size {words}")
        if found is not None:
            return found
    return None


def value_of(model: IdfModel, item: IdfObject, field: str) -> float | None:
    """A number as the engine takes it: a blank field is the dictionary's default."""
    written = item.get(field)
    if written:
        return parse_number(written)
    titles = model.field_names(item.type_name)
    return parse_number(model.defaults(item.type_name)[titles.index(field)])


def unknown_size(item: IdfObject, field: str) -> Finding:
    """The finding for a size that is needed and not known."""
    label = f"{item.type_name} '{item.name}'"
    return CATALOGUE.make(
        "reference-size-unknown", Where(object=label, field=field), component=label, field=field
    )
