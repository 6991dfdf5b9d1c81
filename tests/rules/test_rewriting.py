"""Files of an edition are changed value by value; what is not touched stays byte for byte."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.rewriting import ABSENT, UnreadableError, insert_entry, number, outline, remove_entry, set_values

EDITIONS = Path(__file__).parents[2] / "rules" / "editions"
SHIPPED = sorted(EDITIONS.rglob("*.yaml"))
CRITERION = """\
# What the building asks for.
key: b99-example
title: {en: Example, zh-hans: 示例}   # both languages
value:
  expression: "1 - a / b"
  unit: "%"        # a share
  round_to: 0.010

# The limits.
requirements:
  - key: saving
    limit: 20
    steps:
      - {limit: 10, credits: 1}
      - {limit: 20, credits: 2}

  # Second thoughts.
  - key: other
    sources:
      - {source: author, status: P}

notes:
  en: Last words.
"""


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.relative_to(EDITIONS).as_posix())
def test_a_shipped_file_is_written_as_it_was_read(path: Path) -> None:
    """A key added and taken out again goes through reading and writing."""
    text = path.read_bytes().decode("utf-8")
    changed = set_values(text, {("zz_probe",): 1})
    assert changed == text + "zz_probe: 1\n"
    assert remove_entry(changed, ("zz_probe",)) == text


def test_only_the_line_of_the_value_changes() -> None:
    changed = set_values(CRITERION, {("value", "unit"): "kgCO2e/m2", ("requirements", 0, "limit"): 25})
    expected = CRITERION.replace('"%"', '"kgCO2e/m2"').replace("limit: 20\n", "limit: 25\n")
    assert changed == expected


def test_line_ends_and_byte_order_mark_are_kept() -> None:
    windows = "\ufeff" + CRITERION.replace("\n", "\r\n")
    assert set_values(windows, {("key",): "b99-example"}) == windows
    assert set_values(windows, {("key",): "b98-other"}) == windows.replace("b99-example", "b98-other")


def test_another_layout_of_lists_is_kept() -> None:
    text = "requirements:\n- key: a\n  limit: 1\n- key: b\n"
    assert set_values(text, {("requirements", 0, "limit"): 2}) == text.replace("limit: 1", "limit: 2")


def test_entries_are_added_and_taken_out_between_comments() -> None:
    added = insert_entry(
        CRITERION, ("requirements",), {"key": "third", "title": {"en": "T", "zh-hans": "三"}}
    )
    assert added == CRITERION.replace(
        "status: P}\n\nnotes",
        "status: P}\n  - key: third\n    title: {en: T, zh-hans: 三}\n\nnotes",
    )
    assert remove_entry(added, ("requirements", 2)) == CRITERION
    without = remove_entry(CRITERION, ("requirements", 0, "steps", 1))
    assert without == CRITERION.replace("      - {limit: 20, credits: 2}\n", "")


def test_a_key_is_added_behind_its_fellows() -> None:
    changed = set_values(CRITERION, {("value", "window"): "year"})
    assert changed == CRITERION.replace("0.010\n", "0.010\n  window: year\n")
    assert set_values(changed, {("value", "window"): ABSENT}) == CRITERION


def test_an_empty_file_gets_its_first_keys() -> None:
    made = set_values(
        "",
        {("key",): "a", ("value",): {"expression": "", "unit": "%"}, ("cases",): [{"name": "x", "of": {}}]},
    )
    assert yaml.safe_load(made) == {
        "key": "a",
        "value": {"expression": "", "unit": "%"},
        "cases": [{"name": "x", "of": {}}],
    }


def test_a_list_is_made_where_there_is_none() -> None:
    made = insert_entry("key: a\n", ("references",), {"source": "author", "status": "P"})
    assert made == "key: a\nreferences:\n  - {source: author, status: P}\n"


@pytest.mark.parametrize("word", ["yes", "No", "null", "~", "12", "1.5", "1:30", "", "a: b", "# x", "- x"])
def test_words_the_loader_would_take_for_something_else_stand_in_quotes(word: str) -> None:
    assert yaml.safe_load(set_values("key: a\n", {("key",): word})) == {"key": word}


def test_numbers_are_written_as_typed() -> None:
    # 1e-7 would be read back as a word.
    for typed, written in (("0.40", "0.40"), ("1e-7", "0.0000001"), ("20", "20"), ("-3.5", "-3.5")):
        changed = set_values("limit: 1\n", {("limit",): number(typed)})
        assert changed == f"limit: {written}\n"
        assert yaml.safe_load(changed) == {"limit": float(typed)}
    for typed in ("", "ten", "inf", "nan", "1 000"):
        with pytest.raises(ValueError, match=typed or "^$"):
            number(typed)


def test_what_cannot_be_read_is_said_to_be_so() -> None:
    for text in ("key: [a\n", "a: 1\na: 2\n", "\tkey: a\n"):
        with pytest.raises(UnreadableError):
            set_values(text, {("key",): "b"})
    with pytest.raises(UnreadableError):
        set_values("- a\n", {("key",): "b"})


def test_every_value_is_told_as_it_is_written() -> None:
    told = outline(CRITERION + "empty:\nnothing: null\nword: 'null'\n")
    assert told["value"] == {"expression": "1 - a / b", "unit": "%", "round_to": "0.010"}
    assert told["requirements"][0]["steps"] == [
        {"limit": "10", "credits": "1"},
        {"limit": "20", "credits": "2"},
    ]
    assert (told["empty"], told["nothing"], told["word"]) == ("", "", "null")
    assert outline("") == {}


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)


@given(TEXTS, TEXTS, TEXTS)
@settings(max_examples=80, deadline=None)
def test_any_text_is_read_back_by_the_loader(one: str, two: str, three: str) -> None:
    texts = [text.replace("\r", "") for text in (one, two, three)]
    routes: list[tuple[str | int, ...]] = [("title", "en"), ("notes", "en"), ("value", "expression")]
    changed = set_values(CRITERION, dict(zip(routes, texts, strict=True)))
    loaded = yaml.safe_load(changed)
    assert [loaded["title"]["en"], loaded["notes"]["en"], loaded["value"]["expression"]] == texts
    back = set_values(changed, dict(zip(routes, ["Example", "Last words.", "1 - a / b"], strict=True)))
    assert yaml.safe_load(back) == yaml.safe_load(CRITERION)
    comments = [line for line in CRITERION.splitlines() if line.startswith(("#", "  #"))]
    assert [line for line in back.splitlines() if line.startswith(("#", "  #"))] == comments


@pytest.mark.slow
@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_part_can_be_taken_out_or_replaced(data: st.DataObject) -> None:
    """The rest means what it meant."""
    path = data.draw(st.sampled_from(SHIPPED))
    text = path.read_bytes().decode("utf-8")
    content = yaml.safe_load(text)
    place: Any = content
    route: tuple[Any, ...] = ()
    while isinstance(place, dict | list) and place and (not route or data.draw(st.booleans())):
        steps = list(place) if isinstance(place, dict) else list(range(len(place)))
        route = (*route, data.draw(st.sampled_from(steps)))
        place = place[route[-1]]
    parent: Any = content
    for step in route[:-1]:
        parent = parent[step]
    parent[route[-1]] = {"en": "New.", "zh-hans": "新。"}
    assert yaml.safe_load(set_values(text, {route: parent[route[-1]]})) == content
    if len(parent) > 1:
        del parent[route[-1]]
        assert yaml.safe_load(remove_entry(text, route)) == content


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 200_000,  # overran the stack of the composer, and the process with it
        "a: &a [*a]\n",
        "a: &a [x, x]\nb: &b [*a, *a]\n",
        "? [a]\n: b\n",
        "a: !!int --- [[[\n",
    ],
)
def test_what_no_edition_may_hold_is_unreadable_and_nothing_worse(text: str) -> None:
    with pytest.raises(UnreadableError):
        outline(text)
    assert outline("a: --- [[[\nb: ~\n") == {"a": "--- [[[", "b": ""}
