"""Reading editions: good ones whole, broken ones with every mistake named by file, line, code and remedy."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from rules.engine.digest import canonical_digest
from rules.engine.errors import FINDINGS, EditionErrors
from rules.engine.loading import load_edition, load_edition_files

from .editions import ISLAND, island, small, small_files

# One mistake each: the file, the text that is right, the text that is wrong, and the code and line it must be found at.
BROKEN = {
    "not-yaml": ("metrics_yaml", "gia_m2:\n", "gia_m2: [\n", "yaml-unreadable", 3),
    "key-twice": ("metrics_yaml", "  unit: m2\n", "  unit: m2\n  unit: m2\n", "yaml-key-twice", 5),
    "unknown-key": ("metrics_yaml", "  above: 0", "  over: 0", "unknown-key", 6),
    "missing-key": ("metrics_yaml", "  unit: m2\n", "", "key-missing", 1),
    "missing-language": ("metrics_yaml", "{en: Area, zh-hans: 面积}", "{en: Area}", "text-missing", 2),
    "empty-text": ("metrics_yaml", "{en: Area,", '{en: "",', "value-malformed", 2),
    "wrong-word": ("metrics_yaml", "source: declared", "source: guessed", "value-not-allowed", 5),
    "bad-key": ("metrics_yaml", "gia_m2:\n", "GIA:\n", "identifier-malformed", 1),
    "unknown-unit": ("metrics_yaml", "unit: kgCO2e/m2", "unit: kgCO3/m2", "unit-unknown", 28),
    "wrong-dimension": ("metrics_yaml", ") / gia_m2", ")", "unit-not-as-declared", 30),
    "kgco2-plus-kgco2e": ("metrics_yaml", "(carbon_kgco2e + base", "(power_kgco2 + base", "units-differ", 30),
    "unknown-name": ("metrics_yaml", "(carbon_kgco2e +", "(carbon_kgco2 +", "name-unknown", 30),
    "list-outside-sum": ("metrics_yaml", "(carbon_kgco2e +", "(leaks_kgco2e +", "list-outside-sum", 30),
    "cycle": (
        "metrics_yaml",
        "(carbon_kgco2e + base_kgco2e) / gia_m2",
        "intensity_kgco2e_per_m2 * 1",
        "derived-cycle",
        30,
    ),
    "derived-without-formula": (
        "metrics_yaml",
        "source: take_off",
        "source: derived",
        "derived-needs-value",
        7,
    ),
    "formula-outside-grammar": (
        "s01_carbon_yaml",
        "expression: inten",
        "expression: exec(1) + inten",
        "function-unknown",
        9,
    ),
    "unreadable-formula": (
        "s01_carbon_yaml",
        "expression: inten",
        'expression: "(" # ',
        "expression-unreadable",
        9,
    ),
    "unknown-table": ("s01_carbon_yaml", 'lookup("limits"', 'lookup("limit"', "table-unknown", 16),
    "wrong-lookup-keys": (
        "s01_carbon_yaml",
        "typology, works, cons",
        "typology, cons",
        "lookup-keys-wrong",
        16,
    ),
    "typology-as-value": (
        "s01_carbon_yaml",
        'lookup("limits", typology',
        'lookup("limits", works',
        "kind-wrong",
        16,
    ),
    "limit-unit": (
        "s01_carbon_yaml",
        "limit: lookup(",
        "limit: gia_m2 * lookup(",
        "unit-not-as-declared",
        16,
    ),
    "condition-not-boolean": (
        "s01_carbon_yaml",
        "value:\n",
        "applies_when: gia_m2\nvalue:\n",
        "kind-wrong",
        8,
    ),
    "word-never-matches": (
        "s01_carbon_yaml",
        "value:\n",
        'applies_when: works == "old"\nvalue:\n',
        "word-unknown",
        8,
    ),
    "mandatory-with-steps": ("s01_carbon_yaml", "kind: credit", "kind: mandatory", "requirement-parts", 19),
    "credits-not-rising": ("s01_carbon_yaml", "credits: 3", "credits: 1", "credits-not-rising", 23),
    "key-not-file-name": ("s01_carbon_yaml", "key: s01-carbon", "key: s02-carbon", "key-not-file-name", 1),
    "unknown-source": ("s01_carbon_yaml", "{source: ours", "{source: theirs", "source-unknown", 18),
    "status-above-source": ("s01_carbon_yaml", "{source: ours", "{source: unread", "status-above-source", 18),
    "source-incomplete": ("edition_yaml", "locator: page 1, ", "", "source-incomplete", 8),
    "name-twice": ("edition_yaml", "base_kgco2e:", "works:", "name-twice", 11),
    "table-file-missing": ("edition_yaml", "  limits:\n", "  bounds:\n", "table-file-missing", 18),
    "column-without-unit": ("edition_yaml", ", unit: kgCO2e/m2}", "}", "column-without-unit", 28),
    "column-unknown": ("edition_yaml", "value: limit", "value: bound", "column-unknown", 18),
    "columns-differ": ("limits_csv", "series,works", "sector,works", "columns-differ", 1),
    "cell-not-a-number": ("limits_csv", "2026,100", "2026,hundred", "cell-malformed", 2),
    "cell-blank": ("limits_csv", "2026,100", "2026,", "cell-malformed", 2),
    "cell-nan": ("limits_csv", "2026,100", "2026,nan", "cell-malformed", 2),
    "row-length": ("limits_csv", "2027,90,", "2027,", "row-length", 3),
    "row-twice": ("limits_csv", "new,2027", "new,2026", "row-twice", 3),
    "row-unit": ("limits_csv", "90,kgCO2e/m2", "90,kgCO2/m2", "row-unit", 3),
    "row-status": ("limits_csv", "ours,P", "ours,F3", "value-not-allowed", 2),
    "row-status-above-source": ("limits_csv", "unread,M", "unread,F1", "status-above-source", 4),
    "series-missing": ("typologies_yaml", "{limits: homes}", "{}", "series-missing", 3),
    "series-unknown": ("typologies_yaml", "{limits: homes}", "{limits: houses}", "series-unknown", 3),
    "ratings-not-rising": ("ratings_yaml", "threshold: 100", "threshold: 10", "ratings-not-rising", 1),
    "weights": ("scoring_yaml", "weight: 10,", "weight: 20,", "weights-not-whole", 4),
}


@pytest.mark.parametrize("mistake", BROKEN.values(), ids=BROKEN.keys())
def test_one_mistake_is_one_error_at_its_place(mistake: tuple[str, str, str, str, int | None]) -> None:
    name, right, wrong, code, line = mistake
    with pytest.raises(EditionErrors) as caught:
        small(**{name: (right, wrong)})
    first = next(error for error in caught.value.errors if error.code == code)
    assert first.line == line
    assert first.file.rsplit("/", 1)[-1].replace(".", "_").replace("-", "_") in (name, "limits_csv")
    assert first.message["en"] and first.message["zh-hans"] and first.remedy["en"] and first.remedy["zh-hans"]
    assert code in str(caught.value)


def test_a_mistake_is_said_once() -> None:
    for name, right, wrong, code, _ in BROKEN.values():
        with pytest.raises(EditionErrors) as caught:
            small(**{name: (right, wrong)})
        assert [error.code for error in caught.value.errors].count(code) == 1


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
        ("tables/limits.csv", b"\xff", "csv-unreadable"),
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
    assert edition.status == "draft"
    assert [criterion.code for criterion in edition.criteria] == [
        "B01", "B02", "B05", "B06", "B08", "B09", "B13", "B14", "B15",
    ]  # fmt: skip
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
