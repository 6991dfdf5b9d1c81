"""The weather library as pages and API hand things to it: files read within limits, what editions ask of a station."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile

from energyplus_runs.library.stations import Given, StationGiven
from energyplus_runs.simulation import weather_checks, weather_design_days
from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.protocol import read_protocol
from rules.selectors import newest_editions

FILES = ("epw", "ddy", "stat")


def station_given(values: dict[str, Any]) -> StationGiven:
    """The words and files of a form or a request."""
    words = {name: value for name, value in values.items() if name not in FILES}
    epw = _read(values["epw"], weather_checks.MOST_BYTES)
    ddy = _read(values["ddy"], weather_design_days.MOST_BYTES)
    stat = values.get("stat")
    return StationGiven(
        **words, epw=epw, ddy=ddy, stat=_read(stat, weather_design_days.MOST_BYTES) if stat else None
    )


def wanted_days() -> tuple[str, ...]:
    """The design days that the protocols of all editions ask for, by the endings of their names."""
    names: dict[str, None] = {}
    for row in newest_editions():
        annex = row.loaded().annexes.get("protocol")
        try:
            names |= dict.fromkeys(read_protocol(annex).design_days.names if annex is not None else ())
        except SimulationError:
            continue  # a draft with a mistake asks for nothing
    return tuple(names)


def grid_regions() -> list[tuple[str, str, str]]:
    """The regions that an edition knows a grid factor of: key, English and Chinese name."""
    found: dict[str, tuple[str, str, str]] = {}
    for row in newest_editions():
        table = row.loaded().tables.get("grid_carbon_factors")
        for line in table.rows if table is not None else ():
            key = str(line["region"])
            found[key] = (key, str(line.get("name_en", key)), str(line.get("name_zh", key)))
    return sorted(found.values())


def _read(file: UploadedFile[Any], most_bytes: int) -> Given:
    """One byte more than is allowed is enough for the refusal."""
    return Given(str(file.name), file.read(most_bytes + 1))
