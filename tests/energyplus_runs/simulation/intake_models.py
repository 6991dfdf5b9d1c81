"""A small sound model, and the hands to spoil it, for the tests of what is read before anything runs."""

from __future__ import annotations

from functools import lru_cache

from energyplus_runs.simulation.installation import Engine, find_engine
from energyplus_runs.simulation.intake import Intake, IntakeLimits, examine
from energyplus_runs.simulation.schema_index import SchemaIndex, load_schema
from standard_site.lib.findings import Finding

# A room of 10 m x 6 m x 3 m, closed on all sides, with one window of 4 m x 1.5 m in the south wall.
BOX = """Version,25.2;
Building,Box,0;
GlobalGeometryRules,UpperLeftCorner,Counterclockwise,Relative;
Material,Concrete,Rough,0.2,1.7,2300,900;
WindowMaterial:SimpleGlazingSystem,Glass,2.0,0.4;
Construction,Solid,Concrete;
Construction,Glazed,Glass;
Zone,Room;
BuildingSurface:Detailed,South,Wall,Solid,Room,,Outdoors,,SunExposed,WindExposed,,4,
  0,0,3, 0,0,0, 10,0,0, 10,0,3;
BuildingSurface:Detailed,East,Wall,Solid,Room,,Outdoors,,SunExposed,WindExposed,,4,
  10,0,3, 10,0,0, 10,6,0, 10,6,3;
BuildingSurface:Detailed,North,Wall,Solid,Room,,Outdoors,,SunExposed,WindExposed,,4,
  10,6,3, 10,6,0, 0,6,0, 0,6,3;
BuildingSurface:Detailed,West,Wall,Solid,Room,,Outdoors,,SunExposed,WindExposed,,4,
  0,6,3, 0,6,0, 0,0,0, 0,0,3;
BuildingSurface:Detailed,Slab,Floor,Solid,Room,,Ground,,NoSun,NoWind,,4,
  0,0,0, 0,6,0, 10,6,0, 10,0,0;
BuildingSurface:Detailed,Top,Roof,Solid,Room,,Outdoors,,SunExposed,WindExposed,,4,
  0,0,3, 10,0,3, 10,6,3, 0,6,3;
FenestrationSurface:Detailed,Pane,Window,Glazed,South,,,,1,4,
  3,0,2.5, 3,0,1, 7,0,1, 7,0,2.5;
ZoneInfiltration:DesignFlowRate,Leaks,Room,,AirChanges/Hour,,,,0.3;
"""


@lru_cache(maxsize=1)
def engine() -> Engine:
    return find_engine()


def schema() -> SchemaIndex:
    return load_schema(engine().schema)


def examined(text: str | bytes, file_name: str = "box.idf", limits: IntakeLimits | None = None) -> Intake:
    data = text.encode("utf-8") if isinstance(text, str) else text
    return examine(data, file_name, engine(), limits)


def the(intake: Intake, code: str) -> Finding:
    """The one finding of that code."""
    found = [finding for finding in intake.findings if finding.code == code]
    assert len(found) == 1, [str(finding) for finding in intake.findings]
    return found[0]


def replaced(old: str, new: str, text: str = BOX) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


def line_of(text: str, part: str) -> int:
    """The line (from 1) on which `part` begins."""
    return text[: text.index(part)].count("\n") + 1
