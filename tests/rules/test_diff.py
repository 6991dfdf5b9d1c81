"""What an author changed is listed once each; what means nothing is not listed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.engine.diff import ADDED, CHANGED, REMOVED, Change, Segment, compare, words
from rules.engine.loading import load_edition_files
from rules.engine.schema import Edition
from tests.rules.editions import island, small, small_files

SWAP = {ADDED: REMOVED, REMOVED: ADDED, CHANGED: CHANGED}
LIMIT = "    comparison: at_most\n    limit:"
B06 = "criteria/b06-energy-use-intensity.yaml"
REFRIGERANTS = "tables/refrigerants.csv"
LIMITS = "tables/upfront_carbon_limits.csv"


class Author:
    """Somebody with the island edition open, who may write it out anew."""

    def __init__(self) -> None:
        self.files = dict(island().files)

    def edit(self, name: str, change: Callable[[Any], object]) -> None:
        """Change a file's content; it is written by another hand, in another layout."""
        data = yaml.safe_load(self.files[name])
        change(data)
        text = yaml.safe_dump(data, allow_unicode=True, sort_keys=True, width=60)
        self.files[name] = f"# by hand\n{text}".replace("\n", "\r\n").encode()

    def rows(self, name: str, change: Callable[[list[dict[str, str]]], object]) -> None:
        rows = list(csv.DictReader(io.StringIO(self.files[name].decode())))
        change(rows)
        out = io.StringIO()
        writer = csv.DictWriter(out, list(reversed(rows[0])))
        writer.writeheader()
        writer.writerows(reversed(rows))
        self.files[name] = out.getvalue().encode()

    def edition(self) -> Edition:
        return load_edition_files(self.files)


@cache
def twelve() -> Edition:
    """The island edition with twelve changes, each of another kind."""
    author = Author()

    def criterion(data: Any) -> None:
        data["intent"]["en"] = data["intent"]["en"].replace("markedly", "much")  # 1
        saving, intensity = data["requirements"]
        saving["limit"] = 25  # 2
        saving["value"]["expression"] = (
            "1 - (site_eui_kwh_per_m2_yr)/reference_site_eui_kwh_per_m2_yr"  # the same
        )
        intensity["steps"][1]["credits"] = 5  # 3
        del data["context"]  # 4

    def metrics(data: Any) -> None:
        data["gia_m2"]["maximum"] = 1e6  # 5
        data["site_eui_kwh_per_m2_yr"]["value"] += " * 1"  # 8

    def head(data: Any) -> None:
        data["parameters"]["site_activities_a5_2_kgco2e_per_m2"]["value"] = 45  # 6
        data["sources"]["edge"]["locator"] += "; read again"  # 7
        data["key"] = "island-2026-r1"  # which edition it is, and no change of it

    def rows(rows: list[dict[str, str]]) -> None:
        row = next(row for row in rows if _key(row) == ("hotels", "new", "2027"))
        row["limit_kgco2e_per_m2"] = "500.0"  # 9

    author.edit(B06, criterion)
    author.edit("metrics.yaml", metrics)
    author.edit("edition.yaml", head)
    author.rows(LIMITS, rows)
    author.rows(
        REFRIGERANTS, lambda rows: rows.remove(next(row for row in rows if row["key"] == "r-32"))
    )  # 10
    author.edit("ratings.yaml", lambda data: data["ratings"][0].update(threshold=31))  # 11
    author.edit("protocol.yaml", lambda data: data["calendar"].update(use_rain=False))  # 12
    return author.edition()


def _key(row: dict[str, str]) -> tuple[str, str, str]:
    return row["series"], row["works"], row["year"]


def test_twelve_changes_are_twelve() -> None:
    b06 = "b06-energy-use-intensity"
    steps = ("requirements", "intensity", "steps", 2, "credits")
    assert [(one.kind, one.part, one.key, one.route) for one in compare(island(), twelve())] == [
        (REMOVED, "criteria", b06, ("context", "uk-pilot")),
        (CHANGED, "criteria", b06, ("intent",)),
        (CHANGED, "criteria", b06, steps),
        (CHANGED, "criteria", b06, ("requirements", "saving", "limit")),
        (CHANGED, "metrics", "gia_m2", ("bounds",)),
        (CHANGED, "metrics", "site_eui_kwh_per_m2_yr", ("value",)),
        (CHANGED, "parameters", "site_activities_a5_2_kgco2e_per_m2", ("value",)),
        (REMOVED, "tables", "refrigerants", ("rows", "r-32")),
        (CHANGED, "tables", "upfront_carbon_limits", ("rows", "hotels", "new", 2027)),
        (CHANGED, "ratings", "pass", ("threshold",)),
        (CHANGED, "sources", "edge", ("locator",)),
        (CHANGED, "annexes", "protocol", ("calendar", "use_rain")),
    ]


