"""What the pages show when they are looked at: a scored and submitted design, a cancelled run, an invitation, a second factor."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Browser, expect

from tests.assessments.factor_libraries.files import FACTORS
from tests.browser import authoring, journey
from tests.browser.live import ARCHITECT, ASSESSOR, OPERATOR, LiveService
from tests.browser.visitor import Visitor, open_visitor

AUTHOR = "author@example.org"  # the one with a second factor
PROJECT = "Box house"
BILL = (
    "line_id,element,material,quantity,unit\n"
    "L1,Slab,现浇商品混凝土 C30 200厚,50,m2\n"
    "L2,Slab,HRB400 钢筋 Φ12,2,t\n"
    "L3,Front,Aluminium window frame profiles,30,m2\n"
).encode()


@dataclass(slots=True)
class World:
    """Identifiers by what they name, and the sessions of people who signed in before."""

    keys: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, Any] = field(default_factory=dict)

    def keep(self, person: str, visitor: Visitor) -> None:
        self.sessions[person] = visitor.page.context.storage_state()
        visitor.page.context.close()


def build(browser: Browser, service: LiveService, folder: Path) -> World:
    world = World()
    _architect(world, open_visitor(browser, service), folder)
    _assessor(world, open_visitor(browser, service))
    _operator(world, open_visitor(browser, service))
    _forgetful(world, open_visitor(browser, service))
    _author(world, open_visitor(browser, service))
    _author_halfway(world, open_visitor(browser, service))
    _whole_lives(world, service)
    return world


def _architect(world: World, visitor: Visitor, folder: Path) -> None:
    journey.sign_in(visitor, ARCHITECT)
    world.keys["project"] = journey.create_project(visitor, PROJECT)
    world.keys["design"] = journey.upload(visitor, world.keys["project"], journey.BOX)
    world.keys["assessment"] = journey.assess(visitor)
    journey.wait_for_scorecard(visitor)
    address = visitor.page.locator("a[href*='/runs/'][href$='/preparation/']").first.get_attribute("href")
    world.keys["run"] = str(address).rstrip("/").split("/")[-2]
    journey.submit(visitor, "First round.")
    world.keys["study"] = journey.try_measures(visitor, world.keys["design"])
    world.keys["slow_design"] = journey.upload(
        visitor, world.keys["project"], journey.slow_model(folder), label="Slow"
    )
    world.keys["cancelled"] = journey.assess(visitor)
    journey.cancel(visitor)
    _invite(world, visitor)
    world.keys["dataset"] = _bring_factors(visitor)
    _confirm_materials(world, visitor)
    _explain_headings(world, visitor)
    _have_read(world, visitor)
    world.keep(ARCHITECT, visitor)


def _whole_lives(world: World, service: LiveService) -> None:
    """Two options whose whole life is known to its end; nothing more is simulated."""
    answer = service.var / "lives.json"
    service.run("tests.browser.lives", ARCHITECT, str(answer))
    world.keys |= json.loads(answer.read_text(encoding="utf-8"))


def _invite(world: World, visitor: Visitor) -> None:
    visitor.go("accounts:profile")
    visitor.page.get_by_role("button", name=visitor.word("Your account:")).click()
    visitor.page.get_by_role("link", name="Demo practice").first.click()
    visitor.page.wait_for_url("**/organisations/*/")
    world.keys["organisation"] = visitor.page.url.rstrip("/").rsplit("/", 1)[1]
    visitor.page.locator("input[name=email]").fill("newcomer@example.org")
    visitor.page.locator("input[name=email]").press("Enter")
    expect(visitor.page.get_by_text("newcomer@example.org").first).to_be_visible()
    visitor.page.wait_for_load_state()
    found = re.search(r"/people/invitations/([\w-]+)/", visitor.page.content())
    assert found
    world.keys["invitation"] = found.group(1)


def _bring_factors(visitor: Visitor) -> str:
    """A data set of the practice."""
    visitor.go("factors:dataset-new")
    visitor.page.locator("input[name=key]").fill("island")
    visitor.page.locator("input[name=title]").fill("Island concrete")
    file = {"name": "island.csv", "mimeType": "text/csv", "buffer": FACTORS}
    visitor.page.locator("input[name=file]").set_input_files(file)  # type: ignore[arg-type]
    visitor.page.locator("main form button[type=submit]").click()
    visitor.page.wait_for_url(re.compile(r"/factor-data/[0-9a-f-]{36}/"))
    return visitor.page.url.rstrip("/").rsplit("/", 1)[1]


def _confirm_materials(world: World, visitor: Visitor) -> None:
    """A bill of free text: what is sure is confirmed on its page, the rest is left to choose."""
    visitor.go("assessments:design-new", world.keys["project"])
    file = {"name": "bill.csv", "mimeType": "text/csv", "buffer": BILL}
    visitor.page.locator("input[name=take_off]").set_input_files(file)  # type: ignore[arg-type]
    visitor.button("Send and check").click()
    visitor.page.wait_for_url(re.compile(r"/designs/[0-9a-f-]{36}/"))
    world.keys["bill"] = visitor.key_in_address()
    visitor.link("Confirm factors").click()
    world.keys["text"] = str(visitor.page.locator("input[name=tick]").last.get_attribute("value"))
    visitor.page.locator("button[value=ready]").first.click()
    expect(visitor.button("Take it back")).to_be_visible()


def _explain_headings(world: World, visitor: Visitor) -> None:
    """A bill whose headings are not known: it waits, one heading is explained, and the upload goes on."""
    visitor.go("assessments:design-new", world.keys["project"])
    file = {"name": "bill.csv", "mimeType": "text/csv", "buffer": b"Stuff used,quantity,unit\nBrick,1,m3\n"}
    visitor.page.locator("input[name=take_off]").set_input_files(file)  # type: ignore[arg-type]
    visitor.button("Send and check").click()
    visitor.link("Say what the columns are").click()
    visitor.page.wait_for_url(re.compile(r"/take-offs/[0-9a-f-]{36}/columns/"))
    world.keys["waiting"] = visitor.page.url.rstrip("/").rsplit("/", 2)[1]
    visitor.page.get_by_label("Material", exact=True).select_option("Stuff used")
    visitor.button("Remember and go on").click()
    expect(visitor.page.get_by_text("bill.csv is here already")).to_be_visible()


def _have_read(world: World, visitor: Visitor) -> None:
    """A take-off that a worker reads, chosen for a design."""
    visitor.go("assessments:reading-new", world.keys["project"])
    file = {"name": "storey.csv", "mimeType": "text/csv", "buffer": BILL}
    visitor.page.locator("input[name=file]").set_input_files(file)  # type: ignore[arg-type]
    visitor.button("Send and have it read").click()
    visitor.page.wait_for_url(re.compile(r"/readings/[0-9a-f-]{36}/"))
    world.keys["reading"] = visitor.key_in_address()
    visitor.link("Use it for a design").click()
    expect(visitor.page.get_by_label("A take-off that was read for this project")).to_have_value(
        world.keys["reading"]
    )


def _assessor(world: World, visitor: Visitor) -> None:
    journey.sign_in(visitor, ASSESSOR)
    world.keys["submission"] = journey.take(visitor, PROJECT)
    journey.decide(visitor, "Query", "Where is the meter?")
    world.keep(ASSESSOR, visitor)


def _operator(world: World, visitor: Visitor) -> None:
    journey.sign_in(visitor, OPERATOR)
    world.keep(OPERATOR, visitor)


def _forgetful(world: World, visitor: Visitor) -> None:
    """Someone who asks for a new password and has the letter's link."""
    visitor.go("account_reset_password")
    visitor.page.locator("input[name=email]").fill(OPERATOR)
    visitor.page.locator("input[name=email]").press("Enter")
    visitor.page.wait_for_url("**/reset/done/")
    letters = unquote(visitor.service.letters())
    found = re.search(r"/password/reset/key/(\w+)-([\w-]+)/", letters.replace("=\n", ""))
    assert found, letters
    world.keys["reset_uid"], world.keys["reset_key"] = found.groups()
    world.keep("", visitor)


