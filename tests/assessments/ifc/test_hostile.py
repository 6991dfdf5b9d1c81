"""Files made to harm: each ends with a code, within the limits, and the service goes on."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from assessments.carbon.ifc_lines import take_off_of_model
from assessments.ifc.confined import MODEL_FILE, ReaderLimits, read_model
from assessments.ifc.findings import FINDINGS
from assessments.ifc.intake import NotAModel, check_model, unpack_model
from tests.assessments.ifc.made import HEAD, TAIL, text

LIMITS = ReaderLimits(wall_s=30, cpu_s=30, memory_bytes=1 << 30, records_bytes=8 << 20)
MB = 1 << 20
WALL = "=IFCWALL('3tCgZT92j6fw8fXg{:06d}',$,'w',$,$,$,$,$,$);\n"


def codes(folder: Path, data: bytes, limits: ReaderLimits = LIMITS) -> set[str]:
    """What is said of a model that was let in."""
    (folder / MODEL_FILE).write_bytes(data)
    found = read_model(folder, "model.ifc", limits=limits, trusted=True)
    if found.records is None:
        return {finding.code for finding in found.findings}
    return {finding.code for finding in take_off_of_model(found.records, "model.ifc").findings}


def refusal(folder: Path, data: bytes, limit_bytes: int = MB) -> str:
    """The code with which a file is turned away before anything reads it."""
    file = folder / "upload"
    file.write_bytes(data)
    with pytest.raises(NotAModel) as refused:
        check_model(file, "upload", limit_bytes)
        unpack_model(io.BytesIO(data), "upload", folder / MODEL_FILE, limit_bytes)
    return refused.value.finding.code


def packed(*files: tuple[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return data.getvalue()


def test_garbage_nesting_rings_and_dangling_references(tmp_path: Path) -> None:
    ring = "".join(
        f"#{i}"
        + WALL.format(i)
        + f"#{100 + i}=IFCRELAGGREGATES('4tCgZT92j6fw8fXg{i:06d}',$,$,$,#{i},(#{i % 9 + 1}));\n"
        for i in range(1, 10)
    )
    dangling = (
        "#6" + WALL.format(6) + "#7=IFCRELASSOCIATESMATERIAL('3tCgZT92j6fw8fXgwC0003',$,$,$,(#6),#97);\n"
    )
    garbage = text("")[: -len(TAIL)] + os.urandom(MB) + TAIL.encode()
    assert codes(tmp_path / fresh(tmp_path), garbage) & {"ifc-unreadable", "ifc-no-lines"}
    assert "ifc-no-lines" in codes(tmp_path / fresh(tmp_path), text("#1=IFCCARTESIANPOINT(" + "(" * MB))
    assert "ifc-ring-of-parts" in codes(tmp_path / fresh(tmp_path), text(ring))
    assert "ifc-no-quantity-no-material" in codes(tmp_path / fresh(tmp_path), text(dangling))


def fresh(folder: Path) -> str:
    name = str(len(list(folder.iterdir())))
    (folder / name).mkdir()
    return name


def test_content_of_another_schema_is_said(tmp_path: Path) -> None:
    data = "#6" + WALL.format(6) + "#7=PRODUCT('a','b','',());\n"
    assert "ifc-entities-not-read" in codes(tmp_path, text(data))


def test_a_huge_text_is_cut(tmp_path: Path) -> None:
    data = f"#1=IFCWALL('3tCgZT92j6fw8fXg000001',$,'{'A' * 5 * MB}',$,$,$,$,$,$);\n"
    (tmp_path / MODEL_FILE).write_bytes(text(data))
    found = read_model(tmp_path, "model.ifc", limits=LIMITS, trusted=True)
    assert found.records is not None
    assert found.records.elements[0].name == "A" * 200


def test_limits_of_memory_time_and_records(tmp_path: Path) -> None:
    many = text("".join(f"#{i}" + WALL.format(i) for i in range(1, 3001)))
    small = replace(LIMITS, memory_bytes=150 * MB)
    short = replace(LIMITS, wall_s=0.05)
    little = replace(LIMITS, records_bytes=MB // 2)
    assert codes(tmp_path / fresh(tmp_path), many, short) == {"ifc-limit-time"}
    assert codes(tmp_path / fresh(tmp_path), many, little) == {"ifc-limit-records"}
    assert codes(tmp_path / fresh(tmp_path), many, small) == {"ifc-limit-memory"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "ifc-not-step"),
        (Random(1).randbytes(1000), "ifc-not-step"),
        (b"<?xml version='1.0'?><ifcXML/>", "ifc-is-xml"),
        (text("", "AUTOMOTIVE_DESIGN"), "ifc-schema-not-read"),
        (text("", "IFC99"), "ifc-schema-not-read"),
        (b"ISO-10303-21;\n" + b" " * 100_000 + b"FILE_SCHEMA(('IFC4'));", "ifc-schema-not-read"),
        (HEAD.format(schema="IFC4").encode() + b"#1=IFCWALL('", "ifc-cut-off"),
        (b"PK\x03\x04" + b"\0" * 50, "ifc-archive-broken"),
        (packed(("readme.txt", b"hello")), "ifc-archive-one-model"),
        (packed(("a.ifc", text("")), ("b.ifc", text(""))), "ifc-archive-one-model"),
        (packed(("a.ifc", text(" " * 2 * MB))), "ifc-too-large-unpacked"),
        (packed(("a.ifc", packed(("b.ifc", text(""))))), "ifc-not-step"),
        (
            packed(*((f"{number}.txt", b"") for number in range(2000)), ("a.ifc", text(""))),
            "ifc-archive-broken",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_turned_away_before_it_is_read(tmp_path: Path, data: bytes, code: str) -> None:
    assert refusal(tmp_path, data) == code


def test_an_archive_that_lies_about_its_size(tmp_path: Path) -> None:
    """It says 1,000 bytes and holds 2 MB: what it says is not believed beyond what is read."""
    data = bytearray(packed(("a.ifc", text(" " * 2 * MB))))
    for magic, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<L", data, data.rfind(magic) + place, 1000)
    assert refusal(tmp_path, bytes(data)) in ("ifc-archive-broken", "ifc-cut-off", "ifc-too-large-unpacked")


def test_a_packed_model_is_laid_out_whole(tmp_path: Path) -> None:
    data = text("#6" + WALL.format(6))
    unpack_model(io.BytesIO(packed(("a.ifc", data))), "a.ifczip", tmp_path / MODEL_FILE, MB)
    assert (tmp_path / MODEL_FILE).read_bytes() == data
    assert data.endswith(TAIL.encode())


def test_every_code_has_its_texts() -> None:
    values = dict.fromkeys(("said", "schema", "limit_mb", "seconds", "exit_code", "lines", "most"), "x")
    assert all(FINDINGS.make(code, None, **values) for code in FINDINGS.codes())
