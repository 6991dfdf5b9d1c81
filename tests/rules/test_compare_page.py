"""The page of two editions side by side: what it shows, to whom, and what it says when it cannot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from rules.actions.drafts import create_draft, save_file
from rules.actions.store import keep_edition
from rules.charts_compared import compared_charts
from rules.comparing import choices
from rules.engine.loading import load_edition_files
from rules.models import Draft, Edition
from standard_site.accounts.models import Membership, Organisation, Role, User
from tests.rules.editions import small_files

MakeUser = Callable[..., User]


def other_files() -> dict[str, bytes]:
    files = small_files(
        edition_yaml=("key: small", "key: other"),
        limits_csv=("2027,90", "2027,85"),
        s01_carbon_yaml=("Little of it.", "Less of it."),
    )
    files["metrics.yaml"] = files["metrics.yaml"].replace(
        b"(carbon_kgco2e + base", b"2 * (carbon_kgco2e + base"
    )
    return files


@pytest.fixture
def editions(db: None, settings: Any) -> tuple[Edition, Edition]:
    settings.EDITION_CHECKS = []  # the small edition has no annexes
    return tuple(keep_edition(load_edition_files(files)) for files in (small_files(), other_files()))  # type: ignore[return-value]


@pytest.fixture
def draft(editions: tuple[Edition, Edition], make_user: MakeUser) -> Draft:
    authority = Organisation.objects.create(name="Authority")
    author = make_user("author@example.org", roles=(Role.STANDARD_AUTHOR,))
    Membership.objects.create(user=author, organisation=authority)
    return create_draft(author, authority, "small-2027", editions[0])


def page(client: Client, a: str = "", b: str = "", status: int = 200, language: str = "en") -> str:
    with translation.override(language):
        answer = client.get(reverse("rules:compare"), {"a": a, "b": b})
    assert answer.status_code == status
    return answer.content.decode()


def test_without_two_names_there_is_a_choice(client: Client, editions: tuple[Edition, Edition]) -> None:
    shown = page(client)
    assert "Choose two editions" in shown
    assert shown.count('<option value="small"') == shown.count('<option value="other"') == 2


def test_what_changed_is_shown_by_criterion_and_part(
    client: Client, editions: tuple[Edition, Edition]
) -> None:
    shown = page(client, "small", "other")
    assert "3 changes" in shown
    assert "Little<span" in shown and "<del>" in shown and '<ins class="fw-bold">' in shown
    assert shown.index('id="criteria-s01-carbon"') < shown.index('id="metrics-intensity_kgco2e_per_m2"')
    assert 'href="#tables-limits"' in shown and 'href="#criteria-s01-carbon"' in shown
    assert '<td class="text-end">90</td><td class="text-end">85</td>' in shown
    assert "compared-chart-limits-new" in shown
    assert reverse("rules:criterion", args=["other", "s01-carbon"]) in shown


def test_the_same_in_chinese(client: Client, editions: tuple[Edition, Edition]) -> None:
    shown = page(client, "small", "other", language="zh-hans")
    assert "3 处更改" in shown and "修改前" in shown and "Before" not in shown


def test_the_chart_holds_what_changed_alone(editions: tuple[Edition, Edition]) -> None:
    (chart,) = compared_charts(editions[0].loaded(), editions[1].loaded(), "limits")
    assert [(one["name"], one["index"], one["values"]) for one in chart.data["series"]] == [
        ("Home, before", 0, [100.0, 90.0]),
        ("Home, after", 8, [100.0, 85.0]),
    ]


def test_an_edition_and_itself_say_the_same(client: Client, editions: tuple[Edition, Edition]) -> None:
    assert "The two say the same" in page(client, "small", editions[0].digest)


@pytest.mark.parametrize("name", ["nothing", "draft:nothing", "0" * 64, "<script>"])
def test_an_unknown_name_is_said(client: Client, editions: tuple[Edition, Edition], name: str) -> None:
    shown = page(client, "small", name, status=404)
    assert "There is no edition" in shown and "<script>“" not in shown


def test_a_draft_is_for_those_who_may_read_it(client: Client, draft: Draft, make_user: MakeUser) -> None:
    name = f"draft:{draft.pk}"
    page(client, "small", name, status=404)
    client.force_login(make_user(), backend="django.contrib.auth.backends.ModelBackend")
    page(client, "small", name, status=404)
    assert name not in page(client)
    client.force_login(draft.created_by, backend="django.contrib.auth.backends.ModelBackend")
    assert "The two say the same" in page(client, "small", name)
    assert name in [choice.reference for choice in choices(draft.created_by)]


def test_a_draft_with_mistakes_says_them(client: Client, draft: Draft) -> None:
    file = draft.files.get(path="scoring.yaml")
    save_file(draft.created_by, draft, file.path, "mixed_use: 1\n", file.version, "A slip.")
    client.force_login(draft.created_by, backend="django.contrib.auth.backends.ModelBackend")
    shown = page(client, "small", f"draft:{draft.pk}", status=422)
    assert "small-2027 has mistakes" in shown and "scoring.yaml" in shown
