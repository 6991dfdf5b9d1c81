"""How a line finds its factor, and what it is told when it does not."""

import pytest

from assessments.carbon.factors import FactorLibrary
from tests.assessments.carbon.rows import MATERIALS, factor, library


@pytest.mark.parametrize("name", ["Concrete c30", "CONCRETE-C30", "C30混凝土", "Ｃ３０ 混凝土"])
def test_exact_names_in_either_language(name):
    assert library().match(name).factor.key == "concrete-c30"


def test_a_key_wins_over_the_name():
    assert library().match("Concrete C30", "rebar").factor.key == "rebar"


def test_a_wrong_key_is_not_saved_by_the_name():
    match = library().match("Concrete C30", "concrete-c35")
    assert match.factor is None
    assert match.reason == "factor-key-unknown"
    assert match.suggestions[0] == "concrete-c30"


def test_only_what_shares_an_idea_is_suggested():
    match = library().match("Concrete C40")
    assert (match.factor, match.reason, match.suggestions) == (None, "material-unmatched", ("concrete-c30",))


def test_five_nearest_by_letters_when_no_idea_is_known():
    match = library().match("glulamm")
    assert match.suggestions[0] == "glulam"
    assert len(match.suggestions) == 5


def test_two_factors_of_one_name_are_not_guessed_between():
    match = library().match("twin")
    assert (match.factor, match.reason, match.suggestions) == (
        None,
        "material-name-ambiguous",
        ("twin-a", "twin-b"),
    )


@pytest.mark.parametrize(
    "row",
    [
        factor("x", "bushel", "1"),
        factor("x", "kg", "dear"),
        factor("x", "kg", "nan"),
        factor("x", "kg", "1", modules="all"),
        factor("", "kg", "1"),
        MATERIALS[0],
    ],
)
def test_bad_rows_are_errors_of_the_edition(row):
    with pytest.raises(ValueError, match=r"\w"):
        FactorLibrary.from_rows([*MATERIALS, row])
