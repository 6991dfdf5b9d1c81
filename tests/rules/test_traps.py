"""What an author could write and would not mean: refused when the edition loads, or reckoned as written."""

from __future__ import annotations

import json
import math

import pytest

from rules.engine.diff import compare
from rules.engine.digest import canonical_digest
from rules.engine.errors import MOST_ERRORS, EditionErrors
from rules.engine.evaluation import MetricValue, Subject, Use, evaluate
from rules.engine.loading import load_edition_files
from rules.engine.schema import Edition

from .editions import small, small_files
from .together import differences

HOME = Subject(
    works="new", uses=(Use("home", 10.0),), gia_m2=10.0, construction_start_year=2026, stage="design"
)
METRICS = {"carbon_kgco2e": MetricValue(690.0, "kgCO2e", "take_off")}
DERIVED = """
made:
  label: {en: Made, zh-hans: 推导值}
  definition: {en: Of others., zh-hans: 由其他指标推导。}
  unit: kgCO2e
  source: derived
  type: TYPE
  value: FORMULA
weights_kg:
  label: {en: Weights, zh-hans: 重量}
  definition: {en: Each., zh-hans: 逐项。}
  unit: kg
  source: declared
  type: list
"""


def _files(formula: str, unit: str = "kgCO2e") -> dict[str, bytes]:
    """The small edition with the value of its first criterion by another formula and a limit of 5."""
    files = small_files(
        s01_carbon_yaml=(
            "expression: intensity_kgco2e_per_m2\n  unit: kgCO2e/m2",
            f"expression: {json.dumps(formula)}\n  unit: '{unit}'",
        )
    )
    limit = b'lookup("limits", typology, works, construction_start_year)'
    files["criteria/s01-carbon.yaml"] = files["criteria/s01-carbon.yaml"].replace(limit, b"5")
    return files


def _made(type_: str, formula: str) -> bytes:
    return DERIVED.replace("TYPE", type_).replace("FORMULA", formula).encode()


def _refused(files: dict[str, bytes]) -> set[str]:
    with pytest.raises(EditionErrors) as caught:
        load_edition_files(files)
    return {error.code for error in caught.value.errors}


def _value(edition: Edition) -> object:
    """The value of the first criterion, the same together and alone."""
    assert differences(edition, [(HOME, METRICS)]) == []
    result = evaluate(edition, HOME, METRICS)
    json.dumps(result.to_json(), allow_nan=False)
    return result.to_json()["criteria"][0]["value"]


@pytest.mark.parametrize(
    ("formula", "unit", "code"),
    [
        ("max(0, carbon_kgco2e, gia_m2)", "m2", "units-differ"),  # 0 goes with any unit, and only 0 does
        ("sum(weights_kg if gia_m2 > 5 * gia_m2 else leaks_kgco2e)", "kgCO2e", "units-differ"),
        ('lookup("floors", "north", share_percent)', "%", "units-differ"),  # asked for a year
        ('lookup("floors", "nowhere" if kind == "building" else "north", 2026)', "%", "lookup-finds-nothing"),
        ('lookup("floors", "north", -2026)', "%", "lookup-finds-nothing"),
        ('1 if works == ("ruin" if kind == "building" else "new") else 0', "1", "word-unknown"),
    ],
)
def test_formulas_that_mean_nothing(formula: str, unit: str, code: str) -> None:
    files = _files(formula, unit)
    files["metrics.yaml"] += _made("number", "carbon_kgco2e")
    assert _refused(files) == {code}


@pytest.mark.parametrize(
    ("type_", "formula"),
    [("number", "carbon_kgco2e > base_kgco2e"), ("boolean", "carbon_kgco2e"), ("list", "carbon_kgco2e")],
)
def test_a_derived_metric_is_what_its_formula_gives(type_: str, formula: str) -> None:
    """Else a truth would be added as 1, and a number taken for a truth."""
    files = small_files()
    files["metrics.yaml"] += _made(type_, formula)
    assert _refused(files) == {"kind-wrong"}


@pytest.mark.parametrize(
    "cell", ["1" + "0" * 400, "1" * 5000, "1.7e308", "6_5", "inf", "-nan", "6\x005", "\x1b65"]
)
def test_cells_that_are_no_numbers(cell: str) -> None:
    assert _refused(small_files(floors_csv=("2035,65", f"2035,{cell}"))) == {"cell-malformed"}
    assert _refused(small_files(floors_csv=("2035,65", f"{cell},65"))) == {"cell-malformed"}


def test_a_text_cell_holds_no_control_characters() -> None:
    assert _refused(small_files(floors_csv=("North", "No\x00rth"))) == {"cell-malformed"}


@pytest.mark.parametrize(
    ("name", "content"),
    [("tables/floors.csv", b"x,y\n" * 2000), ("ratings.yaml", b"ratings: [" + b"1, " * 2000 + b"1]\n")],
)
def test_nonsense_is_not_listed_without_end(name: str, content: bytes) -> None:
    files = small_files()
    head = files[name] if name.endswith(".csv") else b""
    with pytest.raises(EditionErrors) as caught:
        load_edition_files({**files, name: head + content})
    assert len(caught.value.errors) == MOST_ERRORS


