"""The architect's list, form, page and history."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assessments.models import Project
from standard_site.accounts.models import Membership, Organisation
from tests.assessments.cast import Cast, make_project, person, published_after
from tests.assessments.views.conftest import Browse

LIST = "/en/projects/"


def form_data(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Guesthouse",
        "place_key": "baoting",
        "edition_key": "island-2026-r0",
        "works": "new",
        "stage": "design",
        "construction_start_year": "2027",
        "gia_m2": "1200",
        "uses-TOTAL_FORMS": "4",
        "uses-INITIAL_FORMS": "0",
        "uses-0-typology": "hotel",
        "uses-0-gia_m2": "1200",
        **changes,
    }


def member_form(cast: Cast, **changes: Any) -> dict[str, Any]:
    return form_data(organisation=str(cast.practice.pk), **changes)


def test_an_empty_list_says_what_to_do_first(browse: Browse, cast: Cast) -> None:
    page = browse(cast.member).get(LIST).content.decode()
    assert "No projects yet" in page
    assert reverse("assessments:project-new") in page


def test_without_an_organisation_there_is_nothing_to_add(browse: Browse, cast: Cast) -> None:
    client = browse(person("lonely"))
    assert "You do not belong to an organisation yet" in client.get(LIST).content.decode()
    assert client.get(reverse("assessments:project-new")).status_code == 403


def test_the_list_is_searched_and_turned_over(browse: Browse, cast: Cast) -> None:
    for number in range(21):
        make_project(cast, f"House {number:02d}")
    client = browse(cast.member)
    assert "Page 1 of 2" in client.get(LIST).content.decode()
    assert "House 00" in client.get(LIST, {"page": "2"}).content.decode()
    found = client.get(LIST, {"q": "house 07"}).content.decode()
    assert "House 07" in found
    assert "House 08" not in found
    assert "House 07" in client.get(LIST, {"q": "house 07\0"}).content.decode()
    assert "name contains “castle”" in client.get(LIST, {"q": "castle"}).content.decode()


def test_the_list_takes_the_same_queries_for_many(
    browse: Browse, cast: Cast, scored: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(15):
        make_project(cast, f"House {number}")
    client = browse(cast.member)
    client.get(LIST)
    with django_assert_max_num_queries(9):
        page = client.get(LIST).content.decode()
    assert reverse("assessments:assessment", args=[scored.pk]) in page


def test_registering_shows_the_project(browse: Browse, cast: Cast) -> None:
    answer = browse(cast.member).post(reverse("assessments:project-new"), member_form(cast), follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert Project.objects.get().uses == [{"typology": "hotel", "gia_m2": 1200.0}]
    # The nearest station is 104 km away (haversine 18.64 N 109.70 E to 19.23 N 110.47 E); this is said aloud.
    assert "weather of station Qionghai, 104 km away" in page
    assert "hot summer, warm winter" in page


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": ""}, "name", "This field is required"),
        ({"name": "  "}, "name", "This field is required"),
        ({"construction_start_year": "1890"}, "construction_start_year", "must lie between 2000 and 2100"),
        ({"construction_start_year": "soon"}, "construction_start_year", "Enter a whole number"),
        ({"gia_m2": "-5", "uses-0-gia_m2": "-5"}, "gia_m2", "must be a number of square metres above zero"),
        ({"gia_m2": "nan"}, "gia_m2", "Enter a number"),
        ({"roof_area_m2": "0"}, "roof_area_m2", "must be a number of square metres above zero"),
        ({"place_key": "atlantis"}, "place_key", "Select a valid choice"),
        ({"uses-0-gia_m2": "900"}, "uses", "add up to 900.0 m²"),
        ({"uses-0-typology": "", "uses-0-gia_m2": ""}, "uses", "Give at least one use"),
        ({"uses-1-typology": "retail"}, "uses-1", "Enter the area of this use"),
        ({"uses-1-gia_m2": "10"}, "uses-1", "Choose what this area is used for"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    changes: dict[str, str], field: str, words: str, browse: Browse, cast: Cast
) -> None:
    answer = browse(cast.member).post(reverse("assessments:project-new"), member_form(cast, **changes))
    assert answer.status_code == 422
    assert not Project.objects.exists()
    assert words in errors_of(answer, field)


def errors_of(answer: Any, field: str) -> str:
    """What the page says at a field of the form, or at the rows of uses."""
    form, rows = answer.context["form"], answer.context["rows"]
    if field == "uses":
        found = [finding.message["en"] for finding in answer.context["uses_findings"]]
        return " ".join([*found, *rows.non_form_errors()])
    if field.startswith("uses-"):
        return str(rows.forms[int(field[-1])].errors)
    return " ".join(form.errors.get(field, []))


def test_several_organisations_are_offered(browse: Browse, cast: Cast) -> None:
    second = Organisation.objects.create(name="Second practice")
    Membership.objects.create(user=cast.member, organisation=second)
    client = browse(cast.member)
    assert "Second practice" in client.get(reverse("assessments:project-new")).content.decode()
    client.post(reverse("assessments:project-new"), form_data(organisation=str(second.pk)))
    assert Project.objects.get().organisation == second


def test_nobody_registers_for_others(browse: Browse, cast: Cast) -> None:
    other = cast.stranger.organisations.get()
    data = form_data(organisation=str(other.pk))
    assert browse(cast.member).post(reverse("assessments:project-new"), data).status_code == 422
    assert not Project.objects.exists()


def test_editing_keeps_what_is_not_asked_and_tells_the_history(
    browse: Browse, cast: Cast, project: Project
) -> None:
    client = browse(cast.member)
    data = form_data(
        **{"gia_m2": "1500", "uses-0-gia_m2": "900", "uses-1-typology": "retail", "uses-1-gia_m2": "600"}
    )
    client.post(reverse("assessments:project-edit", args=[project.pk]), data)
    project.refresh_from_db()
    assert project.gia_m2 == 1500.0
    assert [use["typology"] for use in project.uses] == ["hotel", "retail"]
    history = client.get(reverse("assessments:project-audit", args=[project.pk])).content.decode()
    assert "changed the project&#x27;s description" in history
    assert "1200.0 → 1500.0" in history


def test_archiving_can_be_undone(browse: Browse, cast: Cast, project: Project) -> None:
    client = browse(cast.member)
    client.post(reverse("assessments:project-archive", args=[project.pk]))
    assert project.name not in client.get(LIST).content.decode()
    assert project.name in client.get(LIST, {"archived": "1"}).content.decode()
    assert client.get(reverse("assessments:project-edit", args=[project.pk])).status_code == 403
    client.post(reverse("assessments:project-restore", args=[project.pk]))
    assert project.name in client.get(LIST).content.decode()


def test_the_history_shows_assessors_only_the_review(browse: Browse, cast: Cast, submission: Any) -> None:
    address = reverse("assessments:project-audit", args=[submission.project_id])
    assert "registered the project" in browse(cast.member).get(address).content.decode()
    shown = browse(cast.assessor).get(address).content.decode()
    assert "submitted design 1 for review, round 1" in shown
    assert "registered the project" not in shown


def test_pages_speak_chinese(browse: Browse, cast: Cast, project: Project) -> None:
    answer = browse(cast.member).get(f"/zh-hans/projects/{project.pk}/")
    assert 'lang="zh-Hans"' in answer.content.decode()
    assert "琼海" in answer.content.decode()


def test_a_project_is_moved_from_its_page(browse: Browse, cast: Cast, project: Project) -> None:
    client, address = browse(cast.member), reverse("assessments:project", args=[project.pk])
    assert "Later editions" not in client.get(address).content.decode()
    later = published_after(project.edition, "island-2027-r1")
    page = client.get(address).content.decode()
    assert later.digest in page
    assert "Later editions" not in browse(cast.assessor).get(address).content.decode()
    moved = client.post(reverse("assessments:project-move", args=[project.pk]), {"edition": later.digest})
    assert moved.status_code == 302
    page = client.get(address).content.decode()
    assert "island-2027-r1" in page
    assert "Later editions" not in page
    history = client.get(reverse("assessments:project-audit", args=[project.pk])).content.decode()
    assert "moved the project from edition island-2026-r0 to island-2027-r1" in history
    back = client.post(reverse("assessments:project-move", args=[project.pk]), {"edition": later.digest})
    assert back.status_code == 409
