"""From a draft to a published edition, as its author, a guest and an architect live through it, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone, translation
from django.utils.translation import ngettext
from playwright.sync_api import expect

from tests.browser import accessibility, authoring, journey
from tests.browser.live import ARCHITECT, EDITION, LiveService
from tests.browser.visitor import LANGUAGES, Visitor

pytestmark = pytest.mark.browser
EDITOR, GUEST = "second-author@example.org", "guest@example.org"
CRITERION, TABLE, COLUMN = "b01-upfront-carbon", "upfront_carbon_limits", "limit_kgco2e_per_m2"
KEY = "island-2027"
COMMENT, ANSWER = "Why so strict? 为何如此严格？", "As the pathway asks. 依据减排路径。"


@pytest.fixture(scope="module")
def crowd(service: LiveService) -> None:
    """A second author, a guest, and a thousand submissions to try a draft on."""
    service.passwords[EDITOR] = service.passwords[GUEST] = "correct horse 9"
    service.run("tests.browser.crowd", EDITOR, GUEST, "correct horse 9")


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_draft_to_edition(language: str, visit: Callable[..., Visitor], crowd: None) -> None:
    architect = visit(language)
    journey.sign_in(architect, ARCHITECT)
    project = journey.create_project(architect, f"Registered before {language}")
    author = visit(language)
    journey.sign_in(author, EDITOR)
    key = f"{KEY}-{language.partition('-')[0]}"
    draft = authoring.begin(author, key)
    authoring.mistype_unit(author, draft, CRITERION, "kgCO2e")
    assert accessibility.violations(author.page) == []
    authoring.change_cell(author, draft, TABLE, "healthcare new 2028", (COLUMN, "100"))
    _reads_who_changes(author, draft)
    day = (timezone.localdate() + timedelta(days=60)).isoformat()
    authoring.open_consultation(author, draft, day, GUEST)
    guest = visit(language)
    journey.sign_in(guest, GUEST)
    authoring.comment(guest, draft, CRITERION, COMMENT)
    authoring.answer_and_close(author, draft, ANSWER)
    authoring.publish(author, draft, day)
    _shows_exactly_that_change(author, key)
    architect.go("assessments:project", project)
    expect(architect.page.get_by_role("main")).to_contain_text(EDITION)
    expect(architect.page.get_by_role("main")).not_to_contain_text(key)
    authoring.withdraw(author, key)  # so that the island edition can be superseded again


def _reads_who_changes(author: Visitor, draft: str) -> None:
    """Of a thousand some clinics begun in 2028 lose their rating, and the page says by which criterion."""
    author.go("authoring:draft", draft)
    author.link("Back-test").click()
    author.button("Start the back-test").click()
    expect(author.heading("Who changes")).to_be_visible(timeout=journey.RUN_MS)
    changers = author.page.get_by_role("region", name=author.word("Who changes")).locator("tbody tr")
    rated = changers.filter(has=author.page.locator("td:nth-child(3)", has_text="→"))
    expect(rated.first).to_contain_text("2028")
    expect(rated.first).to_contain_text("B01")


def _shows_exactly_that_change(author: Visitor, key: str) -> None:
    """The days of the new edition, and the one number: nothing else."""
    author.go("rules:compare", query=f"?a={EDITION}&b={key}")
    main = author.page.get_by_role("main")
    expect(main.get_by_role("row").filter(has_text=COLUMN)).to_have_count(1)
    expect(main.get_by_role("row").filter(has_text=COLUMN)).to_contain_text(re.compile("670.*100"))
    with translation.override(author.language):
        words = ngettext("%(n)s change", "%(n)s changes", 3) % {"n": 3}
    expect(main).to_contain_text(words)