def test_a_number_between_two_rows_that_runs_out_of_range_is_undetermined() -> None:
    """(9e299 + 9e299) · 2026e9 is beyond all doubles."""
    files = _files('lookup("floors", "north", construction_start_year * 1000000000)', "%")
    table = (
        files["tables/floors.csv"]
        .replace(b"2025,20", b"0,-9e299")
        .replace(b"2035,65", b"9999999999999,9e299")
    )
    assert _value(load_edition_files({**files, "tables/floors.csv": table})) is None


def test_between_a_number_and_none_there_is_none() -> None:
    """A row whose number was looked for and not found makes nothing of what lies before it."""
    files = _files('lookup("floors", "north", construction_start_year)', "%")
    head = files["edition.yaml"].replace(
        b'{type: number, unit: "%"}', b'{type: number, unit: "%", optional: true}'
    )
    rows = files["tables/floors.csv"].replace(b"2035,65,%,ours,F2", b"2035,,%,ours,NF")
    edition = load_edition_files({**files, "edition.yaml": head, "tables/floors.csv": rows})
    assert _value(edition) is None
    requirement = evaluate(edition, HOME, METRICS).criteria[0].requirements[0]
    assert (requirement.outcome, requirement.inactive) == ("not_applicable", True)


def test_a_step_to_round_to_can_be_counted_in() -> None:
    for step, code in (
        ("5.0e-324", "number-too-low"),
        ("0", "number-too-low"),
        ("1.0e+30", "number-too-high"),
    ):
        files = _files("carbon_kgco2e")
        text = files["criteria/s01-carbon.yaml"].replace(
            b"unit: 'kgCO2e'", b"unit: kgCO2e\n  round_to: " + step.encode()
        )
        assert _refused({**files, "criteria/s01-carbon.yaml": text}) == {code}


def test_half_a_year_is_read_between_rows_or_not_found_and_never_cut_off() -> None:
    """20 + 45 · (2026.9 − 2025) / 10 = 28.55, up to 29; a table with a row for each year has none for it."""
    assert (
        _value(load_edition_files(_files('lookup("floors", "north", construction_start_year + 0.9)', "%")))
        == 29
    )
    rows = 'lookup("limits", typology, works, construction_start_year + 0.9)'
    assert _value(load_edition_files(_files(rows, "kgCO2e/m2"))) is None


def test_a_bare_limit_below_zero_takes_the_unit_of_the_value() -> None:
    files = _files("carbon_kgco2e - 70 * base_kgco2e")  # 690 − 70 · 10 = −10
    text = files["criteria/s01-carbon.yaml"].replace(b"limit: 5\n", b"limit: -10\n", 1)
    text = text.replace(b"limit: 80", b"limit: -5").replace(b"limit: 50", b"limit: -10.5")
    edition = load_edition_files({**files, "criteria/s01-carbon.yaml": text})
    limit, steps = evaluate(edition, HOME, METRICS).criteria[0].requirements
    assert (limit.limit, limit.outcome, steps.credits) == (-10, "achieved", 1)
    easier = text.replace(b"-10.5", b"-4")
    assert _refused({**files, "criteria/s01-carbon.yaml": easier}) == {"steps-not-stricter"}


@pytest.mark.parametrize("number", [9.0, 13.0, 18.0, 26.0, 690.0, 1009.0])
def test_a_whole_factor_between_units_divides_without_noise(number: float) -> None:
    """9 kg are 0.009 t, a double that 9 · 0.001 is not: a value at the limit would be past it."""
    edition = load_edition_files(_files("carbon_kgco2e", "tCO2e"))
    metrics = {"carbon_kgco2e": MetricValue(number, "kgCO2e", "take_off")}
    assert evaluate(edition, HOME, metrics).criteria[0].value == number / 1000
    assert differences(edition, [(HOME, metrics)]) == []


def test_units_multiplied_together_leave_no_noise_in_a_factor() -> None:
    """(t · m2 / t / m2) in % is 100 times as much, whatever doubles make of the sizes on the way."""
    formula = "carbon_kgco2e / gia_m2 / (intensity_kgco2e_per_m2 * 1)"
    edition = load_edition_files(_files(formula, "%"))
    assert edition.criteria[0].value.times == 100


def test_an_area_beyond_all_doubles_is_missing() -> None:
    assert Use("home", 10**400).gia_m2 is None
    assert Use("home", math.nan).gia_m2 is None


def test_what_has_one_digest_says_one_thing() -> None:
    """Also where a cell runs over two lines."""
    plain = small_files(floors_csv=("North", '"No\nrth"'))
    other = {**plain, "tables/floors.csv": plain["tables/floors.csv"].replace(b"\n", b"\r\n")}
    assert canonical_digest(plain) == canonical_digest(other)
    one, two = (load_edition_files(files).tables["floors"].rows for files in (plain, other))
    assert one == two


def test_null_in_an_annex_is_not_the_word() -> None:
    one, two = (
        load_edition_files({**small_files(), "protocol.yaml": f"a: {value}\n".encode()})
        for value in ("null", '"None"')
    )
    assert [change.route for change in compare(one, two)] == [("a",)]


def test_the_traps_leave_the_small_edition_alone() -> None:
    assert _value(small()) == 70
