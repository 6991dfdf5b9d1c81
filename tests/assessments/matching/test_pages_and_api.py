"""The materials of a design on its page and for programs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from assessments.matching.confirming import Wanted, confirm, withdraw
from assessments.matching.groups import materials_of
from assessments.matching.models import MatchConfirmation
from assessments.models import Design, Project
from tests.assessments.cast import Cast, client_of, person
from tests.assessments.matching.conftest import BILL, make_bill

pytestmark = pytest.mark.django_db
STEEL = "HRB400 钢筋 Φ12"


@pytest.fixture
def member(cast: Cast, client: Client) -> Client:
    client.force_login(cast.member, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page_of(design: Design) -> str:
    return reverse("assessments:design-materials", args=[design.pk])


def digest(design: Design, material: str = STEEL) -> str:
    return next(one.digest for one in materials_of(design).groups if one.material == material)


def ready_form(page: str) -> dict[str, Any]:
    """What a browser would send of the page's sure proposals, without any script."""
    hidden = dict(re.findall(r'name="(seen:\w+)" value="([^"]*)"', page))
    chosen = dict(re.findall(r'name="(factor:\w+)" value="([^"]+)" checked', page))
    thick = dict(re.findall(r'name="(thickness:\w+)"[^>]* value="([^"]*)"', page))
    ready = re.findall(r'name="ready" value="(\w+)"', page)
    return hidden | chosen | thick | {"ready": ready, "do": "ready"}


def test_confirming_all_that_is_sure_and_taking_it_back(design: Design, member: Client) -> None:
    page = member.get(page_of(design)).content.decode()
    assert "3 of 4 texts are without a factor." in page
    assert "Confirm the 3 sure ones on this page" in page
    done = member.post(page_of(design), ready_form(page), follow=True)
    answer = done.content.decode()
    assert (done.status_code, "0 of 4 texts are without a factor." in answer) == (200, True)
    assert MatchConfirmation.objects.filter(withdrawn_at=None).count() == 3
    back = dict(re.findall(r'name="(seen:\w+)" value="([^"]+)"', answer))
    ticks = [name.removeprefix("seen:") for name in back]
    member.post(page_of(design), back | {"tick": ticks, "do": "withdraw"})
    assert not MatchConfirmation.objects.filter(withdrawn_at=None).exists()


def test_the_line_tells_who_confirmed_it(cast: Cast, design: Design, member: Client) -> None:
    confirm(cast.member, design, [Wanted(digest(design), "steel-rebar")])
    page = member.get(reverse("assessments:design", args=[design.pk])).content.decode()
    assert "factor for this text confirmed by Member on" in page
    history = member.get(reverse("assessments:project-audit", args=[design.project_id])).content.decode()
    assert "confirmed factors of texts: 1, from design 1" in history


def test_a_thickness_that_is_missing_or_no_number_is_asked_for(
    cast: Cast, project: Project, member: Client
) -> None:
    design = make_bill(cast, project, BILL.replace(" 200厚".encode(), b""))
    text = digest(design, "现浇商品混凝土 C30")
    form = {"do": "ticked", "tick": text, f"seen:{text}": "", f"factor:{text}": "concrete-c30"}
    for written, code in (("", "match-thickness-missing"), ("thick", "match-thickness-bad")):
        answer = member.post(page_of(design), form | {f"thickness:{text}": written})
        page = answer.content.decode()
        assert (answer.status_code, code in page) == (422, True)
        assert f'value="{written}"' in page  # what was written is still there
        assert re.search(rf'name="factor:{text}" value="concrete-c30" checked', page)
    assert member.post(page_of(design), form | {f"thickness:{text}": "120"}).status_code == 302


def test_two_people_on_the_page(cast: Cast, design: Design, member: Client) -> None:
    text = digest(design)
    other = person("other", organisation=cast.practice)
    confirm(other, design, [Wanted(text, "steel-carbon")])
    form = {"do": "ticked", "tick": text, f"seen:{text}": "", f"factor:{text}": "steel-rebar"}
    answer = member.post(page_of(design), form)
    assert answer.status_code == 409
    assert "Other confirmed steel-carbon" in answer.content.decode()
    assert MatchConfirmation.objects.get().factor_key == "steel-carbon"


