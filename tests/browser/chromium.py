"""The installed Chromium, kept from talking to anybody but this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, expect, sync_playwright

from tests import prepare_machine

QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


@contextmanager
def started() -> Iterator[Browser]:
    """Raises RuntimeError where no Chromium is installed."""
    path = prepare_machine.browser()
    if path is None:
        raise RuntimeError("No Chromium here: `python -m tests.prepare_machine` installs one.")
    expect.set_options(timeout=20_000)  # as long as pages have; a busy machine is no fault of theirs
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()
