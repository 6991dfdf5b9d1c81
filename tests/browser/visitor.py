"""One person at one browser window: where they go, what they press, in the words of their language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.translation import gettext, pgettext
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
    WebError,
)

from tests.browser.live import LiveService

LANGUAGES = ("en", "zh-hans")
# Violations of the page's own policy are told by an event, wherever the browser writes them.
TELL_VIOLATIONS = """document.addEventListener("securitypolicyviolation",
    (event) => console.error("policy", event.violatedDirective, event.blockedURI))"""


@dataclass  # without slots: Playwright marks the owner of a handler
class Watch:
    """What must never happen while a page is used; `allowed` are answers a test asks for on purpose."""

    host: str
    allowed: set[int] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        context.add_init_script(TELL_VIOLATIONS)
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", self._error)

    def start_anew(self, allowed: int) -> None:
        self.allowed, self.problems = {allowed}, []

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.host, "data:", "blob:")):
            self.problems.append(f"left the host: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.allowed:
            self.problems.append(f"{response.status}: {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        told_by_status = message.text.startswith("Failed to load resource")
        if message.type == "error" and not told_by_status:
            self.problems.append(f"console: {message.text}")

    def _error(self, error: WebError) -> None:
        self.problems.append(f"error: {error.error}")


@dataclass(frozen=True, slots=True)
class Visitor:
    page: Page
    service: LiveService
    language: str
    watch: Watch

    def word(self, text: str, context: str = "") -> str:
        """An interface text in the visitor's language."""
        with translation.override(self.language):
            return pgettext(context, text) if context else gettext(text)

    def go(self, name: str, *args: object, query: str = "") -> None:
        self.page.goto(self.service.address(name, *args, language=self.language) + query)

    def button(self, text: str) -> Locator:
        return self.page.get_by_role("button", name=self.word(text), exact=True)

    def link(self, text: str) -> Locator:
        return self.page.get_by_role("link", name=self.word(text), exact=True)

    def field(self, label: str) -> Locator:
        """The field of this label, whether or not it is said to be optional."""
        return self.page.get_by_label(re.compile(f"^{re.escape(self.word(label))}"))

    def heading(self, text: str) -> Locator:
        return self.page.get_by_role("heading", name=self.word(text))

    def key_in_address(self) -> str:
        """The identifier of what the page shows."""
        found = re.search(r"/([0-9a-f-]{36})/", self.page.url)
        assert found, self.page.url
        return found.group(1)


def open_visitor(
    browser: Browser, service: LiveService, language: str = "en", width: int = 1440, session: Any = None
) -> Visitor:
    """A window of its own, signed in as `session` says. Close it with `visitor.page.context.close()`."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        storage_state=session,
        locale={"en": "en-GB", "zh-hans": "zh-CN"}[language],
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
        color_scheme="light",
    )
    context.set_default_timeout(20_000)
    watch = Watch(service.url)
    watch.follow(context)
    return Visitor(context.new_page(), service, language, watch)