def _author(world: World, visitor: Visitor) -> None:
    """Signs in, sets up a second factor, and tries an edition on what was handed in."""
    journey.sign_in(visitor, AUTHOR)
    visitor.go("mfa_activate_totp")
    if "reauthenticate" in visitor.page.url:
        visitor.page.locator("input[name=password]").fill(visitor.service.passwords[AUTHOR])
        visitor.page.locator("input[name=password]").press("Enter")
    secret = visitor.page.locator("#authenticator_secret").input_value()
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    visitor.page.locator("input[name=code]").fill(code)
    visitor.page.locator("input[name=code]").press("Enter")
    expect(visitor.page).not_to_have_url(re.compile("activate"))
    world.keys["back_test"] = journey.back_test(visitor)
    world.keys["draft"] = authoring.begin(visitor, "island-looked-at")
    world.keys["change"] = authoring.change_cell(
        visitor, world.keys["draft"], "waste_rates", "dense-block", ("waste_rate_percent", "6")
    )
    world.keep(AUTHOR, visitor)


def _author_halfway(world: World, visitor: Visitor) -> None:
    """Has given the password and is asked for the code."""
    visitor.go("account_login")
    visitor.page.locator("input[name=login]").fill(AUTHOR)
    visitor.page.locator("input[name=password]").fill(visitor.service.passwords[AUTHOR])
    visitor.page.locator("input[name=password]").press("Enter")
    visitor.page.wait_for_url("**/authenticate/**")
    world.keep("halfway", visitor)
