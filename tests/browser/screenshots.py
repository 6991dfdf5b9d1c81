"""The pictures of the documentation, of the sample design: `python -m tests.browser.screenshots` takes all of them anew."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "standard_site.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 -- settings first
from playwright.sync_api import Browser, Page  # noqa: E402

from tests import databases  # noqa: E402
from tests.browser import accessibility, authoring, chromium, journey  # noqa: E402
from tests.browser.live import (  # noqa: E402
    ARCHITECT,
    ASSESSOR,
    EDITION,
    OPERATOR,
    ROOT,
    LiveService,
    live_service,
)
from tests.browser.visitor import LANGUAGES, Visitor, open_visitor  # noqa: E402

FOLDER = ROOT / "docs" / "screenshots"
SIZES = {1440: 1240, 390: 1600}  # width of the window: height that is kept at most
SHARE_SHOWN = 20  # per cent of the year that is simulated when the progress page is taken
NAME = "Rainforest guesthouse 雨林民宿"
CRITERION = "b01-upfront-carbon"
MEASURES = ("overhangs", "glazing", "roof-insulation", "lighting-power", "cooling-setpoint", "photovoltaics")
AUTHOR, PASSWORD = "second-author@example.org", "correct horse 9"
STRICTER = ("upfront_carbon_limits", "healthcare new 2028", ("limit_kgco2e_per_m2", "100"))


def main() -> None:
    call_command("catalogues", "compile")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        databases.shared(),
        tempfile.TemporaryDirectory() as folder,
        live_service(Path(folder)) as service,
        chromium.started() as browser,
    ):
        _take_all(browser, service)


def _take_all(browser: Browser, service: LiveService) -> None:
    """Go the sample's way, and take each page where it is at its most telling."""
    architect = open_visitor(browser, service)
    journey.sign_in(architect, ARCHITECT)
    project = journey.create_project(architect, NAME)
    design = journey.upload(architect, project, journey.SAMPLE / "guesthouse.idf", label="Sample 示例")
    assessment = journey.assess(architect)
    _wait_for_share(architect.page)
    session = architect.page.context.storage_state()
    _take(browser, service, session, "progress", "assessments:assessment", assessment)
    journey.wait_for_scorecard(architect)
    _take(browser, service, None, "home", "home")
    _take(browser, service, None, "standard-criterion", "rules:criterion", EDITION, CRITERION)
    _take(browser, service, session, "new-design", "assessments:design-new", project)
    _take(browser, service, session, "design", "assessments:design", design)
    _take(browser, service, session, "protocol", "assessments:design-preparation", design)
    _take(browser, service, session, "scorecard", "assessments:assessment", assessment)
    _take(browser, service, session, "criterion", "assessments:criterion", assessment, CRITERION)
    journey.submit(architect, "First round. 第一轮送审。")
    _take(browser, service, session, "project", "assessments:project", project)
    _take(browser, service, session, "options", "assessments:option-study", _study(architect, design))
    take_lives(browser, service, architect)
    _take_operations(browser, service)
    _take_review(browser, service)
    _take_authoring(browser, service)


def _study(architect: Visitor, design: str) -> str:
    """A few measures by their defaults; gives the study's identifier once they are ranked."""
    architect.go("assessments:options", design)
    for measure in MEASURES:
        architect.page.locator(f"input[name='{measure}']").check()
    architect.button("Simulate the chosen measures").click()
    architect.heading("The options").wait_for(timeout=journey.RUN_MS)
    return architect.key_in_address()