@pytest.mark.parametrize("form", [{"do": "ticked"}, {"do": "withdraw", "tick": "x"}, {}, {"do": "ready"}])
def test_nothing_chosen_is_said(design: Design, member: Client, form: dict[str, str]) -> None:
    answer = member.post(page_of(design), form)
    assert (answer.status_code, "match-nothing-chosen" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("seen", ["x", "0" * 32, "\x00"])
def test_a_bent_form_keeps_nothing(design: Design, member: Client, seen: str) -> None:
    text = digest(design)
    form = {"do": "ticked", "tick": text, f"seen:{text}": seen, f"factor:{text}": "steel-rebar"}
    assert member.post(page_of(design), form).status_code == 422
    assert not MatchConfirmation.objects.exists()


def test_looking_for_another_factor(design: Design, member: Client) -> None:
    address = reverse("assessments:design-material", args=[design.pk, digest(design)])
    page = member.get(address, {"q": "carbon"}).content.decode()
    assert "<html" in page
    assert "steel-carbon" in page
    part = member.get(address, {"q": "carbon"}, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="found">')
    assert "steel-carbon" in part
    assert member.get(reverse("assessments:design-material", args=[design.pk, "0" * 64])).status_code == 404


def test_the_page_in_chinese(cast: Cast, design: Design, member: Client) -> None:
    row = confirm(cast.member, design, [Wanted(digest(design), "steel-rebar")])[0]
    withdraw(cast.member, design, [row.pk])
    with override("zh-hans"):
        pages = [
            member.get(page_of(design)).content.decode(),
            member.get(reverse("assessments:design-material", args=[design.pk, row.digest])).content.decode(),
        ]
    assert "确认所勾选的" in pages[0]
    assert "在因子库中查找" in pages[1]


def test_pages_and_filters(cast: Cast, project: Project, member: Client) -> None:
    lines = "".join(f"X{n},Slab,{STEEL[:-2]}{n},1,t,,\n" for n in range(100, 160))
    design = make_bill(cast, project, BILL + lines.encode())
    first = member.get(page_of(design)).content.decode()
    assert "Page 1 of 2" in first
    assert "No text is in this state" in member.get(page_of(design), {"show": "confirmed"}).content.decode()
    answer = member.post(page_of(design) + "?show=to-do&page=2", {"do": "ticked"})
    assert (answer.status_code, "Page 2 of 2" in answer.content.decode()) == (422, True)


def test_listing_confirming_and_withdrawing_by_api(cast: Cast, design: Design) -> None:
    api, address = client_of(cast.member), f"/api/v1/designs/{design.pk}/material-matches/"
    listed = api.get(address, {"state": "open", "most": 2}).json()
    assert (listed["count"], len(listed["results"])) == (3, 2)
    steel = listed["results"][0]
    assert (steel["material"], steel["unit"], steel["quantity"], steel["line_count"]) == (
        STEEL,
        "kg",
        2500,
        2,
    )
    best = steel["proposals"][0]
    assert (best["factor"]["key"], best["ready"], best["way"]) == ("steel-rebar", True, "kg-and-t")
    body = {"matches": [{"digest": steel["digest"], "factor_key": "steel-rebar", "seen": None}]}
    kept = api.post(address, body, format="json")
    assert kept.status_code == 201
    row = kept.json()["confirmations"][0]
    assert (row["text"], row["confirmed_by"], row["withdrawn_at"]) == ("hrb400 钢筋 φ12", "Member", None)
    assert api.post(address, body, format="json").json() == {"confirmations": []}  # it is so already
    body["matches"][0]["factor_key"] = "steel-carbon"
    conflict = api.post(address, body, format="json")
    assert conflict.status_code == 409
    assert conflict.json()["findings"][0]["code"] == "match-changed"
    confirmed = api.get(address, {"state": "confirmed"}).json()["results"][0]
    assert (confirmed["factor"]["key"], confirmed["confirmation"]["id"]) == ("steel-rebar", row["id"])
    gone = api.post(f"{address}withdraw/", {"confirmations": [row["id"]]}, format="json")
    assert gone.json()["confirmations"][0]["withdrawn_by"] == "Member"
    again = api.post(f"{address}withdraw/", {"confirmations": [row["id"]]}, format="json")
    assert (again.status_code, again.json()["findings"][0]["code"]) == (409, "match-withdrawn")


def test_api_of_a_stranger(cast: Cast, design: Design) -> None:
    address = f"/api/v1/designs/{design.pk}/material-matches/"
    assert client_of(cast.stranger).get(address).status_code == 404
    assert client_of(cast.member).get(address, {"state": "guess"}).status_code == 400


def test_pages_of_a_stranger_and_of_an_assessor(cast: Cast, design: Design, client: Client) -> None:
    text = reverse("assessments:design-material", args=[design.pk, digest(design)])
    for person_, status in ((cast.stranger, 404), (cast.inside_assessor, 200)):
        client.force_login(person_, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(page_of(design)).status_code == status
        assert client.get(text).status_code == status
