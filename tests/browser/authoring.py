"""The steps of an author's work, each as an author takes it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.live import EDITION
from tests.browser.visitor import Visitor


def _told(visitor: Visitor, words: str) -> None:
    expect(visitor.page.locator(".alert-success").get_by_text(visitor.word(words))).to_be_visible()


def begin(visitor: Visitor, key: str) -> str:
    """A draft from the island edition; gives its identifier."""
    visitor.go("authoring:drafts")
    visitor.link("New draft").first.click()
    visitor.field("Start from the edition").select_option(EDITION)
    visitor.field("Key of the new edition").fill(key)
    visitor.button("Begin the draft").click()
    expect(visitor.page.get_by_role("heading", level=1, name=key)).to_be_visible()
    return visitor.key_in_address()


def change_cell(visitor: Visitor, draft: str, table: str, words: str, cell: tuple[str, str]) -> str:
    """One cell (column, value) of the first row that holds these words, in the grid; gives the identifier of the change."""
    visitor.go("authoring:table", draft, table)
    visitor.field("Rows that contain").fill(words)
    visitor.field("Rows that contain").press("Enter")
    visitor.page.locator(f'[name^="cell:"][name$=":{cell[0]}"]').first.fill(cell[1])
    visitor.field("Reason for the change").first.fill("Stricter. 更严格。")
    visitor.button("Save").click()
    _told(visitor, "Saved. The history says what changed and why.")
    visitor.go("authoring:history", draft)
    address = visitor.page.locator("main ol a").first.get_attribute("href") or ""
    found = re.search(r"/history/(\d+)/", address)
    assert found, address
    return found.group(1)


def mistype_unit(visitor: Visitor, draft: str, criterion: str, wrong: str) -> None:
    """On the criterion's page: the unit of its value, and back again; the page says why while one types."""
    visitor.go("authoring:criterion", draft, criterion)
    unit = visitor.page.locator('[name="value.unit"]')
    right = unit.input_value()
    unit.fill(wrong)
    note = visitor.page.locator("#f-value-expression-note .authoring-wrong")
    expect(note).to_contain_text("gia_m2")
    expect(visitor.page.locator('[name="value.expression"]')).to_have_attribute("aria-invalid", "true")
    expect(visitor.page.locator("#checks a").first).to_be_visible()
    unit.fill(right)
    expect(note).to_have_count(0)
    expect(visitor.page.locator("#checks .site-badge-achieved")).to_be_visible()


def open_consultation(visitor: Visitor, draft: str, day: str, guest: str) -> None:
    visitor.go("authoring:consultation", draft)
    visitor.field("Open until").fill(day)
    visitor.button("Open it").click()
    _told(visitor, "The consultation is open.")
    visitor.field("E-mail address").fill(guest)
    visitor.button("Invite").click()
    expect(visitor.page.get_by_role("listitem").filter(has_text=guest)).to_be_visible()


def comment(visitor: Visitor, draft: str, criterion: str, text: str) -> None:
    """As a guest, from the draft's own address."""
    visitor.go("authoring:draft", draft)
    expect(visitor.page).to_have_url(re.compile("/read/$"))
    visitor.page.locator(f'a[href$="/{criterion}/"]').click()
    visitor.field("Your comment on this criterion").fill(text)
    visitor.button("Send the comment").click()
    expect(visitor.page.get_by_text(text)).to_be_visible()


def answer_and_close(visitor: Visitor, draft: str, text: str) -> None:
    visitor.go("authoring:consultation", draft)
    visitor.field("Reply").fill(text)
    visitor.page.get_by_role("button", name=visitor.word("Answer", "comment"), exact=True).click()
    expect(visitor.page.get_by_text(text)).to_be_visible()
    visitor.button("Close it").click()
    _told(visitor, "The consultation is closed. Comments can still be answered.")


def publish(visitor: Visitor, draft: str, day: str) -> None:
    visitor.go("authoring:publish", draft)
    expect(visitor.heading("Nothing blocks publication")).to_be_visible()
    visitor.field("In force from").fill(day)
    visitor.field("Registration opens on").fill(day)
    visitor.page.get_by_label(
        visitor.word("I understand that a published edition can never be changed.")
    ).check()
    visitor.button("Publish the edition").click()
    expect(visitor.page).to_have_url(re.compile("/standard/"))


def withdraw(visitor: Visitor, key: str) -> None:
    visitor.go("authoring:edition", key)
    visitor.field("Reason · English").fill("It was a trial.")
    visitor.field("Reason · 简体中文").fill("试用版本。")
    visitor.button("Withdraw the edition").click()
    _told(visitor, "The edition was withdrawn. Everybody can read why.")
