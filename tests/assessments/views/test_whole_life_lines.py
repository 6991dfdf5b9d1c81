"""The lines behind the figures of a whole life, and designs of a project side by side."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from assessments.actions.designs import DesignFiles, Upload, add_design
from assessments.carbon.take_off import read_take_off
from assessments.factor_libraries.bringing import DatasetGiven, bring
from assessments.models import Assessment, Project
from rules.actions.store import store_edition
from tests.assessments.cast import Cast, make_project, make_scored
from tests.assessments.views.conftest import Browse

LIVES = Path(__file__).parents[2] / "browser" / "lives"
LINES = 15


def file(name: str) -> Upload:
    return Upload(name, [(LIVES / name).read_bytes()])


@pytest.fixture
def options(cast: Cast) -> list[Assessment]:
    """Five designs of one project under the edition that works out the whole life; the second is the one of timber."""
    bring(cast.member, cast.practice, DatasetGiven("trial", "Trial figures", file("factors.csv")))
    project = make_project(cast)
    project.edition = store_edition(settings.EDITIONS_DIR / "island-2026-r2")
    project.save(update_fields=["edition"])
    names = ("concrete", "timber", "concrete", "concrete", "concrete")
    return [_scored(cast, project, DesignFiles(take_off=file(f"{name}.csv"))) for name in names]


def _scored(cast: Cast, project: Project, files: DesignFiles) -> Assessment:
    return make_scored(cast, add_design(cast.member, project, replace(files, declared=file("declared.yaml"))))


@pytest.fixture
def client(cast: Cast, browse: Browse) -> Client:
    return browse(cast.member)


def lines(client: Client, assessment: Assessment, **asked: str) -> str:
    answer = client.get(reverse("assessments:whole-life-lines", args=[assessment.pk]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_lines_of_a_figure_come_to_the_figure(client: Client, options: list[Assessment]) -> None:
    member = options[0].scorecard.document["whole_life"]["60yr"]
    shown = client.get(
        reverse("assessments:whole-life-lines", args=[options[0].pk]), {"module": "B4"}
    ).context["shown"]
    assert len(shown.lines) == LINES
    assert shown.total_kgco2e == pytest.approx(member["modules"]["B4"], rel=1e-12)
    values = [line.kgco2e for line in shown.lines]
    assert values == sorted(values, reverse=True)
    part = next(part for part in member["by_element"] if part["label"].startswith("Services"))
    asked = {"period": "60", "element": part["label"]}
    shown = client.get(reverse("assessments:whole-life-lines", args=[options[0].pk]), asked).context["shown"]
    assert len(shown.lines) == part["lines"]
    assert shown.total_kgco2e == pytest.approx(sum(part["modules"].values()), rel=1e-12)


def test_a_line_shows_its_factor_its_source_and_how_it_came_about(
    client: Client, options: list[Assessment]
) -> None:
    page = lines(client, options[0], module="B4", material="trial.window")
    assert page.count("<tr>") == 2  # the head and one line
    for words in ("E02 Aluminium window", "declaration", "1 ×", "service life 30", "all materials"):
        assert words in page


def test_what_belongs_to_the_building_as_a_whole_says_how_it_came_about(
    client: Client, options: list[Assessment]
) -> None:
    page = lines(client, options[0], module="A5.2")
    assert "No line has a part in it" in page
    assert "A5.2 of the whole building" in page


def test_without_a_known_line_there_is_no_sum(client: Client, options: list[Assessment], cast: Cast) -> None:
    text = (LIVES / "concrete.csv").read_text(encoding="utf-8").replace("trial.paint", "")
    take_off = Upload("x.csv", [text.replace("Wall paint", "moon rock").encode()])
    assert len(read_take_off(b"".join(take_off.chunks), "x.csv").lines) == LINES
    scored = _scored(cast, options[0].design.project, DesignFiles(take_off=take_off))
    answer = client.get(reverse("assessments:whole-life-lines", args=[scored.pk]), {"module": "A1-A3"})
    shown = answer.context["shown"]
    assert (shown.total_kgco2e, shown.unknown, shown.lines[-1].kgco2e) == (None, 1, None)
    assert "1 line is not known" in answer.content.decode()
    assert "No factor was found" in answer.content.decode()


def test_what_the_scorecard_does_not_have_is_no_page(client: Client, options: list[Assessment]) -> None:
    address = reverse("assessments:whole-life-lines", args=[options[0].pk])
    for asked in ({"period": "61"}, {"module": "B9"}, {"period": "x"}, {"period": "６０"}):
        assert client.get(address, asked).status_code == 404


def test_nobody_else_reads_them(cast: Cast, options: list[Assessment], browse: Browse) -> None:
    stranger = browse(cast.stranger)
    assert stranger.get(reverse("assessments:whole-life-lines", args=[options[0].pk])).status_code == 404
    project = options[0].design.project_id
    assert stranger.get(reverse("assessments:whole-life-comparison", args=[project])).status_code == 404


def test_designs_stand_side_by_side(client: Client, options: list[Assessment]) -> None:
    address = reverse("assessments:whole-life-comparison", args=[options[0].design.project_id])
    answer = client.get(address, {"a": [str(options[1].pk), str(options[0].pk)]})
    compared = answer.context["compared"]
    assert [side.assessment.pk for side in compared.sides] == [options[0].pk, options[1].pk]
    first, second = dict(compared.rows)["A1-A3"]
    gia = options[0].scorecard.document["subject"]["gia_m2"]
    modules = [one.scorecard.document["whole_life"]["60yr"]["modules"] for one in options[:2]]
    assert first.difference is None
    assert first.value == pytest.approx(modules[0]["A1-A3"] / gia)
    assert second.difference == pytest.approx((modules[1]["A1-A3"] - modules[0]["A1-A3"]) / gia)
    drawn = re.search(r'id="chart-life-comparison"[^>]*>(.*?)</script>', answer.content.decode())
    assert drawn is not None
    assert json.loads(drawn.group(1))["categories"] == ["Design 1", "Design 2"]


def test_of_one_or_none_asked_the_newest_stand_beside_and_of_five_four_are_shown(
    client: Client, options: list[Assessment]
) -> None:
    address = reverse("assessments:whole-life-comparison", args=[options[0].design.project_id])
    newest = client.get(address).context["compared"]
    assert [side.assessment.pk for side in newest.sides] == [options[3].pk, options[4].pk]
    beside = client.get(address, {"a": [str(options[1].pk), "no identifier"]}).context["compared"]
    assert [side.assessment.pk for side in beside.sides] == [options[1].pk, options[4].pk]
    every = client.get(address, {"a": [str(one.pk) for one in options]})
    assert [side.assessment.pk for side in every.context["compared"].sides] == [one.pk for one in options[:4]]
    assert "More than 4 were chosen" in every.content.decode()


def test_a_project_of_another_edition_has_nothing_to_compare(client: Client, scored: Assessment) -> None:
    page = client.get(reverse("assessments:whole-life-comparison", args=[scored.design.project_id]))
    assert "There are no two whole lives to compare" in page.content.decode()
