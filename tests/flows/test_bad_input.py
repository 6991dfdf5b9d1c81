"""Everything that cannot be taken, through every door: refused with its reason, its place and its remedy, and nothing kept."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from assessments.models import Project, WaitingTakeOff
from tests.assessments.cast import Cast
from tests.flows.conftest import BOX, Assess, a_week_later

pytestmark = pytest.mark.slow  # three doors for every mistake
NothingKept = Callable[..., None]
IDF = BOX.read_bytes()
MEGABYTE = 1024 * 1024
COLUMNS = b"line_id,element,material,quantity,unit\n"


def zipped(data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("box.idf", data)
    return file.getvalue()


def line_of(data: bytes, text: bytes) -> int:
    """The line, counted from one, in which a text begins."""
    return data[: data.index(text)].count(b"\n") + 1


@dataclass(frozen=True)
class Bad:
    """A file that must be refused, the code that says why, and the place it points to."""

    key: str
    kind: str
    name: str
    data: bytes = field(repr=False)
    code: str
    line: int | None = None
    object: str | None = None
    field: str | None = None


UNKNOWN_TYPE = IDF + b"\nFlux:Capacitor, One;\n"
THICK = IDF.replace(
    b"    0.2,                     !- Thickness", b"    thick,                   !- Thickness"
)
NO_ROOF = IDF.replace(b"Construction, Roof, Foam board, Concrete;", b"")
NO_ZONES = IDF[: IDF.index(b"Zone,\n")]
TRAILING_COMMA = b'{\n  "Version": {\n    "Version 1": {"version_identifier": "25.2"}\n  },\n}\n'
LONG_TAKE_OFF = COLUMNS + b"".join(b"%d,Slab,C30,1,m3\n" % number for number in range(50_000))

FILES = (
    Bad("empty model", "model", "box.idf", b"", "file-empty"),
    Bad("zip named .idf", "model", "box.idf", zipped(IDF), "file-of-another-kind"),
    Bad(
        "no version",
        "model",
        "box.idf",
        IDF.replace(b"Version,25.2;", b""),
        "version-missing",
        None,
        "Version",
    ),
    Bad(
        "version 8.9",
        "model",
        "box.idf",
        IDF.replace(b"Version,25.2;", b"Version,8.9;"),
        "version-older",
        line_of(IDF, b"Version,25.2;"),
        "Version",
    ),
    Bad(
        "missing semicolon",
        "model",
        "box.idf",
        IDF.replace(b"Timestep,4;", b"Timestep,4"),
        "missing-semicolon",
        line_of(IDF, b"Timestep,4;"),
        "Timestep",
    ),
    Bad(
        "unknown object",
        "model",
        "box.idf",
        UNKNOWN_TYPE,
        "object-type-unknown",
        line_of(UNKNOWN_TYPE, b"Flux:"),
        "Flux:Capacitor",
    ),
    Bad(
        "text for a number",
        "model",
        "box.idf",
        THICK,
        "number-expected",
        line_of(THICK, b"thick,"),
        "Concrete",
        "Thickness",
    ),
    Bad(
        "missing construction",
        "model",
        "box.idf",
        NO_ROOF,
        "construction-missing",
        line_of(NO_ROOF, b"Office roof"),
        "Office roof",
        "Construction Name",
    ),
    Bad("no zones", "model", "box.idf", NO_ZONES, "no-zones", None, "Zone"),
    Bad("epJSON with a trailing comma", "model", "box.epjson", TRAILING_COMMA, "json-malformed", 5),
    Bad("empty take-off", "take_off", "t.csv", b"", "upload-empty"),
    Bad(
        "unknown unit",
        "take_off",
        "t.csv",
        COLUMNS + b"1,Slab,C30,5,bushel\n",
        "take-off-unknown-unit",
        2,
        "1",
        "unit",
    ),
    Bad(
        "negative quantity",
        "take_off",
        "t.csv",
        COLUMNS + b"1,Slab,C30,5,m3\n2,Slab,C30,-5,m3\n",
        "take-off-negative-quantity",
        3,
        "2",
        "quantity",
    ),
    Bad(
        "missing column",
        "take_off",
        "t.csv",
        b"line_id,element,material,unit\n1,Slab,C30,m3\n",
        "take-off-missing-column",
        1,
        None,
        "quantity",
    ),
    Bad("50,000 lines", "take_off", "t.csv", LONG_TAKE_OFF, "take-off-too-many-lines"),
    Bad("empty declaration", "declared", "d.yaml", b"", "upload-empty"),
    Bad(
        "a GIA of nothing",
        "declared",
        "d.yaml",
        b"subject:\n  gia_m2: 0\n",
        "value-not-positive",
        2,
        None,
        "gia_m2",
    ),
    Bad(
        "construction in 1890",
        "declared",
        "d.yaml",
        b"subject:\n  construction_start_year: 1890\n",
        "declared-out-of-range",
        2,
        None,
        "construction_start_year",
    ),
    Bad(
        "a place nobody knows",
        "declared",
        "d.yaml",
        b"subject:\n  name: Box\n  place: atlantis\n",
        "declared-unknown-word",
        3,
        None,
        "place",
    ),
    Bad(
        "a NUL in a text",
        "declared",
        "d.yaml",
        b'subject:\n  name: "bo\\0x"\n',
        "markup-character",
        2,
    ),
    Bad(
        "half a surrogate pair",
        "declared",
        "d.yaml",
        b'metrics:\n  pv_area_m2: {value: 1, unit: m2, evidence: "\\ud800"}\n',
        "markup-character",
        2,
    ),
)
every_file = pytest.mark.parametrize("bad", FILES, ids=lambda bad: bad.key)


def assert_says(findings: list[dict[str, Any]], bad: Bad) -> None:
    """The finding is there, in both languages with a remedy, and points to where the mistake is."""
    found = next((finding for finding in findings if finding["code"] == bad.code), None)
    assert found is not None, [finding["code"] for finding in findings]
    assert found["severity"] == "error"
    for text in (found["message"], found["remedy"]):
        assert text["en"].strip() and text["zh-hans"].strip()
    where = found["where"]
    assert where["file"] == bad.name
    assert where["line"] == bad.line
    assert bad.object is None or bad.object in (where["object"] or "")
    assert bad.field is None or bad.field in (where["field"] or "")


@every_file
def test_the_command_refuses_it(bad: Bad, assess: Assess, tmp_path: Path, nothing_kept: NothingKept) -> None:
    path = tmp_path / bad.name
    path.write_bytes(bad.data)
    outcome = assess(f"--{bad.kind.replace('_', '-')}", path)
    assert outcome.exit_code == 2
    assert_says(outcome.errors, bad)
    assert outcome.document["criteria"] == []
    nothing_kept()


@every_file
def test_the_page_refuses_it(bad: Bad, browser: Client, project: Project, nothing_kept: NothingKept) -> None:
    address = reverse("assessments:design-new", args=[project.pk])
    answer = browser.post(address, {bad.kind: SimpleUploadedFile(bad.name, bad.data)})
    assert 400 <= answer.status_code < 500
    assert_says([finding.to_json() for finding in answer.context["findings"]], bad)
    assert bad.code in answer.content.decode()
    if bad.code == "take-off-missing-column":
        assert WaitingTakeOff.objects.get().file.read_bytes() == bad.data
        a_week_later()
    nothing_kept(projects=1)


@every_file
def test_the_api_refuses_it(bad: Bad, api: APIClient, project: Project, nothing_kept: NothingKept) -> None:
    answer = api.post(
        f"/api/v1/projects/{project.pk}/designs/",
        {bad.kind: SimpleUploadedFile(bad.name, bad.data)},
        format="multipart",
    )
    assert 400 <= answer.status_code < 500
    assert answer["Content-Type"] == "application/problem+json"
    assert_says(answer.json()["findings"], bad)
    nothing_kept(projects=1)


def test_one_bad_file_keeps_the_good_ones_out_too(
    api: APIClient, project: Project, nothing_kept: NothingKept
) -> None:
    files = {
        "model": SimpleUploadedFile("box.idf", IDF),
        "take_off": SimpleUploadedFile("t.csv", b"not a take-off"),
        "declared": SimpleUploadedFile("d.yaml", b"nonsense: 1\n"),
    }
    answer = api.post(f"/api/v1/projects/{project.pk}/designs/", files, format="multipart")
    assert answer.status_code == 422
    errors = [finding for finding in answer.json()["findings"] if finding["severity"] == "error"]
    assert {finding["where"]["file"] for finding in errors} == {"t.csv", "d.yaml"}
    nothing_kept(projects=1)


VALUES = (
    ("gia_m2", 0, "area-not-positive"),
    ("gia_m2", -5, "area-not-positive"),
    ("construction_start_year", 1890, "construction-start-implausible"),
    ("place", "atlantis", "place-unknown"),
)
every_value = pytest.mark.parametrize("wrong", VALUES, ids=lambda wrong: f"{wrong[0]} {wrong[1]}")


def described(cast: Cast, **values: Any) -> dict[str, Any]:
    return {
        "organisation": cast.practice.pk,
        "name": "Box",
        "place": "qionghai",
        "construction_start_year": 2027,
        "gia_m2": 80,
        "uses": [{"typology": "hotel", "gia_m2": 80}],
        "works": "new",
        "stage": "design",
    } | values


@every_value
def test_the_api_refuses_a_description_that_cannot_be(
    wrong: tuple[str, Any, str], cast: Cast, api: APIClient, nothing_kept: NothingKept
) -> None:
    name, value, code = wrong
    answer = api.post("/api/v1/projects/", described(cast, **{name: value}), format="json")
    assert answer.status_code == 422
    found = {finding["code"]: finding["where"]["field"] for finding in answer.json()["findings"]}
    assert found[code] == name
    nothing_kept()


@every_value
def test_the_page_refuses_a_description_that_cannot_be(
    wrong: tuple[str, Any, str], cast: Cast, browser: Client, nothing_kept: NothingKept
) -> None:
    name, value, _ = wrong
    values = described(cast, **{name: value}) | {"uses-TOTAL_FORMS": 1, "uses-INITIAL_FORMS": 0}
    values |= {"place_key": values.pop("place"), "edition_key": "island-2026-r0"}
    values |= {"uses-0-typology": "hotel", "uses-0-gia_m2": 80}
    del values["uses"]
    answer = browser.post(reverse("assessments:project-new"), values)
    assert answer.status_code == 422
    nothing_kept()


def test_the_command_refuses_a_place_nobody_knows(assess: Assess, nothing_kept: NothingKept) -> None:
    outcome = assess("--model", BOX, "--place", "atlantis")
    assert (outcome.exit_code, outcome.errors[0]["code"]) == (2, "place-unknown")
    assert outcome.errors[0]["where"]["field"] == "place"
    nothing_kept()


class Flood(io.RawIOBase):
    """A form with one file of so many zeros, made while it is read: 200 MB that never are in memory."""

    def __init__(self, kind: str, size: int) -> None:
        head = f'--X\r\nContent-Disposition: form-data; name="{kind}"; filename="box.idf"\r\n\r\n'.encode()
        self.length = len(head) + size + len(b"\r\n--X--\r\n")
        self._head, self._zeros, self._tail = head, size, b"\r\n--X--\r\n"
        self.read_bytes = 0

    def read(self, size: int = -1) -> bytes:
        size = 64 * 1024 if size is None or size < 0 else size
        data, self._head = self._head[:size], self._head[size:]
        zeros = min(self._zeros, size - len(data))
        data, self._zeros = data + b"0" * zeros, self._zeros - zeros
        if not self._head and not self._zeros:
            more = size - len(data)
            data, self._tail = data + self._tail[:more], self._tail[more:]
        self.read_bytes += len(data)
        return data

    def environ(self) -> dict[str, Any]:
        return {
            "wsgi.input": self,
            "CONTENT_LENGTH": str(self.length),
            "CONTENT_TYPE": "multipart/form-data; boundary=X",
        }


def test_the_command_refuses_two_hundred_megabytes(
    assess: Assess, tmp_path: Path, nothing_kept: NothingKept
) -> None:
    path = tmp_path / "box.idf"
    with path.open("wb") as file:
        file.truncate(200 * MEGABYTE)  # a hole: it takes no room
    outcome = assess("--model", path)
    assert (outcome.exit_code, [error["code"] for error in outcome.errors]) == (2, ["file-too-large"])
    assert outcome.errors[0]["where"]["file"] == "box.idf"
    nothing_kept()


@pytest.mark.parametrize("kind", ["take-off", "declared"])
def test_the_command_reads_no_more_than_it_may(
    kind: str, assess: Assess, tmp_path: Path, nothing_kept: NothingKept
) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(200 * MEGABYTE)
    outcome = assess(f"--{kind}", path)
    assert outcome.exit_code == 2
    assert outcome.errors[0]["code"] in ("file-too-large", "upload-too-large")
    nothing_kept()


def test_the_page_refuses_two_hundred_megabytes(
    browser: Client, project: Project, nothing_kept: NothingKept
) -> None:
    flood = Flood("model", 200 * MEGABYTE)
    answer = browser.generic("POST", reverse("assessments:design-new", args=[project.pk]), **flood.environ())
    assert answer.status_code == 413
    nothing_kept(projects=1)


def test_the_api_refuses_two_hundred_megabytes(
    cast: Cast, project: Project, nothing_kept: NothingKept
) -> None:
    token, _ = Token.objects.get_or_create(user=cast.member)
    address, signed = f"/api/v1/projects/{project.pk}/designs/", {"HTTP_AUTHORIZATION": f"Token {token.key}"}
    answer = Client().generic("POST", address, **signed, **Flood("model", 200 * MEGABYTE).environ())
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
    nothing_kept(projects=1)
