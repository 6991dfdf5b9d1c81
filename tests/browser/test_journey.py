"""From signing in to the assessor's decision, as two people in two organisations do it, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import journey
from tests.browser.live import ARCHITECT, ASSESSOR
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
DEMOLITION = "embodied_c1_c4_kgco2e"  # which nobody declared
REASON = "Please show the base case. 请说明基准建筑。"
CAST = {"en": "Small guesthouse", "zh-hans": "雨林小屋"}
CASES = {
    "en": ("Reference building", "Seven days without power", "No cooling all year"),
    "zh-hans": ("参照建筑", "停电七天", "全年不供冷"),
}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_from_sign_in_to_decision(language: str, visit: Callable[..., Visitor], tmp_path: Path) -> None:
    name, in_english = CAST[language], language == "en"
    model = journey.slow_model(tmp_path, steps_per_hour=12) if in_english else journey.BOX
    architect = visit(language)
    journey.sign_in(architect, ARCHITECT)
    project = journey.create_project(architect, name)
    journey.upload(architect, project, model)
    _shows_what_was_read(architect, zones=1)
    assessment = journey.assess(architect)
    if in_english:
        _moves(architect.page)
    journey.wait_for_scorecard(architect)
    _says_where_it_stands(architect)
    _names_its_cases(architect)
    _opens_to_its_origins(architect)
    _cancels_another(architect, project, tmp_path)
    architect.go("assessments:assessment", assessment)
    journey.submit(architect, "First round. 第一轮。")
    _is_reviewed(visit(language), name)
    architect.go("assessments:project", project)
    expect(architect.page.get_by_text(architect.word("Changes requested"))).to_be_visible()
    expect(architect.page.get_by_text(REASON)).to_be_visible()


def _shows_what_was_read(visitor: Visitor, zones: int) -> None:
    stage = visitor.page.locator("[data-stage] canvas")
    expect(stage).to_be_visible()
    table = visitor.page.get_by_role("region", name=visitor.word("Zones"))
    expect(table.locator("tbody tr")).to_have_count(zones)


def _moves(page: Page) -> None:
    """The phase is told in words, and the share of the simulated year grows while one looks on."""
    expect(page.locator("[data-phase]")).not_to_have_attribute("data-phase", "")
    bar = page.locator("progress[value]").first  # of all simulations; each has its own below
    bar.wait_for(timeout=60_000)
    first = int(bar.get_attribute("value") or "-1")
    grown = "(first) => Number(document.querySelector('progress[value]')?.value ?? 0) > first"
    page.wait_for_function(grown, arg=first, timeout=60_000)


def _says_where_it_stands(visitor: Visitor) -> None:
    gate = visitor.page.get_by_role("region", name=visitor.word("Gate"))
    expect(gate.get_by_text(visitor.word("Not achieved", "outcome")).first).to_be_visible()
    expect(gate.locator(".site-score").first).to_have_text(re.compile(r"^\d+\.\d$"))
    missing = visitor.page.locator("[aria-labelledby=missing]")
    for more in missing.locator("details > summary").all():
        more.click()
    expect(missing.get_by_text(DEMOLITION)).to_be_visible()
    expect(visitor.page.get_by_role("link", name=re.compile(r"^B\d\d \S"), exact=False).first).to_be_visible()
    expect(visitor.page.locator("h4 a")).to_have_count(21)


def _names_its_cases(visitor: Visitor) -> None:
    """What was simulated beyond the typical year stands on the scorecard."""
    for title in CASES[visitor.language]:
        expect(visitor.page.get_by_role("main").get_by_text(title).first).to_be_attached()


def _opens_to_its_origins(visitor: Visitor) -> None:
    """An energy criterion down to the meter, a carbon criterion down to the material line."""
    card = visitor.page.url
    visitor.page.locator("h4").get_by_role("link", name=re.compile("^B06")).click()
    visitor.page.wait_for_url("**/criteria/**")
    journey.unfold(visitor, "worked out from other numbers")
    meter = visitor.page.locator(".site-tree").get_by_text("electricity:facility")
    expect(meter.first).to_be_visible()
    visitor.page.goto(card)
    visitor.page.locator("h4").get_by_role("link", name=re.compile("^B01")).click()
    lines = visitor.page.get_by_role("region", name=visitor.word("Material lines"))
    expect(lines.get_by_role("rowheader", name="F08")).to_be_visible()
    lines.locator("summary").first.click()
    expect(lines.locator("details[open] li").first).to_be_visible()


def _cancels_another(visitor: Visitor, project: str, folder: Path) -> None:
    journey.upload(visitor, project, journey.slow_model(folder), label="Slow")
    journey.assess(visitor)
    journey.cancel(visitor)


def _is_reviewed(assessor: Visitor, name: str) -> None:
    journey.sign_in(assessor, ASSESSOR)
    journey.take(assessor, name)
    assert journey.decide_all(assessor, "B06", REASON) == 21
    assessor.field("Conclusion").fill("One question. 一个问题。")
    assessor.button("Conclude").click()
    expect(assessor.page.get_by_text(assessor.word("Changes requested")).first).to_be_visible()
