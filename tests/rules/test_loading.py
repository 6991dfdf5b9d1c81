"""Reading editions: good ones whole, broken ones with every mistake named by file, line, code and remedy."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from rules.engine.digest import canonical_digest
from rules.engine.errors import FINDINGS, EditionErrors
from rules.engine.loading import load_edition, load_edition_files

from .editions import BROKEN, ISLAND, island, small, small_files


def test_all_mistakes_are_found_in_one_go() -> None:
    files = small_files(
        metrics_yaml=("(carbon_kgco2e +", "(carbon_kgco2 +"), scoring_yaml=("weight: 10,", "weight: 20,")
    )
    files["tables/limits.csv"] = files["tables/limits.csv"].replace(b"2026,100", b"2026,x")
    with pytest.raises(EditionErrors) as caught:
        load_edition_files(files)
    assert [error.code for error in caught.value.errors] == [
        "name-unknown",
        "weights-not-whole",
        "cell-malformed",
    ]


def test_an_unknown_name_is_answered_with_one_that_looks_like_it() -> None:
    with pytest.raises(EditionErrors, match="carbon_kgco2e"):
        small(metrics_yaml=("(carbon_kgco2e +", "(carbon_kgco2 +"))


def test_an_unknown_key_is_answered_with_the_allowed_ones() -> None:
    with pytest.raises(EditionErrors, match="above, definition, label"):
        small(metrics_yaml=("  above: 0", "  over: 0"))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("notes.txt", b"", "file-unknown"),
        ("criteria/deep/s02.yaml", b"", "file-unknown"),
        ("tables/more.csv", b"", "table-not-declared"),
        ("protocol.yaml", b"- a list", "annex-not-mapping"),
        ("ratings.yaml", b"\xff\xfe", "file-not-utf8"),
        ("ratings.yaml", b"? [a]\n: b", "yaml-unreadable"),
        ("ratings.yaml", b"[" * 100_000 + b"]" * 100_000, "yaml-too-deep"),
        ("ratings.yaml", b"a: &a [1]\nb: [*a, *a]", "yaml-alias"),
        ("tables/limits.csv", b"\xff", "file-not-utf8"),
        ("tables/limits.csv", b'a\n"b" c\n', "csv-unreadable"),
        ("ratings.yaml", b"ratings: 1" + b"0" * 400, "number-not-finite"),
        ("tables/limits.csv", b"", "columns-differ"),
    ],
)
def test_files_that_do_not_belong_or_cannot_be_read(name: str, content: bytes, code: str) -> None:
    with pytest.raises(EditionErrors) as caught:
        load_edition_files({**small_files(), name: content})
    assert code in {error.code for error in caught.value.errors}


def test_a_missing_file_is_named() -> None:
    files = small_files()
    del files["ratings.yaml"]
    with pytest.raises(EditionErrors, match=r"ratings\.yaml"):
        load_edition_files(files)


def test_nothing_at_all_is_refused_without_a_crash() -> None:
    with pytest.raises(EditionErrors):
        load_edition_files({})


def test_errors_name_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "mine-r1"
    shutil.copytree(ISLAND, folder)
    (folder / "criteria" / "b01-upfront-carbon.yaml").write_text("key: [", encoding="utf-8")
    with pytest.raises(EditionErrors) as caught:
        load_edition(folder)
    assert caught.value.errors[0].file == "mine-r1/criteria/b01-upfront-carbon.yaml"


def test_every_error_is_a_finding() -> None:
    with pytest.raises(EditionErrors) as caught:
        small(metrics_yaml=("  above: 0", "  over: 0"))
    finding = caught.value.errors[0].to_finding()
    assert (finding.where.file, finding.where.line) == ("metrics.yaml", 6)
    assert finding.to_json()["severity"] == "error"


def test_every_code_of_the_catalogue_is_used() -> None:
    engine = Path(__file__).parents[2] / "rules" / "engine"
    sources = "".join(path.read_text(encoding="utf-8") for path in engine.glob("*.py"))
    assert [code for code in FINDINGS.codes() if f'"{code}"' not in sources] == []


def test_every_mistake_a_folder_can_hold_has_its_broken_edition() -> None:
    """Those that need bytes or sizes no one would keep in a file are in the test above."""
    shown = {
        yaml.safe_load((folder / "expected.yaml").read_text(encoding="utf-8"))["code"]
        for folder in BROKEN.iterdir()
        if folder.name != "base"
    }
    elsewhere = {"yaml-too-deep", "csv-unreadable", "function-takes-one", "table-use-wrong", "number-too-low"}
    elsewhere |= {"cell-not-found-only", "value-malformed"}
    assert {code for code in FINDINGS.codes() if not code.startswith("lock-")} - shown == elsewhere


@pytest.mark.parametrize(
    ("replaced", "code", "file", "line"),
    [
        (
            {"s01_carbon_yaml": ("expression: inten", "expression: abs(1, 2) * inten")},
            "function-takes-one",
            "s01",
            9,
        ),
        ({"edition_yaml": ("use: limit", "use: context")}, "table-use-wrong", "s01", 16),
        ({"ratings_yaml": ("threshold: 30", "threshold: -1")}, "number-too-low", "ratings", 2),
        (
            {
                "edition_yaml": ("unit: kgCO2e/m2}", "unit: kgCO2e/m2, optional: true}"),
                "limits_csv": (",90,", ",,"),
            },
            "cell-not-found-only",
            "limits",
            3,
        ),
    ],
)
def test_rarer_mistakes(replaced: dict[str, tuple[str, str]], code: str, file: str, line: int) -> None:
    with pytest.raises(EditionErrors) as caught:
        small(**replaced)
    found = [(error.code, error.line) for error in caught.value.errors if file in error.file]
    assert found == [(code, line)]


def test_years_left_out_inside_a_series_and_at_its_end_are_named() -> None:
    rows = "".join(f"homes,new,{year},{limit},kgCO2e/m2,ours,P\n" for year, limit in ((2029, 80), (2030, 70)))
    with pytest.raises(EditionErrors) as caught:
        small(limits_csv=("shops,new,2026", f"{rows}shops,new,2026"))
    assert [(error.code, error.line) for error in caught.value.errors] == [
        ("years-left-out", 3),  # homes: 2028 after 2027
        ("years-left-out", 7),  # shops: 2028, 2029, 2030 after 2027
    ]
    assert "2028, 2029, 2030" in caught.value.errors[1].message["zh-hans"]


def test_years_between_rows_need_no_row_where_they_are_read_between_or_never_asked_for() -> None:
    plain = ("    interpolate: {key: year, method: linear_ceil}\n", "")
    with pytest.raises(EditionErrors, match=r"floors\.csv:2: years-left-out"):
        small(edition_yaml=plain)
    assert small(edition_yaml=plain, s02_share_yaml=("construction_start_year)", "2035)"))


def test_what_an_edition_says_of_itself_and_of_others() -> None:
    head = """status: draft
