"""What a model's own control programs (EMS) may not do, and what a reviewer must know of them.

Through them a model can set the outdoor air of every time step and book energy that nothing used: the first would leave the
typical year that everybody is scored in, the second is not simulated but stated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from energyplus_runs.simulation.catalogue import CATALOGUE
from energyplus_runs.simulation.schema_index import SchemaIndex
from energyplus_runs.simulation.tokens import RawObject, object_label
from standard_site.lib.findings import Finding, Where

# Source: EnergyPlus 25.2 EMS Application Guide, actuators of the weather and metered output variables.
_ACTUATOR = "energymanagementsystem:actuator"
_ACTUATED_TYPE = "actuated_component_type"
_WEATHER = "weather data"
_METERED = "energymanagementsystem:meteredoutputvariable"
_RESOURCE = "resource_type"


def check_programs(objects: Iterable[RawObject], schema: SchemaIndex) -> Iterator[Finding]:
    """Programs that replace the weather are refused; energy that a program books is shown."""
    for item in objects:
        kind = item.type_name.lower()
        if kind == _ACTUATOR and _value(item, _ACTUATED_TYPE, schema).lower() == _WEATHER:
            yield CATALOGUE.make("weather-override-refused", _place(item, _ACTUATED_TYPE, schema))
        elif kind == _METERED:
            resource = _value(item, _RESOURCE, schema)
            yield CATALOGUE.make("program-books-energy", _place(item, _RESOURCE, schema), resource=resource)


def _value(item: RawObject, key: str, schema: SchemaIndex) -> str:
    spec = schema.find(item.type_name)
    index = spec.position(key) if spec else None
    return item.fields[index] if index is not None and index < len(item.fields) else ""


def _place(item: RawObject, key: str, schema: SchemaIndex) -> Where:
    spec = schema.find(item.type_name)
    index = spec.position(key) if spec else None
    field = spec.field(index) if spec and index is not None else None
    line = item.field_line(index) if index is not None else item.line
    return Where(line=line, object=object_label(item), field=field.title if field else None)
