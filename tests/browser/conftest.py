"""One service and one browser for all tests here, gone before the next package's tests begin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium
from tests.browser import world as world_of
from tests.browser.live import LiveService, live_service
from tests.browser.visitor import Visitor, open_visitor
from tests.browser.world import World


# For the package, not the session: while Playwright runs, Django takes this thread for an asynchronous one.
@pytest.fixture(scope="package")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveService]:
    with live_service(tmp_path_factory.mktemp("live")) as running:
        yield running


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium.started() as running:
        yield running


@pytest.fixture(scope="package")
def world(browser: Browser, service: LiveService, tmp_path_factory: pytest.TempPathFactory) -> World:
    return world_of.build(browser, service, tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="package")
def window(browser: Browser, service: LiveService, world: World) -> Iterator[Callable[..., Visitor]]:
    """One window per person and language for pages that are only looked at: what they share is loaded once."""
    opened: dict[tuple[str, str], Visitor] = {}

    def of(person: str, language: str) -> Visitor:
        if (person, language) not in opened:
            session = world.sessions[person]
            opened[person, language] = open_visitor(browser, service, language, session=session)
        return opened[person, language]

    yield of
    for visitor in opened.values():
        visitor.page.context.close()


@pytest.fixture
def visit(browser: Browser, service: LiveService) -> Iterator[Callable[..., Visitor]]:
    """Opens windows: `visit("zh-hans", width=390)`; whatever their pages did wrong fails the test."""
    opened: list[Visitor] = []

    def open_window(language: str = "en", width: int = 1440, session: Any = None) -> Visitor:
        opened.append(open_visitor(browser, service, language, width, session))
        return opened[-1]

    yield open_window
    for visitor in opened:
        visitor.page.context.close()
    assert [problem for visitor in opened for problem in visitor.watch.problems] == []
