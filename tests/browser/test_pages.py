"""Every page in English."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser import page_checks
from tests.browser.pages import (
    FILES,
    FORMS_ANSWERED_BY_OTHER_PAGES,
    PAGES,
    REDIRECTS_ONLY,
    PageEntry,
    page_names,
)
from tests.browser.visitor import Visitor
from tests.browser.world import World

pytestmark = pytest.mark.browser
LANGUAGE = "en"


def test_every_address_is_listed() -> None:
    pages = {entry.name for entry in PAGES}
    assert set(page_names()) == pages | FORMS_ANSWERED_BY_OTHER_PAGES | FILES | REDIRECTS_ONLY


@pytest.mark.parametrize("entry", PAGES, ids=str)
def test_page(entry: PageEntry, world: World, window: Callable[..., Visitor]) -> None:
    page_checks.check_page(entry, LANGUAGE, world, window)


def test_progress_page(world: World, visit: Callable[..., Visitor]) -> None:
    page_checks.check_progress_page(LANGUAGE, world, visit)


def test_refused_forms(world: World, visit: Callable[..., Visitor]) -> None:
    """What was wrong is said at the fields, and that page is as good as any other."""
    page_checks.check_refused_forms(LANGUAGE, world, visit)
