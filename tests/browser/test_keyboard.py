"""The way to a number's origin without a mouse, seeing at each step where one is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import accessibility
from tests.browser.live import ARCHITECT
from tests.browser.visitor import LANGUAGES, Visitor
from tests.browser.world import PROJECT, World

pytestmark = pytest.mark.browser
STOPS_MOST = 120
FOCUSED = """() => {
    const part = document.activeElement, style = getComputedStyle(part), box = part.getBoundingClientRect();
    return {
        text: (part.innerText || part.name || "").trim(),
        marked: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none",
        seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
        nowhere: part === document.body,
    };
}"""


def tab_to(page: Page, text: str) -> None:
    """Press Tab until what starts with `text` (or is a field of that name) has the focus; each stop must be visible."""
    for _ in range(STOPS_MOST):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop["nowhere"]:
            continue
        assert stop["marked"] and stop["seen"], stop
        if stop["text"].startswith(text):
            return
    raise AssertionError(f"'{text}' was not reached in {STOPS_MOST} steps")


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_sign_in_to_a_numbers_origin(language: str, world: World, visit: Callable[..., Visitor]) -> None:
    visitor = visit(language)
    page, keyboard = visitor.page, visitor.page.keyboard
    visitor.go("account_login")
    tab_to(page, "login")
    keyboard.type(ARCHITECT)
    tab_to(page, "password")
    keyboard.type(visitor.service.passwords[ARCHITECT])
    keyboard.press("Enter")
    page.wait_for_url("**/projects/")
    tab_to(page, PROJECT)
    keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name=PROJECT)).to_be_visible()
    visitor.go("assessments:assessment", world.keys["assessment"])
    tab_to(page, "B06")
    keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("B06")
    meter = page.locator(".site-tree").get_by_text("electricity:facility").first
    tab_to(page, visitor.word("worked out from other numbers"))
    shown = meter.is_visible()
    keyboard.press("Enter")
    expect(meter).to_be_visible(visible=not shown)
    keyboard.press("Enter")
    expect(meter).to_be_visible(visible=shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_skip_link(language: str, visit: Callable[..., Visitor]) -> None:
    visitor = visit(language)
    visitor.go("home")
    visitor.page.keyboard.press("Tab")
    link = visitor.link("Skip to the content")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("main")).to_be_focused()


def test_building_turns_by_key(world: World, visit: Callable[..., Visitor]) -> None:
    visitor = visit(session=world.sessions[ARCHITECT])
    visitor.go("assessments:design", world.keys["design"])
    stage = visitor.page.locator("[data-stage]")
    expect(stage.locator("canvas")).to_be_visible()
    accessibility.rest(visitor.page)
    before = stage.screenshot()
    stage.focus()
    visitor.page.keyboard.press("ArrowLeft")
    visitor.page.keyboard.press("ArrowLeft")
    accessibility.rest(visitor.page)
    assert stage.screenshot() != before
