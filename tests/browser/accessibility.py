"""What a page is held to by machine: WCAG 2.2 A and AA after axe-core, and no scrolling sideways."""

from __future__ import annotations

import contextlib

from playwright.sync_api import Page, TimeoutError

from tests.browser.live import ROOT

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
RUN = """async (tags) => {
    const found = await axe.run(document, {
        runOnly: tags, rules: { "target-size": { enabled: true } }, resultTypes: ["violations"],
    });
    return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.failureSummary}`));
}"""
REST_MS = 5000
DRAWN = """() => [...document.querySelectorAll(".site-chart-canvas, [data-stage]")]
    .every((place) => place.querySelector("svg, canvas"))"""
SIDEWAYS = """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
    [...document.querySelectorAll("body *")].filter((part) => part.getBoundingClientRect().right > window.innerWidth + 1)
        .slice(0, 5).map((part) => part.outerHTML.slice(0, 160))"""


def settle(page: Page) -> None:
    """Unfold what is folded and wait until charts and building are drawn."""
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    wait_until_drawn(page)


def wait_until_drawn(page: Page) -> None:
    page.wait_for_function(DRAWN)


def violations(page: Page) -> list[str]:
    page.evaluate(f"window.axe || (() => {{ {AXE} }})()")
    found: list[str] = page.evaluate(RUN, list(TAGS))
    return found


def darken(page: Page) -> None:
    page.evaluate("document.documentElement.setAttribute('data-bs-theme', 'dark')")


def sideways(page: Page) -> list[str]:
    """The first elements that reach beyond the window, when the page stays scrollable sideways.

    Charts and building are drawn anew for a new width in a frame of their own, so the page is given time to come to rest.
    """
    with contextlib.suppress(TimeoutError):
        page.wait_for_function(f"() => ({SIDEWAYS})().length === 0", timeout=REST_MS)
    found: list[str] = page.evaluate(SIDEWAYS)
    return found
