"""What every page is looked at for, wide and narrow: no accessibility violation, no sideways scroll, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser import accessibility, journey
from tests.browser.live import ARCHITECT
from tests.browser.pages import PageEntry
from tests.browser.visitor import Visitor
from tests.browser.world import World

FIRST_WIDTH = {"en": 1440, "zh-hans": 390}


def check_page(entry: PageEntry, language: str, world: World, window: Callable[..., Visitor]) -> None:
    visitor = window(entry.person, language)
    visitor.watch.start_anew(allowed=entry.status)
    visitor.page.set_viewport_size({"width": FIRST_WIDTH[language], "height": 900})
    arguments = (world.keys.get(part, part) for part in entry.args)
    address = visitor.service.address(entry.name, *arguments, language=language)
    answer = visitor.page.goto(address + entry.query)
    assert answer is not None
    assert answer.status == entry.status
    assert visitor.page.locator("html").get_attribute("lang") == {"en": "en", "zh-hans": "zh-Hans"}[language]
    accessibility.settle(visitor.page)
    if entry.main or language == "en":  # the templates are the same: in Chinese the main pages stand for all
        assert accessibility.violations(visitor.page) == []
    if entry.main:
        assert accessibility.violations_in_the_dark(visitor.page) == []
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    assert accessibility.sideways(visitor.page) == []
    assert visitor.watch.problems == []


def check_progress_page(language: str, world: World, visit: Callable[..., Visitor]) -> None:
    visitor = visit(language, FIRST_WIDTH[language], session=world.sessions[ARCHITECT])
    visitor.go("assessments:design", world.keys["slow_design"])
    journey.assess(visitor)
    expect(visitor.page.locator("progress").first).to_be_visible()
    assert accessibility.violations(visitor.page) == []
    assert accessibility.violations_in_the_dark(visitor.page) == []
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    assert accessibility.sideways(visitor.page) == []
    journey.cancel(visitor)


def check_refused_forms(language: str, world: World, visit: Callable[..., Visitor]) -> None:
    """What was wrong is said at the fields, and that page is as good as any other."""
    visitor = visit(language, FIRST_WIDTH[language], session=world.sessions[ARCHITECT])
    visitor.watch.allowed.add(422)
    visitor.go("assessments:project-new")
    visitor.button("Register the project").click()
    expect(visitor.page.get_by_role("alert").first).to_be_visible()
    assert accessibility.violations(visitor.page) == []
    visitor.go("assessments:design-new", world.keys["project"])
    broken = {"name": "broken.idf", "mimeType": "text/plain", "buffer": b"Version,25.2;\nZone,Hall"}
    visitor.page.locator("input[name=model]").set_input_files(broken)  # type: ignore[arg-type]
    visitor.button("Send and check").click()
    expect(visitor.page.get_by_role("alert").first).to_be_visible()
    assert accessibility.violations(visitor.page) == []
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    assert accessibility.sideways(visitor.page) == []