def test_a_change_says_what_was_and_what_is_and_whom_it_reaches() -> None:
    found = {one.route: one for one in compare(island(), twelve())}
    limit = found["requirements", "saving", "limit"]
    assert (limit.form, limit.before, limit.after, limit.units) == ("formula", "20", "25", ("%", "%"))
    assert limit.sentence.en == (
        "B06 Energy use intensity · requirement “Saving against the base case” · limit"
        " changed from 20 % to 25 %."
    )
    row = found["rows", "hotels", "new", 2027]
    assert row.before["limit_kgco2e_per_m2"] != row.after["limit_kgco2e_per_m2"] == 500
    assert set(row.affected) >= {"b01-upfront-carbon"}
    # Every criterion per area reads the area, B06 through a derived intensity.
    assert "b06-energy-use-intensity" in found["bounds",].affected
    assert found["threshold",].affected == ()
    json.dumps([one.to_json() for one in found.values()], allow_nan=False)


def test_the_other_way_round_is_the_mirror() -> None:
    there, back = compare(island(), twelve()), compare(twelve(), island())
    assert [_told(one) for one in back] == [_told(_mirrored(one)) for one in there]


def _told(one: Change) -> tuple[Any, ...]:
    return one.kind, one.part, one.key, one.route, one.form, one.before, one.after, one.units, one.affected


def _mirrored(one: Change) -> Any:
    return Change(
        SWAP[one.kind],
        one.part,
        one.key,
        one.route,
        one.form,
        one.after,
        one.before,
        one.units[::-1],
        one.affected,
        one.place,
        one.sentence,
    )


def test_an_edition_is_not_different_from_itself() -> None:
    assert compare(island(), island()) == ()


@pytest.mark.slow
def test_layout_order_comments_and_spelling_are_no_change() -> None:
    author = Author()
    for name in island().files:
        if name.endswith(".yaml"):
            author.edit(name, _reordered)
        else:
            author.rows(name, lambda rows: None)
    written_anew = author.edition()
    assert written_anew.digest != island().digest
    assert compare(island(), written_anew) == ()


def _reordered(data: Any) -> None:
    """The same content in another order, with defaults written out."""
    for name in ("subjects", "stages", "requirements"):
        if name in data:
            data[name].reverse()
    for table in data.get("tables", {}).values():
        table.setdefault("strictest", "lowest")


def test_what_a_requirement_repeats_or_inherits_says_the_same() -> None:
    own = f"    value: {{expression: intensity_kgco2e_per_m2, unit: kgCO2e/m2}}\n{LIMIT}"
    repeated = load_edition_files(small_files(s01_carbon_yaml=(LIMIT, own)))
    assert compare(small(), repeated) == ()
    halved = own.replace("intensity_kgco2e_per_m2", "intensity_kgco2e_per_m2 / 2")
    other = load_edition_files(small_files(s01_carbon_yaml=(LIMIT, halved)))
    assert [(one.kind, one.route) for one in compare(small(), other)] == [
        (ADDED, ("requirements", "limit", "value"))
    ]


def test_a_whole_criterion_is_one_change() -> None:
    author = Author()
    author.files.pop("criteria/b15-peak-demand.yaml")
    author.files.pop("examples/b15-peak-demand.yaml", None)
    gone = [one for one in compare(island(), author.edition()) if one.part == "criteria"]
    assert [(one.kind, one.key, one.route, one.after) for one in gone] == [
        (REMOVED, "b15-peak-demand", (), None)
    ]
    assert gone[0].sentence.zh_hans.startswith("删除：B15 ")


def test_words_of_latin_text_and_characters_of_chinese() -> None:
    assert _marked("at most 20 % of it", "at most 25 % of all of it") == "at most [20|25] % of [|all of ]it"
    assert _marked("明显低于基准", "显著低于基准值") == "[明|]显[|著]低于基准[|值]"
    assert _marked("two red cars", "three blue cars") == "[two red|three blue] cars"


def _marked(before: str, after: str) -> str:
    """`[went|came]` in the running text."""
    text, gone = "", ""
    for one in (*words(before, after), Segment("equal", "")):
        if one.kind == "delete":
            gone = one.text
        else:
            text += f"[{gone}|{one.text}]" if one.kind == "insert" else f"[{gone}|]" * bool(gone) + one.text
            gone = ""
    return text


@given(st.text("ab 中文.,1", max_size=30), st.text("ab 中文.,1", max_size=30))
@settings(max_examples=100, deadline=None)
def test_segments_make_both_texts(before: str, after: str) -> None:
    found = words(before, after)
    assert "".join(one.text for one in found if one.kind != "insert") == before
    assert "".join(one.text for one in found if one.kind != "delete") == after
    assert all(one.kind == "equal" for one in found) or before != after


@pytest.mark.parametrize("size", [3000])
def test_a_very_long_text_is_replaced_whole(size: int) -> None:
    before, after = "a b " * size, "b a " * size
    assert [one.kind for one in words(before, after)] == ["delete", "insert"]
