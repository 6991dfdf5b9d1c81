"""Models that mean harm, or look like it: each with what must come of it. Large ones are made when they are asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.energyplus_runs.simulation.intake_models import BOX

Attached = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class Case:
    """`codes`: findings that must be among those of a refusal; None where the model is accepted, and bounded."""

    name: str
    make: Callable[[], bytes]
    codes: frozenset[str] | None
    file_name: str = "box.idf"
    attached: Callable[[], Attached] = tuple


def cases() -> tuple[Case, ...]:
    return (
        *_programs(),
        *_texts(),
        *_other_kinds(),
        *_numbers(),
        *_large_text(),
        *_large_models(),
        *_epjson(),
        *_references(),
        *_schedule_files(),
        *_attachments(),
        *_upload_names(),
    )


def _idf(name: str, more: str, code: str | None, file_name: str = "box.idf") -> Case:
    """The sound box with `more` behind it."""
    codes = None if code is None else frozenset({code})
    return Case(name, (BOX + more).encode, codes, file_name)


def _whole(
    name: str, make: Callable[[], bytes] | bytes, code: str | None, file_name: str = "box.idf"
) -> Case:
    codes = None if code is None else frozenset({code})
    return Case(name, make if callable(make) else _always(make), codes, file_name)


def _always(data: bytes) -> Callable[[], bytes]:
    return lambda: data


def _programs() -> Iterator[Case]:
    for type_name, code in (
        ("PythonPlugin:Instance,P,No,evil,Main", "python-plugin-refused"),
        ("PYTHONPLUGIN:SEARCHPATHS,P,Yes,Yes,/tmp", "python-plugin-refused"),
        ("\tPythonPlugin:Instance ,\tP,No,evil,Main", "python-plugin-refused"),
        ("ExternalInterface,FunctionalMockupUnitImport", "external-interface-refused"),
        ("ExternalInterface:FunctionalMockupUnitImport,/tmp/x.fmu,0,0", "external-interface-refused"),
        ("ExternalInterface:Schedule,S,,0", "external-interface-refused"),
        ("Construction:WindowDataFile,W,/etc/passwd", "window-data-file-refused"),
        ("Chiller:Electric:ASHRAE205,C,/etc/passwd", "performance-file-refused"),
        ("Schedule:File:Shading,/etc/passwd", "schedule-file-refused"),
        ("Parametric:Logic,L,#if 1", "parametric-refused"),
        ("GroundHeatExchanger:Vertical:Sizing:Rectangle,G", "outside-program-refused"),
        ("GroundHeatTransfer:Slab:Materials,2", "ground-preprocessor-refused"),
        ("Ｐython\u200bPlugin:Instance,P,No,evil,Main", "object-type-misspelt"),
        ("PythonPlugin :Instance,P,No,evil,Main", "object-type-misspelt"),
    ):
        yield _idf(type_name.strip().split(",")[0], f"{type_name};\n", code)
    yield _idf(
        "a program that never ends", "EnergyManagementSystem:Program,Loop,WHILE 1 == 1,ENDWHILE;\n", None
    )
    yield _idf(
        "a program that is its own subroutine",
        "EnergyManagementSystem:Subroutine,Self,RUN Self;\n"
        "EnergyManagementSystem:ProgramCallingManager,M,BeginNewEnvironment,Self;\n",
        None,
    )
    yield _idf(
        "a program that makes the weather",
        "EnergyManagementSystem:Actuator,A,Environment,Weather Data,Outdoor Dry Bulb;\n",
        "weather-override-refused",
    )
    macros = (
        "##include /etc/passwd\n",
        "  ##fileprefix /etc/\n",
        "Zone,##include /etc/passwd\n,0;\n",
        "Zone,\n ##def x\n;\n",
    )
    for number, macro in enumerate(macros):
        yield _idf(f"macro {number}", macro, "macro-line")


def _texts() -> Iterator[Case]:
    room = BOX.replace("Zone,Room;", "Zone,Ro{}om;").replace(",Room,", ",Ro{}om,")
    for character, code in (
        ("\x1b[2J", "control-character"), ("\x08", "control-character"), ("\x0b", "control-character"),
        ("\x85", "control-character"), ("\u2028", "control-character"), ("\u202e", "control-character"),
        ("\u2066", "control-character"), ("\ufeff", "control-character"), ("\ufffe", "control-character"),
        ("／..／", None), ("=cmd|' /C calc'", None), ("<script>alert(1)</script>", None), ("{0.__class__}%s", None),
        ("../../etc/passwd", None), ("𝕏", None), ("💥", None), ("a\u0301" * 40, None),
    ):  # fmt: skip
        yield _whole(f"name with {character!r}", room.replace("{}", character).encode(), code)
    yield _whole("NUL", BOX.replace("Room", "Ro\x00om").encode(), "file-not-text")
    yield _whole("UTF-16 with a mark", BOX.encode("utf-16"), None)
    yield _whole("UTF-16 without a mark", BOX.encode("utf-16-le"), "file-not-text")
    yield _whole("UTF-32", BOX.encode("utf-32"), "control-character")
    yield _whole("a mark twice", b"\xef\xbb\xbf\xef\xbb\xbf" + BOX.encode(), "control-character")
    yield _whole("a mark and nothing", b"\xef\xbb\xbf", "file-empty")
    yield _whole("carriage returns alone", BOX.replace("\n", "\r").encode(), None)
    yield _whole("UTF-8 and GBK in one", BOX.encode() + "! 保亭\n".encode() + "! 保亭\n".encode("gbk"), None)
    yield _whole("bytes of no encoding", BOX.encode() + b"! \xff\xfe\xff\x81\n", "file-not-text")
    yield _whole("never closed", BOX.encode().rstrip()[:-1], "missing-semicolon")
    yield _idf("comment in the last line, never ended", "! and so on", None)
    yield _idf("version twice", "Version,24.2;\n", "object-not-single")
    yield _idf("only separators", ",;,;,;,;\n", "object-without-type")


def _other_kinds() -> Iterator[Case]:
    yield _whole("a zip file", b"PK\x03\x04" + BOX.encode(), "file-of-another-kind")
    yield _whole("a PDF file", b"%PDF-1.7\n" + BOX.encode(), "file-of-another-kind")
    yield _whole("a packed file", b"\x1f\x8b\x08\x00" + BOX.encode(), "file-of-another-kind")
    yield _whole(
        "a model with an archive behind it", BOX.encode() + b"PK\x03\x04\x14\x00\x00\x00", "file-not-text"
    )
    yield _whole("a program", b"\x7fELF\x02\x01\x01\x00" + bytes(64), "file-not-text")
    yield _whole("a page", b"<!DOCTYPE html><script>alert(1)</script>", "missing-semicolon")
    yield _whole(
        "a page of entities",
        b"<!DOCTYPE x [<!ENTITY a 'aaa'><!ENTITY b '&a;&a;'>]>\n<x>&b;</x>",
        "missing-semicolon",
    )
    yield _whole("blanks", b" \n\t\r\n", "file-empty")
    yield _whole("semicolons", b";" * 1000, "not-a-model")


def _numbers() -> Iterator[Case]:
    for text, code in (
        ("nan", "number-not-finite"), ("-INF", "number-not-finite"), ("Infinity", "number-not-finite"),
        ("nan(0x1)", "number-not-finite"), ("1e999", "number-not-finite"), ("9" * 400, "number-not-finite"),
        ("0x1F", "number-expected"), ("1_000", "number-expected"), ("１２", "number-expected"),
        ("1e", "number-expected"), ("--1", "number-expected"), ("1D5", "number-expected"), ("٣", "number-expected"),
    ):  # fmt: skip
        yield _whole(f"north of {text[:12]}", BOX.replace("Zone,Room;", f"Zone,Room,{text};").encode(), code)
    for often, code in (
        ("1000001", "value-out-of-range"),
        ("1e300", "value-out-of-range"),
        ("0", "value-out-of-range"),
    ):
        text = BOX.replace("Zone,Room;", f"Zone,Room,0,0,0,0,1,{often};")
        yield _whole(f"{often} zones", text.encode(), code)
    groups = "ZoneList,All,Room;\nZoneGroup,G,All,1000000;\n"
    often = BOX.replace("Zone,Room;", "Zone,Room,0,0,0,0,1,1000000;") + groups
    yield _whole("a million times a million zones", often.encode(), "zone-multiplier-product")
    for size in ("1e308", "8e307", "1e150", "1e-320"):
        text = BOX.replace("10,", f"{size},").replace(" 10", f" {size}")
        yield _whole(
            f"a room of {size} m", text.encode(), "openings-larger-than-wall" if size == "1e-320" else None
        )
    yield _whole(
        "corners that are not all there",
        BOX.replace("10,0,0, 10,0,3;", "10,0,0, 10,0;").encode(),
        "required-field-missing",
    )
    yield _idf("more fields than there are", "Building," + "x," * 50 + "x;\n", "too-many-fields")


def _large_text() -> Iterator[Case]:
    yield _whole(
        "ten megabytes in one field",
        lambda: BOX.encode() + b"Zone," + b"x" * 10_000_000 + b";",
        "line-too-long",
    )
    yield _whole(
        "ten megabytes in one field of many lines",
        lambda: BOX.encode() + b"Zone," + b"x\n" * 900_000 + b";",
        "missing-comma",
    )
    yield _whole(
        "a comment of ten megabytes", lambda: BOX.encode() + b"!" + b"x" * 10_000_000, "line-too-long"
    )
    yield _whole("a million and one lines", lambda: BOX.encode() + b"\n" * 1_000_001, "too-many-lines")
    yield _whole(
        "a field of half a million separators",
        lambda: BOX.encode() + (b"Zone" + b"," * 90_000 + b"\n") * 6 + b";",
        "object-too-long",
    )
    yield _whole(
        "a name of ninety thousand letters", lambda: BOX.replace("Room", "R" * 90_000).encode(), None
    )
    yield _whole("blanks without end", lambda: BOX.encode() + (b" " * 90_000 + b"\n") * 100, None)
    yield _whole("larger than is read", lambda: b"!" * (16 * 1024 * 1024 + 1), "file-too-large")


def _large_models() -> Iterator[Case]:
    yield _whole("100,001 objects", lambda: BOX.encode() + b"Zone,Z;\n" * 100_001, "too-many-objects")
    yield _whole("40,000 zones of one name", lambda: BOX.encode() + b"Zone,Z;\n" * 40_000, "name-used-twice")
    yield _whole("20,000 zones", lambda: _many(20_000, "Zone,Z{n};\n"), "zone-without-surfaces")
    yield _whole("5,000 surfaces in one zone", lambda: _many(5_000, _SURFACE), "surface-without-area")
    yield _whole("5,000 loose surfaces", lambda: _many(5_000, _LOOSE), None)
    yield _whole("5,000 windows in one wall", lambda: _many(5_000, _WINDOW), "openings-larger-than-wall")
    yield _whole("a surface of 5,000 corners", lambda: _corners(5_000), None)
    yield _whole(
        "5,000 types that do not exist",
        lambda: _many(5_000, "Zome{n}:Lookup:Detailed:Long:Name,a;\n"),
        "object-type-unknown",
    )
    yield _whole(
        "a type of a hundred thousand letters",
        lambda: BOX.encode() + b"Z" * 99_000 + b",a;\n",
        "object-type-unknown",
    )
    yield _whole("a table of too many values", lambda: BOX.encode() + _table(25_000), "object-too-long")
    yield _whole("a large table", lambda: BOX.encode() + _table(15_000), None)
    yield _whole("weeks of weeks", _weeks, None)
    yield _whole("everything everywhere", _everywhere, None)


_SURFACE = "BuildingSurface:Detailed,S{n},Wall,Solid,Room,,Outdoors,,SunExposed,WindExposed,,3,{n},0,0,{n},0,1,{n},0,2;\n"
_LOOSE = "BuildingSurface:Detailed,S{n},Wall,Solid,Room,,Outdoors,,SunExposed,WindExposed,,3,{n},0,0,{n}.5,0,0,{n},0,2;\n"
_WINDOW = "FenestrationSurface:Detailed,W{n},Window,Glazed,South,,,,1,4,3,0,2.5,3,0,1,7,0,1,7,0,2.5;\n"


def _many(count: int, pattern: str) -> bytes:
    return (BOX + "".join(pattern.replace("{n}", str(n)) for n in range(count))).encode()


def _corners(count: int) -> bytes:
    points = ",".join(f"{n},{n % 7},3" for n in range(count))
    return f"{BOX}BuildingSurface:Detailed,Jagged,Roof,Solid,Room,,Outdoors,,,,,,{points};\n".encode()


def _table(values: int) -> bytes:
    numbers = ",\n".join("1" for _ in range(values))
    return (
        f"Table:Lookup,T,L,DivisorOnly,,,,Dimensionless,,,,{numbers};\nTable:IndependentVariableList,L,V;\n".encode()
        + (b"Table:IndependentVariable,V,Linear,Constant,0,1,,Dimensionless,,,,0,1;\n")
    )


def _weeks() -> bytes:
    week = "Schedule:Week:Compact,W,AllDays,D;\nSchedule:Day:Hourly,D;\n"
    years = "".join(f"Schedule:Year,Y{n},,{','.join(['W,1,1,12,31'] * 1000)};\n" for n in range(30))
    lights = "".join(f"Lights,L{n},Room,Y{n},Watts/Area,,1;\n" for n in range(30))
    return (BOX + week + years.replace(",W,", ",\nW,") + lights).encode()


def _everywhere() -> bytes:
    zones = "".join(f"Zone,Z{n};\nInternalMass,M{n},Solid,Z{n},,1;\n" for n in range(2000))
    names = ",\n".join(f"Z{n}" for n in range(2000))
    everywhere = "".join(f"ZoneList,All{n},Room,\n{names};\n" for n in range(20))
    lights = "".join(f"Lights,L{n},All{n % 20},On,Watts/Area,,7;\n" for n in range(3000))
    return (BOX + "Schedule:Constant,On,,1;\n" + zones + everywhere + lights).encode()


def _epjson() -> Iterator[Case]:
    def json_case(name: str, text: str | Callable[[], bytes], code: str | None) -> Case:
        return _whole(name, text if callable(text) else text.encode(), code, file_name="box.epJSON")

    yield json_case(
        "braces a million deep", lambda: b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "json-too-deep"
    )
    yield json_case("brackets a million deep", lambda: b"[" * 1_000_000, "json-too-deep")
    yield json_case("depth that is just too much", '{"Zone":' * 13 + "1" + "}" * 13, "json-too-deep")
    yield json_case(
        "lists without end", lambda: b'{"Zone":[' + b"[]," * 300_000 + b"[]]}", "json-not-a-model"
    )
    yield json_case("a type twice", '{"Zone":{"A":{}},\n"Zone":{"B":{}}}', "json-duplicate-key")
    yield json_case("a field twice", '{"Zone":{"A":{"x_origin":1,"x_origin":2}}}', "json-duplicate-key")
    yield json_case("a type twice in other capitals", '{"Zone":{"A":{}},"ZONE":{"a":{}}}', "name-used-twice")
    yield json_case(
        "a number of ten thousand digits", '{"Zone":{"A":{"x_origin":%s}}}' % ("9" * 10_000), "json-malformed"
    )
    yield json_case(
        "not a number", '{"Zone":{"A":{"x_origin":NaN,"y_origin":-Infinity}}}', "number-not-finite"
    )
    yield json_case("1e999", '{"Zone":{"A":{"x_origin":1e999}}}', "number-not-finite")
    yield json_case("NUL in a name", '{"Zone":{"A\\u0000":{}}}', "character-not-possible")
    yield json_case("half a pair", '{"Zone":{"\\ud800":{}}}', "character-not-possible")
    yield json_case(
        "an object in a name", '{"Zone":{"A; PythonPlugin:Instance, P":{}}}', "character-not-possible"
    )
    yield json_case("a macro in a name", '{"Zone":{"##include /etc/passwd":{}}}', "character-not-possible")
    yield json_case(
        "a line in a name", '{"Zone":{"A\\nPythonPlugin:Instance,P;":{}}}', "character-not-possible"
    )
    yield json_case("a plugin", json.dumps({"PythonPlugin:Instance": {"P": {}}}), "python-plugin-refused")
    yield json_case("a field of its own", '{"Zone":{"A":{"__class__":"x"}}}', "field-unknown")
    yield json_case("a list at the top", "[]", "json-not-a-model")
    yield json_case("a truth", '{"Zone":{"A":{"x_origin":true}}}', "json-value-not-possible")
    yield json_case("cut off", '{"Zone":{"A":{', "json-malformed")


def _references() -> Iterator[Case]:
    yield _idf("a construction of itself", "Construction,Knot,Knot;\n", "material-missing")
    yield _idf("a list of itself", "ZoneList,Knot,Knot;\n", "zone-missing")
    yield _idf(
        "branches in a ring",
        "Branch,A,,Pipe:Adiabatic,P,n1,n2;\nPipe:Adiabatic,P,n2,n1;\nBranchList,L,A,A,A;\n",
        None,
    )
    ring = "".join(
        f"BuildingSurface:Detailed,R{n},Wall,Solid,Room,,Surface,R{(n + 1) % 3},NoSun,NoWind,,4,"
        f"{n},0,3,{n},0,0,{n},1,0,{n},1,3;\n"
        for n in range(3)
    )
    yield _idf("walls in a ring", ring, None)
    yield _idf(
        "a wall that is its own other side",
        ring.replace("R1,NoSun", "R0,NoSun", 1).splitlines()[0] + "\n",
        None,
    )
    chain = "".join(f"Space,Sp{n},Room,,,,General;\nSpaceList,SL{n},Sp{n};\n" for n in range(500))
    yield _idf("five hundred spaces", chain, None)
    yield _idf(
        "a window in a window",
        "FenestrationSurface:Detailed,W,Window,Glazed,Pane,,,,1,4,3,0,2,3,0,1,4,0,1,4,0,2;\n",
        "surface-missing",
    )
    yield _idf(
        "a zone twice in two groups",
        "ZoneList,A,Room;\nZoneGroup,G,A,9;\nZoneGroup,H,A,9;\n",
        "zone-in-two-groups",
    )
    thermostat = "ZoneControl:Thermostat,T,Room,T,ThermostatSetpoint:DualSetpoint,T;\nThermostatSetpoint:DualSetpoint,T,T,T;\n"
    yield _idf("a thermostat of its own name", thermostat, None)


def _file_case(
    name: str, file: str, data: Callable[[], bytes], code: str | None, fields: str = "1,0"
) -> Case:
    text = f"{BOX}Schedule:File,S,,{file},{fields};\n".encode()
    codes = None if code is None else frozenset({code})
    return Case(f"file {name}", lambda: text, codes, attached=lambda: ((file, data()),))


def _schedule_files() -> Iterator[Case]:
    year = b"1\n" * 8760
    paths = ("../box.csv", "/etc/passwd", "C:\\secret.csv", "\\\\host\\share.csv", "file:///etc/x.csv",
             ".hidden.csv", "a\tb.csv",
             "in.idf", "eplusout.csv", "weather.csv", "Energy+.csv",
             "../" * 60 + "etc/x.csv", "con", "x.csv:stream", "．．／x.csv")  # fmt: skip
    for path in paths:
        yield _file_case(repr(path[:20]), path, lambda: year, "schedule-file-name")
    yield _file_case(
        "of one line of twenty megabytes", "x.csv", lambda: b"1," * 10_000_000, "schedule-file-rows-missing"
    )
    yield _file_case(
        "of a million columns", "x.csv", lambda: b"1," * 1_000 + b"\n" + year, "schedule-file-uneven"
    )
    yield _file_case("of formulas", "x.csv", lambda: b"=1+1\n" * 8760, "schedule-file-value")
    yield _file_case("of nan", "x.csv", lambda: b"nan\n" * 8760, "schedule-file-value")
    yield _file_case("of blank lines", "x.csv", lambda: b"\n" * 8759 + b"1\n", "schedule-file-blank")
    yield _file_case("that is an archive", "x.csv", lambda: b"PK\x03\x04", "attachment-not-text")
    yield _file_case("of a minute each", "x.csv", lambda: b"1\n" * 525_600, None, "1,0,8760,Comma,No,1")
    yield _file_case("of numbers that add up to more than there is", "x.csv", lambda: b"1e308\n" * 8760, None)


def _attachments() -> Iterator[Case]:
    many = "".join(f"Schedule:File,S{n},,x.csv,1,{n};\n" for n in range(5000))
    yield Case(
        "five thousand schedules of one file",
        (BOX + many).encode,
        frozenset({"schedule-files-too-much"}),
        attached=lambda: (("x.csv", b"1\n" * 20_000),),
    )
    yield Case(
        "a thousand attachments",
        BOX.encode,
        frozenset({"attachments-too-many"}),
        attached=lambda: tuple((f"{n}.csv", b"1\n") for n in range(1000)),
    )


def _upload_names() -> Iterator[Case]:
    for name in (
        "../../box.idf",
        "/etc/passwd",
        "box\x00.idf",
        "a" * 5000 + ".idf",
        "\u202efdi.xob",
        "con.idf",
        "",
    ):
        yield _whole(f"upload called {name[:20]!r}", BOX.encode(), None, file_name=name)
