"""Factors on pages and for programs: browsing an edition, bringing data sets, choosing for a line."""

from __future__ import annotations

import json

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from assessments.factor_libraries.models import FactorDataset
from assessments.models import Design, Project
from tests.assessments.cast import Cast, client_of
from tests.assessments.factor_libraries.files import FACTORS, make_dataset

pytestmark = pytest.mark.django_db
EDITION = "island-2026-r2"


@pytest.fixture
def member(cast: Cast, client: Client) -> Client:
    client.force_login(cast.member, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(
    ("query", "found", "left_out"),
    [
        ("q=spruce", "dk-g0536", "concrete-c30"),
        ("q=云杉 锯材", "dk-g0536", "concrete-c30"),
        ("q=concrete-c30", "concrete-c30", "dk-g0536"),
        ("kind=foreign-generic&unit=kg&q=R-32", "dk-g0252", "concrete-c30"),
        ("geography=CN&unit=m3", "concrete-c30", "dk-b1433"),
    ],
)
def test_searching_an_edition(
    client: Client, project: Project, query: str, found: str, left_out: str
) -> None:
    page = client.get(f"{reverse('factors:edition', args=[EDITION])}?{query}").content.decode()
    assert f"<code>{found}</code>" in page
    assert f"<code>{left_out}</code>" not in page


def test_one_factor_shows_what_is_stated_and_what_counts(client: Client, project: Project) -> None:
    page = client.get(reverse("factors:factor", args=[EDITION, "dk-g0536"])).content.decode()
    assert "788" in page  # kgCO2 stored in one cubic metre
    assert "94.4973" in page
    assert "EN 16449" in page
    assert "BR18" in page
    assert client.get(reverse("factors:factor", args=[EDITION, "nothing"])).status_code == 404


@pytest.mark.parametrize(("language", "own"), [("en", "own value"), ("zh-hans", "本版本取值")])
def test_a_factor_without_an_end_shows_what_it_is_treated_like(
    client: Client, project: Project, language: str, own: str
) -> None:
    with override(language):
        brick = client.get(reverse("factors:factor", args=[EDITION, "brick-shale-hollow"])).content.decode()
        spruce = client.get(reverse("factors:factor", args=[EDITION, "dk-g0536"])).content.decode()
    assert "/factors/dk-g0116/" in brick
    assert "C3: 0.0073372222" in brick  # 13.207 kgCO2e/m3 of 1,800 kg
    assert (own in brick, own in spruce) == (True, False)


def test_a_factor_in_chinese(client: Client, project: Project) -> None:
    with override("zh-hans"):
        page = client.get(reverse("factors:factor", args=[EDITION, "dk-g1292"])).content.decode()
    assert "定向刨花板（OSB）" in page
    assert "来源已扣除储存的碳" in page


def test_an_edition_with_one_kind_of_factor_is_browsed_alike(client: Client, project: Project) -> None:
    page = client.get(reverse("factors:edition", args=[settings.DEFAULT_EDITION])).content.decode()
    assert "69 of 69 factors" in page


def test_bringing_looking_at_and_retiring_a_data_set(cast: Cast, member: Client) -> None:
    form = {"organisation": cast.practice.pk, "key": "island", "title": "Island concrete", "unit": ""}
    address = reverse("factors:dataset-new")
    bad = member.post(address, form | {"file": SimpleUploadedFile("a.csv", b"key\nx")}, format="multipart")
    assert (bad.status_code, "factors-column-missing" in bad.content.decode()) == (422, True)
    answer = member.post(address, form | {"file": SimpleUploadedFile("a.csv", FACTORS)}, follow=True)
    page = answer.content.decode()
    assert "island.island-c30" in page
    assert "factors-expired" in page
    dataset = FactorDataset.objects.get()
    file = member.get(reverse("factors:dataset-file", args=[dataset.pk]))
    assert b"".join(file.streaming_content) == FACTORS  # type: ignore[arg-type]
    assert "Island concrete" in member.get(reverse("factors:datasets")).content.decode()
    retired = member.post(reverse("factors:dataset-retire", args=[dataset.pk]), {"reason": "Wrong plant"})
    assert retired.status_code == 302
    assert "Wrong plant" in member.get(reverse("factors:dataset", args=[dataset.pk])).content.decode()


def test_the_template_is_read_back(member: Client) -> None:
    assert (
        member.get(reverse("factors:template"))
        .content.decode("utf-8-sig")
        .startswith("key,name_en,name_zh,unit")
    )


def test_choosing_for_a_line_with_a_reason_the_assessor_sees(
    cast: Cast, member: Client, design: Design
) -> None:
    make_dataset(cast)
    address = reverse("assessments:design-factors", args=[design.pk])
    assert "island.island-c30" in member.get(address).content.decode()
    choice = {"line_id": "L1", "factor_key": "dk-b1433", "reason": "Tendered so"}
    assert member.post(reverse("assessments:factor-choose", args=[design.pk]), choice).status_code == 302
    page = member.get(address).content.decode()
    assert "Tendered so" in page
    bad = member.post(reverse("assessments:factor-choose", args=[design.pk]), choice | {"factor_key": "x"})
    assert (bad.status_code, "choice-factor-unknown" in bad.content.decode()) == (422, True)
    history = member.get(reverse("assessments:project-audit", args=[design.project_id])).content.decode()
    assert "dk-b1433" in history


def test_data_sets_for_programs(cast: Cast) -> None:
    client = client_of(cast.member)
    body = {"organisation": cast.practice.pk, "key": "island", "title": "Island"}
    address = "/api/v1/factor-datasets/"
    bad = client.post(address, body | {"file": SimpleUploadedFile("a.csv", b"key\nx")}, format="multipart")
    assert (bad.status_code, bad.json()["findings"][0]["where"]["line"]) == (422, 1)
    files = {"file": SimpleUploadedFile("a.csv", FACTORS)}
    made = client.post(address, body | files, format="multipart")
    assert made.status_code == 201
    assert made.json()["factors"][0]["modules"] == {"A1-A3": 250.0, "C4": 2.0}
    assert [row["version"] for row in client.get(address).json()["results"]] == [1]
    retired = client.post(f"{address}{made.json()['id']}/retire/", {"reason": "Wrong plant"}, format="json")
    assert (retired.status_code, retired.json()["is_acting"]) == (200, False)


def test_choices_for_programs(cast: Cast, design: Design) -> None:
    make_dataset(cast)
    client = client_of(cast.member)
    address = f"/api/v1/designs/{design.pk}/factor-choices/"
    lines = client.get(f"{address}?first=1&most=2").json()
    assert [line["line_id"] for line in lines] == ["L2", "L3"]
    assert {"factor_key": "island.old-c50", "why": "expired"} in lines[0]["losers"]
    choice = {"line_id": "L1", "factor_key": "concrete-c30", "reason": "No declaration yet"}
    assert client.post(address, json.dumps(choice), content_type="application/json").status_code == 201
    first = client.get(address).json()[0]
    assert (first["factor"]["key"], first["insisted"]) == ("concrete-c30", True)
    assert first["history"][0]["reason"] == "No declaration yet"