registration_opens: 2026-03-01
transition: {en: Projects registered before stay., zh-hans: 已登记项目不变。}
corrigendum: {corrects: small-r0, note: {en: A limit., zh-hans: 一项限值。}}
"""
    edition = small(edition_yaml=("status: draft\n", head))
    assert edition.registration_opens == "2026-03-01"
    assert edition.transition is not None and edition.transition.zh_hans == "已登记项目不变。"
    assert edition.corrigendum is not None and edition.corrigendum.corrects == "small-r0"
    reference = edition.criterion("s02-share").references[0]
    assert (reference.source.title, reference.clause, reference.status) == ("Small edition", "3.1", "P")


def test_annexes_are_kept_and_digested_unread() -> None:
    plain = small()
    files = {**small_files(), "scenarios.yaml": b"anything: {at: all}\n"}
    annexed = load_edition_files(files)
    assert annexed.annexes == {"scenarios": {"anything": {"at": "all"}}}
    assert annexed.digest != plain.digest


def test_the_digest_knows_no_line_ends_and_no_order() -> None:
    files = small_files()
    windows = {name: content.replace(b"\n", b"\r\n") for name, content in reversed(files.items())}
    assert canonical_digest(files) == canonical_digest(windows)
    assert canonical_digest(files) != canonical_digest(
        {**files, "metrics.yaml": files["metrics.yaml"] + b"#"}
    )
    assert canonical_digest({"a": b"b", "c": b""}) != canonical_digest({"a": b"", "c": b"b"})


def test_the_island_edition_is_whole() -> None:
    edition = island()
    assert edition.status == "published"
    codes = [criterion.code for criterion in edition.criteria]
    buildings = [f"B{number:02}" for number in range(1, 22)]
    assert codes == buildings + [f"C{number:02}" for number in range(1, 19)]
    assert len(edition.typologies) == 15
    assert len(edition.tables["materials"].rows) == 69
    assert len(edition.tables["waste_rates"].rows) == 28
    # 12 series of new works and 11 of retrofit, 26 years each: 23 · 26 = 598
    assert len(edition.tables["upfront_carbon_limits"].rows) == 598


def test_every_material_has_a_waste_rate_and_every_leg_a_vehicle() -> None:
    tables = island().tables
    waste = {row["key"] for row in tables["waste_rates"].rows}
    assert {row["waste_key"] for row in tables["materials"].rows} <= waste
    vehicles = {row["key"] for row in tables["transport_factors"].rows}
    assert {row["transport"] for row in tables["default_legs"].rows} <= vehicles


def test_blends_of_refrigerants_are_weighted_by_mass_and_what_a_report_leaves_out_stays_blank() -> None:
    rows = {str(row["key"]): row for row in island().tables["refrigerants"].rows}
    blends = [row for row in rows.values() if row["status"] == "D"]
    assert len(blends) == 6
    for row in blends:
        parts = [part.rstrip("%").split() for part in str(row["composition_mass"]).split("; ")]
        shares = {f"r-{re.sub('^(HFC|R)', '', name)}": float(share) / 100 for name, share in parts}
        for column in ("gwp100_ar5", "gwp100_ar6"):
            # R-454B, AR5: 0.689 · 677 + 0.311 · 1 = 466.764, printed with one decimal
            whole = sum(share * float(str(rows[key][column])) for key, share in shares.items())
            assert row[column] == pytest.approx(whole, abs=0.05)
    # AR5 has no value for propane: a charge of it is undetermined, not small.
    assert (rows["r-290"]["gwp100_ar5"], rows["r-290"]["status"]) == (None, "NF")


@pytest.mark.parametrize(
    ("table", "keys", "expected"),
    [
        ("grid_carbon_factors", ("hainan", 2021), 0.4524),
        ("grid_carbon_factors", ("hainan", 2022), 0.4184),
        ("grid_carbon_factors", ("hainan", 2023), 0.3648),
        ("grid_carbon_factors", ("china", 2022), 0.5366),
        ("grid_carbon_factors", ("china", 2023), 0.5306),
        ("grid_footprint_factors", ("china", 2023), 0.6205),
        ("grid_footprint_factors", ("china", 2024), 0.5777),
        ("upfront_carbon_limits", ("offices_whole_building", "new", 2050), 60),
        ("upfront_carbon_limits", ("homes_flats", "retrofit", 2027), 370),
    ],
)
def test_figures_known_from_their_sources(table: str, keys: tuple[str | int, ...], expected: float) -> None:
    found = island().tables[table]
    assert found.value is not None
    assert found.index[keys][found.value] == expected
