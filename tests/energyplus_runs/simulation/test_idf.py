"""Loading, editing and writing models through eppy without losing a digit, a name or an object."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.idf import load
from energyplus_runs.simulation.installation import Engine, find_engine
from energyplus_runs.simulation.tokens import tokenise
from tests.energyplus_runs.simulation.preparation_models import box, box_zh, prototype

ENGINE = find_engine()
HEAD = "Version,25.2;\n"


def tokens_of(text: str) -> list[tuple[str, tuple[str, ...]]]:
    found = tokenise(text)
    assert not found.findings
    return [(item.type_name, item.fields) for item in found.objects]


def refusal(text: str) -> list[str]:
    with pytest.raises(SimulationError) as caught:
        load(text, ENGINE)
    return [finding.code for finding in caught.value.findings]


@pytest.mark.parametrize("text", [box(), box_zh()], ids=["box", "box_zh"])
def test_writing_what_was_loaded_gives_the_same_tokens_in_the_same_order(text: str) -> None:
    assert tokens_of(load(text, ENGINE).write()) == tokens_of(text)


@pytest.mark.slow
def test_a_large_model_with_objects_longer_than_the_dictionary_round_trips() -> None:
    text = prototype("ASHRAE901_OfficeSmall_STD2019_Denver.idf")
    model = load(text, ENGINE)
    written = model.write()
    assert tokens_of(written) == tokens_of(text)
    assert load(written, ENGINE).write() == written


def test_numbers_keep_their_digits_and_their_spelling() -> None:
    numbers = ["1.10", "0.30000000000000004", "1E-3", "-0", "007", "autocalculate"]
    text = f"{HEAD}Zone,宿舍,{','.join(numbers)};"
    zone = load(text, ENGINE).objects("Zone")[0]
    assert zone.values == ("宿舍", *numbers)


def test_blank_and_missing_fields_are_kept_apart() -> None:
    text = f"{HEAD}Zone,Z,,;\nZone,Y;"
    assert tokens_of(load(text, ENGINE).write()) == tokens_of(text)


def test_fields_beyond_the_dictionary_are_kept_and_named() -> None:
    entries = ",".join(f"Report{number}" for number in range(200))
    written = load(f"{HEAD}Output:Table:SummaryReports,{entries};", ENGINE).write()
    assert "Report199;" in written
    assert "!- Report 200 Name" in written


def test_what_is_written_does_not_depend_on_models_loaded_before() -> None:
    text = f"{HEAD}Output:Table:SummaryReports,A,B;"
    before = load(text, ENGINE).write()
    load(f"{HEAD}Output:Table:SummaryReports,{','.join('R' * 1 for _ in range(3000))};", ENGINE)
    assert load(text, ENGINE).write() == before


def test_fields_are_read_and_set_by_their_dictionary_names() -> None:
    model = load(f"{HEAD}RunPeriod,Year,1,1,,12,31;", ENGINE)
    period = model.objects("runperiod")[0]
    period.set("Day of Week for Start Day", "Monday")
    assert period.get("End Month") == "12"
    assert period.get("Use Weather File Rain Indicators") == ""
    assert period.values == ("Year", "1", "1", "", "12", "31", "", "Monday")
    assert period.name == "Year"


def test_an_unknown_field_or_type_is_an_error_of_the_caller() -> None:
    model = load(f"{HEAD}RunPeriod,Year,1,1,,12,31;", ENGINE)
    with pytest.raises(KeyError, match="Colour"):
        model.objects("RunPeriod")[0].get("Colour")
    with pytest.raises(KeyError):
        model.objects("Teapot")


def test_a_first_field_that_is_no_name_is_not_taken_for_one() -> None:
    model = load(f"{HEAD}Timestep,4;\nOutput:VariableDictionary;", ENGINE)
    assert [item.name for item in model] == ["", "", ""]


def test_adding_writes_only_what_is_given_at_the_end() -> None:
    model = load(HEAD, ENGINE)
    model.add("output:meter", {"Key Name": "Electricity:Facility", "Reporting Frequency": "Monthly"})
    assert tokens_of(model.write())[-1] == ("Output:Meter", ("Electricity:Facility", "Monthly"))


def test_removing_takes_the_very_object_and_leaves_its_twin() -> None:
    model = load(f"{HEAD}Output:Variable,*,A;\nZone,Z;\nOutput:Variable,*,A;", ENGINE)
    first, second = model.objects("Output:Variable")
    model.remove([second])
    assert [item.type_name for item in model] == ["Version", "Output:Variable", "Zone"]
    model.remove([first])
    assert model.objects("Output:Variable") == []
    assert len(model) == 2


def test_trailing_blanks_can_be_dropped() -> None:
    model = load(f"{HEAD}Output:Table:SummaryReports,A,,;", ENGINE)
    item = model.objects("Output:Table:SummaryReports")[0]
    item.trim()
    assert item.values == ("A",)


def test_an_unknown_object_is_refused_and_not_dropped() -> None:
    assert refusal(f"{HEAD}Teapot,Brown Betty;") == ["object-count-differs"]


def test_a_lost_semicolon_is_refused_and_does_not_swallow_the_rest() -> None:
    assert refusal(f"{HEAD}Zone,Z;\nZone,Y") == ["missing-semicolon"]


def test_an_object_longer_than_it_can_be_is_refused() -> None:
    assert refusal(f"{HEAD}Timestep,4,5,6,7;") == ["model-not-loaded"]


def test_one_process_serves_one_dictionary(tmp_path: Path) -> None:
    load(HEAD, ENGINE)
    other = Engine(
        tmp_path, ENGINE.executable, tmp_path / "Energy+.idd", ENGINE.schema, "25.2.0", ENGINE.build
    )
    with pytest.raises(SimulationError) as caught:
        load(HEAD, other)
    assert [finding.code for finding in caught.value.findings] == ["engine-changed"]


NAMES = st.text(
    st.characters(exclude_categories=["C", "Z"], exclude_characters=",;!#"), min_size=1, max_size=20
)
VALUES = st.one_of(st.floats(allow_nan=False, allow_infinity=False).map(repr), st.just(""), NAMES)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(NAMES, st.lists(VALUES, max_size=6)), max_size=5))
def test_any_names_and_values_survive(zones: list[tuple[str, list[str]]]) -> None:
    text = HEAD + "".join(f"Zone,{','.join([name, *values])};\n" for name, values in zones)
    assert tokens_of(load(text, ENGINE).write()) == tokens_of(text)
