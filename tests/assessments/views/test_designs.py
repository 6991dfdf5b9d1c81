"""Handing in a design, refusals, what was read, and files to take away."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook
from pytest_django import DjangoAssertNumQueries

from assessments.models import Design, Project
from tests.assessments.cast import MODEL, Cast, make_design
from tests.assessments.views.conftest import SAMPLE, Browse


def uploaded(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


@pytest.fixture
def address(project: Project) -> str:
    return reverse("assessments:design-new", args=[project.pk])


def test_the_form_says_how_large_files_may_be(browse: Browse, cast: Cast, address: str) -> None:
    page = browse(cast.member).get(address).content.decode()
    assert "At most 20 MB" in page
    assert reverse("assessments:take-off-template") in page


def test_three_files_become_a_design(browse: Browse, cast: Cast, address: str) -> None:
    files = {
        "model": uploaded("box.idf", MODEL.read_bytes()),
        "take_off": uploaded("materials.csv", (SAMPLE / "take_off.csv").read_bytes()),
        "declared": uploaded("declared.yaml", (SAMPLE / "declared.yaml").read_bytes()),
    }
    answer = browse(cast.member).post(address, {**files, "label": "With shading"}, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Design 1 · With shading" in page
    assert "box.idf" in page
    assert "materials.csv" in page


def test_files_the_model_names_can_be_taken_away_again(browse: Browse, cast: Cast, address: str) -> None:
    model = MODEL.read_bytes() + "\nSchedule:File,A,,人 1.csv,1,0;\n".encode()
    attached = [uploaded("人 1.csv", b"1\n" * 8760), uploaded("notes.txt", b"1\n")]
    files = {"model": uploaded("box.idf", model), "attachments": attached}
    page = browse(cast.member).post(address, files, follow=True).content.decode()
    assert "人 1.csv" in page and "attachment-unused" in page
    download = reverse("assessments:design-file", args=[Design.objects.get().pk, "attachment"])
    assert f"{download}?name=%E4%BA%BA%201.csv" in page
    answer = browse(cast.member).get(download, {"name": "人 1.csv"})
    assert b"".join(answer) == b"1\n" * 8760  # type: ignore[call-overload]
    assert browse(cast.member).get(download, {"name": "notes.txt"}).status_code == 404


def test_the_upload_of_a_script_is_sent_on_by_header(browse: Browse, cast: Cast, address: str) -> None:
    files = {"take_off": uploaded("t.csv", (SAMPLE / "take_off.csv").read_bytes())}
    answer = browse(cast.member).post(address, files, headers={"hx-request": "true"})
    assert answer["HX-Redirect"] == reverse("assessments:design", args=[Design.objects.get().pk])


def test_a_refusal_shows_every_finding_and_keeps_nothing(browse: Browse, cast: Cast, address: str) -> None:
    bad = b"line_id,element,material,quantity,unit\na,wall,brick,-1,kg\nb,wall,brick,1,acre\n"
    files = {"take_off": uploaded("bad.csv", bad), "declared": uploaded("bad.yaml", b"nonsense: 1\n")}
    answer = browse(cast.member).post(address, files)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert not Design.objects.exists()
    assert "take-off-negative-quantity" in page
    assert "take-off-unknown-unit" in page
    assert "bad.csv · line 3" in page
    assert "What to do:" in page


def test_an_empty_hand_is_told_what_to_bring(browse: Browse, cast: Cast, address: str) -> None:
    answer = browse(cast.member).post(address, {"label": "nothing"})
    assert answer.status_code == 422
    assert "design-empty" in answer.content.decode()


def test_too_large_is_413(browse: Browse, cast: Cast, address: str, settings: Any) -> None:
    settings.TAKE_OFF_MAX_BYTES = 100
    answer = browse(cast.member).post(address, {"take_off": uploaded("t.csv", b"x" * 200)})
    assert answer.status_code == 413
    assert "file-too-large" in answer.content.decode()
    assert not Design.objects.exists()


def test_a_request_larger_than_all_files_together_is_413(
    browse: Browse, cast: Cast, address: str, settings: Any
) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    answer = browse(cast.member).post(address, {"model": uploaded("m.idf", b"x" * 5000)})
    assert answer.status_code == 413
    assert not Design.objects.exists()


def test_names_and_texts_of_uploads_are_never_markup(browse: Browse, cast: Cast, address: str) -> None:
    nasty = b'line_id,element,material,quantity,unit\n1,"<script>alert(1)</script>",<b>brick</b>,5,kg\n'
    files = {"take_off": uploaded("<img src=x>.csv", nasty)}
    page = browse(cast.member).post(address, files, follow=True).content.decode()
    assert "<script>alert" not in page
    assert "<b>brick" not in page
    assert "&lt;b&gt;brick" in page


def test_unmatched_lines_are_a_to_do(browse: Browse, cast: Cast, address: str) -> None:
    rows = b"line_id,element,material,quantity,unit\nM1,wall,moon rock,5,kg\n"
    page = (
        browse(cast.member).post(address, {"take_off": uploaded("t.csv", rows)}, follow=True).content.decode()
    )
    assert "1 line without a factor" in page
    assert "moon rock" in page


def test_long_take_offs_are_turned_over(browse: Browse, cast: Cast, address: str) -> None:
    rows = "line_id,element,material,quantity,unit\n" + "".join(
        f"L{n},wall,moon rock,5,kg\n" for n in range(120)
    )
    client = browse(cast.member)
    client.post(address, {"take_off": uploaded("t.csv", rows.encode())})
    page = reverse("assessments:design", args=[Design.objects.get().pk])
    assert "Page 1 of 3" in client.get(page).content.decode()
    assert "L119" in client.get(page, {"page": "3"}).content.decode()


def test_how_a_model_is_used_is_shown_with_pictures_in_words(
    browse: Browse, cast: Cast, project: Project
) -> None:
    design = make_design(cast, project, model=True)
    page = browse(cast.member).get(reverse("assessments:design", args=[design.pk])).content.decode()
    assert "Use through the year" in page
    # day hours of the small office, the same every day
    assert 'aria-label="Every day: from 0 to 8: 10 %; from 8 to 18: 100 %; from 18 to 24: 10 %"' in page
    assert page.count("<rect") % 24 == 0
    # 80 m2 in the model, 1,200 m2 declared: 80 / 1200 - 1 = -93.3 %
    assert "-93.3" in page
    assert "floor-area-differs" in {finding["code"] for finding in design.findings}


def test_what_was_read_of_a_model(
    browse: Browse, cast: Cast, project: Project, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    design = make_design(cast, project, model=True)
    client = browse(cast.member)
    client.get(reverse("assessments:design", args=[design.pk]))
    with django_assert_max_num_queries(14):
        page = client.get(reverse("assessments:design", args=[design.pk])).content.decode()
    assert 'data-module="scene"' in page
    scene = client.get(reverse("assessments:design-scene", args=[design.pk]))
    assert scene.json()["surfaces"]
    assert "private" in scene["Cache-Control"]


@pytest.mark.parametrize(("kind", "name"), [("take-off", "take_off.csv"), ("declared", "declared.yaml")])
def test_files_come_back_as_they_were(
    kind: str, name: str, browse: Browse, cast: Cast, design: Design
) -> None:
    answer = browse(cast.member).get(reverse("assessments:design-file", args=[design.pk, kind]))
    assert answer.getvalue() == (SAMPLE / name).read_bytes()
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("kind", ["model", "secrets"])
def test_a_file_that_is_not_there(kind: str, browse: Browse, cast: Cast, design: Design) -> None:
    client = browse(cast.member)
    assert client.get(reverse("assessments:design-file", args=[design.pk, kind])).status_code == 404
    assert client.get(reverse("assessments:design-scene", args=[design.pk])).status_code == 404


def test_files_are_not_for_strangers(browse: Browse, cast: Cast, design: Design) -> None:
    address = reverse("assessments:design-file", args=[design.pk, "take-off"])
    assert browse(cast.stranger).get(address).status_code == 404
    assert browse(None).get(address).status_code == 302


def test_templates_to_fill_in(browse: Browse, cast: Cast, address: str) -> None:
    client = browse(cast.member)
    take_off = client.get(reverse("assessments:take-off-template"))
    assert "line_id,element,material" in take_off.content.decode("utf-8-sig")
    declared = client.get(reverse("assessments:declared-template"))
    assert "metrics:" in declared.content.decode()
    # Nothing is filled in, so that a template handed in unchanged declares nothing.
    answer = client.post(address, {"declared": uploaded("declared.yaml", declared.content)}, follow=True)
    assert answer.status_code == 200


def test_a_workbook_is_read_and_its_lines_can_be_taken_away(browse: Browse, cast: Cast, address: str) -> None:
    workbook = Workbook()
    workbook.active.append(["构件", "材料", "体积 (m³)"])
    workbook.active.append(["柱", "C30", 2.5])
    kept = io.BytesIO()
    workbook.save(kept)
    client = browse(cast.member)
    client.post(address, {"take_off": uploaded("bill.xlsx", kept.getvalue())})
    design = Design.objects.latest("created_at")
    table = client.get(
        reverse("assessments:design-file", args=[design.pk, "take-off-table"])
    ).content.decode()
    assert table.splitlines()[1].startswith("R2,柱,C30,2.5,m3,")
