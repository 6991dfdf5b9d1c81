"""Every page in Chinese."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser import page_checks
from tests.browser.pages import PAGES, PageEntry
from tests.browser.visitor import Visitor
from tests.browser.world import World

pytestmark = pytest.mark.browser
LANGUAGE = "zh-hans"


@pytest.mark.parametrize("entry", PAGES, ids=str)
def test_page(entry: PageEntry, world: World, window: Callable[..., Visitor]) -> None:
    page_checks.check_page(entry, LANGUAGE, world, window)


def test_progress_page(world: World, visit: Callable[..., Visitor]) -> None:
    page_checks.check_progress_page(LANGUAGE, world, visit)


def test_refused_forms(world: World, visit: Callable[..., Visitor]) -> None:
    """What was wrong is said at the fields, and that page is as good as any other."""
    page_checks.check_refused_forms(LANGUAGE, world, visit)
