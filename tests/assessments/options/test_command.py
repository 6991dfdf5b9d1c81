"""The command line tries measures by the same actions as the pages."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from assessments.models import OptionStudy, Project
from tests.assessments.cast import MODEL

pytestmark = pytest.mark.django_db
BOX = ("options", "--model", str(MODEL), "--place", "baoting")


def test_what_the_model_cannot_take_leaves_nothing_behind(edition: Any, in_process: None) -> None:
    told = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command(*BOX, "--measure", "heat-pump-water:cop=3.5", stderr=told)
    assert ended.value.code == 2
    assert "measure-nothing-found" in told.getvalue()
    assert not Project.objects.exists()


@pytest.mark.parametrize("measure", ["lighting-power:share", "lighting-power:share=half"])
def test_a_number_that_is_none_is_wrong_usage(measure: str) -> None:
    with pytest.raises(CommandError, match="no number of a measure"):
        call_command(*BOX, "--measure", measure)


@pytest.mark.engine
def test_the_ranking_is_printed_in_words_and_as_json(edition: Any, in_process: None) -> None:
    """The walls are good already, so that only the design itself is simulated; what was simulated before is not again."""
    words, told = StringIO(), StringIO()
    call_command(*BOX, "--measure", "wall-insulation", stdout=words)
    assert "Wall insulation" in words.getvalue()
    call_command(*BOX, "--measure", "wall-insulation:u_w_per_m2k=1.2", "--json", stdout=told)
    ranking = json.loads(told.getvalue())
    assert ranking["base"]["figures"]["site_energy_kwh_per_yr"] > 0
    assert [one["state"] for one in ranking["options"]] == ["inapplicable"]
    assert ranking["options"][0]["operating_saved_kgco2_per_m2_yr"] is None
    first, second = OptionStudy.objects.order_by("requested_at")
    assert second.options.get(number=0).run.cached_from == first.options.get(number=0).run
