"""Editing a file: fields and text are the same thing, mistakes are told where they are, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from rules.actions.drafts import remove_file, save_file
from rules.authoring.editing import Editing
from rules.authoring.fields import MANY, fields_of
from rules.authoring.layouts import criterion_layout
from rules.authoring.parts import PAGES, PARTS
from rules.models import Draft, DraftState
from rules.rewriting import outline
from rules.vocabulary import vocabulary
from standard_site.accounts.models import User
from tests.rules.authoring.conftest import Authors, form_of
from tests.rules.editions import ISLAND, files_of

pytestmark = pytest.mark.slow

CRITERION = "s01-carbon"
PATH = f"criteria/{CRITERION}.yaml"


def address(name: str, *args: Any) -> str:
    with override("en"):
        return reverse(f"authoring:{name}", args=args)


def text_of(draft: Draft, path: str = PATH) -> str:
    return draft.texts()[path]


def save(client: Client, page: str, reason: str = "Because", **entered: Any) -> Any:
    sent = form_of(client.get(page)) | {"do": "save", "reason": reason} | entered
    return client.post(page, sent)


def test_every_form_saved_untouched_changes_nothing(author: Client, draft: Draft) -> None:
    texts = draft.texts()
    pages = [address("criterion", draft.pk, key) for key in ("s01-carbon", "s02-share")]
    pages += [address("page", draft.pk, page) for page in PAGES]
    pages += [
        address("entry", draft.pk, "metrics", "gia_m2"),
        address("entry", draft.pk, "typologies", "home"),
    ]
    pages += [
        address("entry", draft.pk, "parameters", "base_kgco2e"),
        address("entry", draft.pk, "sources", "ours"),
    ]
    pages += [address("table-settings", draft.pk, "limits"), address("file", draft.pk, "ratings.yaml")]
    for page in pages:
        assert save(author, page).status_code == 302, page
    assert draft.texts() == texts
    assert not draft.changes.exclude(path="").exists()


@pytest.mark.parametrize("path", sorted(ISLAND.glob("criteria/*.yaml")), ids=lambda path: path.stem[:3])
def test_the_island_criteria_go_through_the_form_unchanged(path: Path) -> None:
    texts = {name: data.decode() for name, data in files_of(ISLAND).items()}
    names, text = vocabulary(texts), path.read_text(encoding="utf-8")
    data = QueryDict(mutable=True)
    for field in fields_of(criterion_layout(outline(text), names)):
        data.setlist(field.name, list(field.value) if field.kind == MANY else [field.value])
    editing = Editing("criteria/x.yaml", text, 1)
    data["text"], data["mode"] = text, "fields"
    assert editing.posted(data, criterion_layout, names).text == text


def test_a_limit_is_changed_with_its_reason(author: Client, draft: Draft) -> None:
    before = text_of(draft)
    answer = save(author, address("criterion", draft.pk, CRITERION), **{"requirements.1.steps.0.limit": "75"})
    assert answer.status_code == 302
    assert text_of(draft) == before.replace("{limit: 80, credits: 1}", "{limit: 75, credits: 1}")
    step = draft.changes.get(path=PATH)
    assert (step.reason, step.before) == ("Because", before)


def test_nothing_is_saved_without_a_reason_and_nothing_typed_is_lost(author: Client, draft: Draft) -> None:
    page = address("criterion", draft.pk, CRITERION)
    answer = save(author, page, reason=" ", **{"title.en": "Carbon: upfront"})
    assert answer.status_code == 422
    assert 'value="Carbon: upfront"' in answer.content.decode()
    assert "Carbon: upfront" not in text_of(draft)


def test_a_wrong_unit_is_told_while_one_types(author: Client, draft: Draft) -> None:
    page = address("criterion", draft.pk, CRITERION)
    # carbon_kgco2e is a total; the limit's unit lacks its m2, which is what gia_m2 is measured in.
    sent = form_of(author.get(page)) | {"do": "live", "value.expression": "carbon_kgco2e"}
    answer = author.post(page, sent).content.decode()
    assert "The formula gives kgCO2e, but kgCO2e/m2 is needed." in answer
    assert "Divide by a quantity that brings the right unit: gia_m2" in answer
    assert 'href="#f-value-expression"' in answer
    assert "criterion-page" not in answer
    chinese = author.post(page.replace("/en/", "/zh-hans/"), sent).content.decode()
    assert "公式结果的单位为 kgCO2e，而此处需要 kgCO2e/m2。" in chinese


def test_a_draft_may_be_saved_with_mistakes_and_its_overview_names_them(author: Client, draft: Draft) -> None:
    page = address("criterion", draft.pk, CRITERION)
    entered = {
        "value.unit": "kgCO2e",
        "requirements.0.sources.0.source": "nobody",
        "value.round_to": "a little",
    }
    assert save(author, page, **entered).status_code == 302
    shown = author.get(page).content.decode()
    assert 'value="a little"' in shown
    overview = author.get(address("draft", draft.pk)).content.decode()
    assert "value-wrong-type" in overview
    assert f'href="{page}"' in overview
    assert save(author, page, **{"value.round_to": ""}).status_code == 302
    shown = author.get(page).content.decode()
    assert "source-unknown" in shown
    assert 'href="#f-requirements-0-sources-0-source"' in shown


def test_buttons_add_and_take_out_entries_without_saving(author: Client, draft: Draft) -> None:
    page = address("criterion", draft.pk, CRITERION)
    sent = form_of(author.get(page))
    more = author.post(page, sent | {"do": "insert:requirements", "title.en": "Carbon!"})
    form = form_of(more)
    assert form["requirements.2.key"] == ["requirement-3"]
    assert form["title.en"] == ["Carbon!"]
    fewer = form_of(author.post(page, form | {"do": "remove:requirements.0"}))
    assert fewer["requirements.0.key"] == ["steps"]
    assert not draft.changes.exclude(path="").exists()
    odd = author.post(page, sent | {"do": "insert:title.nothing"})
    assert form_of(odd)["text"] == sent["text"]


def test_text_that_cannot_be_read_stays_a_text(author: Client, draft: Draft) -> None:
    page = address("criterion", draft.pk, CRITERION)
    sent = form_of(author.get(page + "?as=text"))
    assert sent["text"][0] == text_of(draft)
    broken = sent | {"text": "key: [s01\n", "do": "as-fields"}
    shown = author.post(page, broken).content.decode()
    assert "key: [s01" in shown
    assert "yaml-unreadable" in shown
    assert author.post(page, broken | {"do": "save", "reason": "Half done"}).status_code == 302
    assert text_of(draft) == "key: [s01\n"
    assert author.get(page).status_code == 200
    assert author.get(address("draft", draft.pk)).status_code == 200


def test_the_second_to_save_sees_both_versions_and_can_merge(
    author: Client, authors: Authors, draft: Draft, client_for: Callable[[User], Client]
) -> None:
    page = address("criterion", draft.pk, CRITERION)
    opened = form_of(author.get(page))
    assert (
        save(
            client_for(authors.colleague), page, "Stricter", **{"requirements.1.steps.0.limit": "75"}
        ).status_code
        == 302
    )
    late = author.post(page, opened | {"do": "save", "reason": "Shorter", "title.en": "C"})
    assert late.status_code == 409
    shown = late.content.decode()
    assert "<del>" in shown
    assert "The changes do not touch each other" in shown
    merged = late.context["merged"].text
    assert "title: {en: C, zh-hans: 碳}" in merged
    assert "{limit: 75, credits: 1}" in merged
    sent = {"text": merged, "version": "2", "mode": "text", "do": "save", "reason": "Both"}
    assert author.post(address("file", draft.pk, PATH), sent).status_code == 302
    assert text_of(draft) == merged
    assert [step.reason for step in draft.changes.filter(path=PATH)] == ["Both", "Stricter"]


def test_examples_run_beside_the_criterion_as_it_stands_on_the_page(author: Client, draft: Draft) -> None:
    page = address("criterion", draft.pk, CRITERION)
    assert "Differs" not in author.get(page).content.decode()
    sent = form_of(author.get(page)) | {"do": "live", "value.expression": "intensity_kgco2e_per_m2 * 2"}
    shown = author.post(page, sent).content.decode()
    assert "Differs" in shown
    # (690 + 10) / 10 = 70, doubled 140.
    assert "<code>value</code>: 70 expected, 140 found" in shown


def test_examples_are_begun_added_and_kept(author: Client, draft: Draft, authors: Authors) -> None:
    page = address("examples", draft.pk, CRITERION)
    added = form_of(author.post(page, form_of(author.get(page)) | {"do": "add-case"}))
    assert "name: case_1" in added["text"][0]
    assert "intensity_kgco2e_per_m2: null" in added["text"][0]
    draft.files.filter(path=f"examples/{CRITERION}.yaml").delete()
    assert "There are no worked examples yet." in author.get(page).content.decode()
    assert author.post(page).status_code == 302
    assert text_of(draft, f"examples/{CRITERION}.yaml").startswith(
        f"criterion: {CRITERION}\ncases:\n  - name: achieved"
    )


def test_every_part_can_be_added_changed_and_taken_out(author: Client, draft: Draft) -> None:
    for part in PARTS.values():
        page = address("part", draft.pk, part.key)
        made = author.post(page, {"key": "brand_new"})
        entry = address("entry", draft.pk, part.key, "brand_new")
        assert made["Location"] == entry
        assert author.post(page, {"key": "brand_new"}).status_code == 422
        assert author.get(entry).status_code == 200
        assert author.post(entry, {"do": "remove-entry"}).status_code == 302
        assert author.get(entry).status_code == 404
    base = draft.base
    assert base is not None
    assert draft.texts() == {**base.files, "edition.yaml": text_of(draft, "edition.yaml")}


def test_a_new_criterion_and_a_new_table(author: Client, draft: Draft) -> None:
    texts = {"title_en": "Shade", "title_zh": "遮阳", "reason": "Asked for"}
    new = {"key": "s03-shade", "code": "S03", "scenario": "energy", "subject": "building", **texts}
    assert author.post(address("criterion-new", draft.pk), new)["Location"] == address(
        "criterion", draft.pk, "s03-shade"
    )
    assert author.get(address("criterion", draft.pk, "s03-shade")).status_code == 200
    assert author.post(address("criterion-new", draft.pk), new).status_code == 422
    assert author.post(address("criterion-remove", draft.pk, "s03-shade")).status_code == 302
    table = {
        "key": "shades",
        "use": "limit",
        "keys": "zone, year",
        "value": "shade_percent",
        "unit": "%",
        **texts,
    }
    assert author.post(address("table-new", draft.pk), table)["Location"] == address(
        "table", draft.pk, "shades"
    )
    assert text_of(draft, "tables/shades.csv") == "zone,year,shade_percent,unit,source,status\n"
    assert "No difference" not in author.get(address("table", draft.pk, "shades")).content.decode()


def test_other_people_do_not_get_in(
    authors: Authors, draft: Draft, client_for: Callable[[User], Client], client: Client
) -> None:
    page = address("criterion", draft.pk, CRITERION)
    for person in (authors.architect, authors.elsewhere, authors.guest):
        assert client_for(person).get(page).status_code == 404
    assert client.get(page).status_code == 302
    save_file(authors.author, draft, PATH, text_of(draft), 1)


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 100_000,
        "key: " + "9" * 5000 + "\n",
        "1: 2\n? ''\n: {unit: [m], label: [x]}\n",
        "ratings: [1, [2], {key: [x], unit: {m: m}}]\n",
    ],
    ids=["deep", "digits", "blank-key", "no-keys"],
)
def test_whatever_a_file_holds_the_pages_stand(author: Client, draft: Draft, text: str) -> None:
    pages = [address("draft", draft.pk), address("publish", draft.pk), address("page", draft.pk, "edition")]
    pages += [address("part", draft.pk, part) for part in ("metrics", "ratings", "typologies")]
    for path in ("edition.yaml", "metrics.yaml", "ratings.yaml"):
        draft.files.filter(path=path).update(text=text)
        for page in pages:
            assert author.get(page, follow=True).status_code == 200, (path, page)


def test_of_thousands_of_mistakes_the_first_are_told(author: Client, draft: Draft) -> None:
    draft.files.filter(path="metrics.yaml").update(text="".join(f"k{n}: {n}\n" for n in range(3000)))
    answer = author.get(address("publish", draft.pk))
    assert len(answer.context["blockers"]) < 300


def test_what_was_typed_into_a_file_that_is_gone_is_shown(
    author: Client, draft: Draft, authors: Authors
) -> None:
    pages = (address("criterion", draft.pk, CRITERION), address("examples", draft.pk, CRITERION))
    forms = [form_of(author.get(page)) | {"do": "save", "reason": "Because"} for page in pages]
    grid = {"version": "1", "reason": "Because", "cell:0:limit": "77"}
    for path in (PATH, f"examples/{CRITERION}.yaml", "tables/limits.csv"):
        remove_file(authors.colleague, draft, path, 1, "Not needed")
    for page, form in zip(pages, forms, strict=True):
        answer = author.post(page, form | {"mode": "text", "text": form["text"][0] + "# typed\n"})
        assert (answer.status_code, b"# typed" in answer.content) == (409, True)
    answer = author.post(address("table", draft.pk, "limits"), grid)
    assert (answer.status_code, b"77" in answer.content) == (409, True)
    assert not draft.files.filter(path=PATH).exists()


@pytest.mark.parametrize("end", [DraftState.ABANDONED, DraftState.CONSULTATION])
def test_what_was_typed_while_the_draft_ended_is_shown(author: Client, draft: Draft, end: str) -> None:
    page = address("file", draft.pk, "ratings.yaml")
    form = form_of(author.get(page)) | {"do": "save", "reason": "Because"}
    now = {"consultation_opens_at": timezone.now(), "consultation_closes_on": date(2020, 1, 1)}
    Draft.objects.filter(pk=draft.pk).update(state=end, **now)
    answer = author.post(page, form | {"text": form["text"][0] + "# typed\n"})
    over = end == DraftState.ABANDONED
    assert answer.status_code == (409 if over else 302)
    assert not over or b"# typed" in answer.content


def test_nothing_unseen_is_brought_back_over_or_removed(
    author: Client, draft: Draft, authors: Authors
) -> None:
    save_file(authors.author, draft, PATH, text_of(draft) + "# one\n", 1, "One")
    step = draft.changes.get(path=PATH)
    shown = author.get(address("change", draft.pk, step.pk)).content.decode()
    assert 'name="version" value="2"' in shown
    assert (
        'name="version" value="2"' in author.get(address("criterion", draft.pk, CRITERION)).content.decode()
    )
    save_file(authors.colleague, draft, PATH, text_of(draft) + "# two\n", 2, "Two")
    old = {"which": "before", "version": "2"}
    assert author.post(address("change", draft.pk, step.pk), old).status_code == 409
    assert author.post(address("criterion-remove", draft.pk, CRITERION), {"version": "2"}).status_code == 409
    assert text_of(draft).endswith("# one\n# two\n")


def test_no_number_is_too_long_and_no_word_holds_a_nul(author: Client, draft: Draft) -> None:
    page, text = address("file", draft.pk, "ratings.yaml"), text_of(draft, "ratings.yaml")
    sent = {"mode": "text", "text": text + "# x\n", "reason": "a\0b", "do": "save"}
    assert author.post(page, sent | {"version": "9" * 5000, "do": f"remove:{'9' * 5000}"}).status_code == 200
    assert author.post(page, sent | {"version": "1"}).status_code == 302
    assert draft.changes.get(path="ratings.yaml").reason == "ab"
    assert author.get(address("history", draft.pk) + "?file=%00").status_code == 200
    assert author.get(page + "%00").status_code == 404


def test_cells_without_a_reason_do_not_overwrite_what_was_saved_meanwhile(
    author: Client, draft: Draft, authors: Authors
) -> None:
    page, path = address("table", draft.pk, "limits"), "tables/limits.csv"
    first = text_of(draft, path)
    save_file(authors.colleague, draft, path, first.replace("\n", "\n\n", 1), 1, "Theirs")
    column = first.split(",", 1)[0]
    sent = {"version": "1", "reason": "", f"cell:0:{column}": "mine"}
    answer = author.post(page, sent)
    assert (answer.status_code, b"mine" in answer.content) == (409, True)
