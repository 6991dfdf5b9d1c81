"""What a page is held to by machine: WCAG 2.2 A and AA after axe-core, and no scrolling sideways."""

from __future__ import annotations

import contextlib
from typing import Any

from playwright.sync_api import Page, TimeoutError

from tests.browser.live import ROOT

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
OF_COLOURS = ("color-contrast", "link-in-text-block")
RUN = """async (only) => {
    const found = await axe.run(document, {
        runOnly: only, rules: { "target-size": { enabled: true } }, resultTypes: ["violations"],
    });
    return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.failureSummary}`));
}"""
REST_MS = 5000
DRAWN = """() => [...document.querySelectorAll(".site-chart-canvas, [data-stage]")]
    .every((place) => place.querySelector("svg, canvas"))"""
SIDEWAYS = """() => {
    const wide = document.documentElement.scrollWidth, most = window.innerWidth;
    if (wide <= most) return [];
    const beyond = [...document.querySelectorAll("body *")].filter((part) => part.getBoundingClientRect().right > most + 1);
    return [`${wide} px in a window of ${most}`, ...beyond.slice(0, 5).map((part) => part.outerHTML.slice(0, 160))];
}"""
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def settle(page: Page) -> None:
    """Unfold what is folded and wait until charts and building are drawn."""
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    wait_until_drawn(page)


def wait_until_drawn(page: Page) -> None:
    page.wait_for_function(DRAWN)


def rest(page: Page) -> None:
    """Until what charts and building draw anew is on the screen."""
    page.evaluate(TWO_FRAMES)


def violations(page: Page) -> list[str]:
    """Everything axe finds against WCAG 2.2 A and AA."""
    return _found(page, {"type": "tag", "values": TAGS})


def violations_in_the_dark(page: Page) -> list[str]:
    """Another theme changes colours and nothing else, so what is judged by colours is all that is looked at again."""
    page.evaluate("document.documentElement.setAttribute('data-bs-theme', 'dark')")
    rest(page)
    return _found(page, {"type": "rule", "values": OF_COLOURS})


def _found(page: Page, only: dict[str, Any]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN, only)
    return found


def sideways(page: Page) -> list[str]:
    """How wide the page is and the first elements that reach beyond the window, when it stays scrollable sideways.

    Charts and building are drawn anew for a new width in a frame of their own, so the page is given time to come to rest.
    """
    with contextlib.suppress(TimeoutError):
        page.wait_for_function(f"() => ({SIDEWAYS})().length === 0", timeout=REST_MS)
    found: list[str] = page.evaluate(SIDEWAYS)
    return found