def take_lives(browser: Browser, service: LiveService, architect: Visitor) -> None:
    """Two options whose whole life is known to its end, by trial figures and the year of the small model."""
    project = journey.create_project(architect, "Small house 小屋")
    journey.upload(architect, project, journey.BOX)
    journey.assess(architect)
    journey.wait_for_scorecard(architect)
    session = architect.page.context.storage_state()
    answer = service.var / "lives.json"
    service.run("tests.browser.lives", ARCHITECT, str(answer))
    keys = json.loads(answer.read_text(encoding="utf-8"))
    _take(browser, service, session, "whole-life", "assessments:whole-life", keys["timber"], tall=3)
    _take(
        browser,
        service,
        session,
        "lives-compared",
        "assessments:whole-life-comparison",
        keys["lives_project"],
    )


def _take_operations(browser: Browser, service: LiveService) -> None:
    operator = open_visitor(browser, service)
    journey.sign_in(operator, OPERATOR)
    session = operator.page.context.storage_state()
    _take(browser, service, session, "operations", "operations:index")
    _take(browser, service, session, "weather", "weather:library")


def _take_authoring(browser: Browser, service: LiveService) -> None:
    """A draft with one stricter row, tried on a thousand submissions."""
    service.passwords[AUTHOR] = PASSWORD
    service.run("tests.browser.crowd", AUTHOR, "guest@example.org", PASSWORD)
    author = open_visitor(browser, service)
    journey.sign_in(author, AUTHOR)
    draft = authoring.begin(author, "island-2027-r1")
    authoring.change_cell(author, draft, *STRICTER)
    author.go("authoring:draft", draft)
    author.link("Back-test").click()
    author.button("Start the back-test").click()
    author.heading("Who changes").wait_for(timeout=journey.RUN_MS)
    session = author.page.context.storage_state()
    _take(browser, service, session, "back-test", "backtest:result", author.key_in_address())
    _take(browser, service, session, "draft", "authoring:draft", draft)
    _take(browser, service, session, "compare", "rules:compare", query=f"?a={EDITION}&b=draft:{draft}")
    for language in LANGUAGES:
        for width, height in SIZES.items():
            visitor = open_visitor(browser, service, language, width, session)
            visitor.go("authoring:criterion", draft, CRITERION)
            visitor.page.locator('[name="value.unit"]').fill("kgCO2e")
            visitor.page.locator("#f-value-expression-note .authoring-wrong").wait_for()
            _save(visitor, FOLDER / f"draft-criterion-{language[:2]}-{width}.png", width, height)
            visitor.page.context.close()


def _take_review(browser: Browser, service: LiveService) -> None:
    assessor = open_visitor(browser, service)
    journey.sign_in(assessor, ASSESSOR)
    submission = journey.take(assessor, NAME)
    journey.decide(assessor, "Query", "Please name the reference building. 请说明参照建筑。")
    journey.decide(assessor, "Accept")
    session = assessor.page.context.storage_state()
    _take(browser, service, session, "review", "assessments:review", submission)


def _wait_for_share(page: Page) -> None:
    share = "(wanted) => (document.querySelector('progress[value]')?.value ?? 0) >= wanted"
    page.wait_for_function(share, arg=SHARE_SHOWN, timeout=journey.RUN_MS)


def _take(
    browser: Browser,
    service: LiveService,
    session: Any,
    picture: str,
    name: str,
    *args: object,
    query: str = "",
    tall: int = 1,
) -> None:
    """`tall`: how many times the usual height is kept."""
    for language in LANGUAGES:
        for width, height in SIZES.items():
            visitor = open_visitor(browser, service, language, width, session)
            visitor.go(name, *args, query=query)
            _save(visitor, FOLDER / f"{picture}-{language[:2]}-{width}.png", width, height * tall)
            visitor.page.context.close()


def _save(visitor: Visitor, path: Path, width: int, height_most: int) -> None:
    accessibility.wait_until_drawn(visitor.page)
    visitor.page.wait_for_load_state("networkidle")
    height = min(visitor.page.evaluate("document.documentElement.scrollHeight"), height_most)
    clip = {"x": 0, "y": 0, "width": width, "height": height}
    visitor.page.screenshot(path=path, full_page=True, clip=clip)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
