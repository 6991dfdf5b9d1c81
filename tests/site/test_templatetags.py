"""What pages say of numbers, units, moments, findings and outcomes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from rules.engine.localised import Localised
from standard_site.lib import formats, words
from standard_site.lib.findings import Finding, Severity, Where


def render(source: str, **context: object) -> str:
    return Template("{% load site %}" + source).render(Context(context)).strip()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (1234.5, "1,234"),
        (12.345, "12.3"),
        (0.012345, "0.0123"),
        (-5, "-5"),
        (Decimal("2.50"), "2.5"),
    ],
)
def test_numbers_show_what_matters(value: object, shown: str) -> None:
    assert formats.number(value) == shown


def test_numbers_with_set_decimals() -> None:
    assert render("{{ value|number:2 }}", value=3) == "3.00"
    assert render("{{ value|percent }}", value=0.426) == "43%"


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), "", "12", True])
def test_what_is_not_known_is_never_a_number(value: object) -> None:
    assert render("{{ value|number }}", value=value) == "not determined"
    assert render("{{ value|percent }}", value=value) == "not determined"
    assert render('{% quantity value "kWh/m2" %}', value=value) == "not determined"
    with override("zh-hans"):
        assert render("{{ value|number }}", value=value) == "未确定"


@given(st.floats(min_value=1e-9, max_value=1e12))
def test_a_number_is_not_shown_as_zero(value: float) -> None:
    assert formats.number(value).strip("0.,") != ""


def test_units_are_printed() -> None:
    assert render('{% quantity 735 "kgCO2e/m2" %}') == "735\N{NO-BREAK SPACE}kgCO₂e/m²"
    assert render('{% quantity 0.5 "1" %}') == "0.5"
    assert formats.unit("kgCO2e/(t*km)") == "kgCO₂e/(t·km)"
    assert formats.unit("m3") == "m³"


def test_moments_are_in_the_sites_time_zone() -> None:
    moment = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)  # 07:30 of the next day in Shanghai
    assert "1 Feb 2026, 07:30</time>" in render("{{ moment|when }}", moment=moment)
    with override("zh-hans"):
        assert "2026年2月1日 07:30</time>" in render("{{ moment|when }}", moment=moment)
        assert "2026年2月1日</time>" in render('{{ moment|when:"date" }}', moment=date(2026, 2, 1))
    assert render("{{ moment|when }}", moment=None) == "–"


def test_texts_in_the_readers_language() -> None:
    text = {"en": "Upfront carbon", "zh-hans": "前期隐含碳"}
    assert render("{{ text|localised }}", text=text) == "Upfront carbon"
    with override("zh-hans"):
        assert render("{{ text|localised }}", text=text) == "前期隐含碳"
        assert render("{{ text|localised }}", text=Localised("a", "b")) == "b"
    assert render('{% in_language text "zh-hans" %}', text=text) == "前期隐含碳"


def test_every_outcome_has_word_and_icon() -> None:
    for outcome in words.OUTCOMES:
        html = render("{% outcome_badge outcome %}", outcome=outcome)
        assert "icons.svg#" in html and str(words.OUTCOMES[outcome]) in html


def test_source_statuses_in_words() -> None:
    assert "Transcription, not yet confirmed" in render('{% source_badge "F2" %}')
    assert "To be confirmed" in render('{% source_badge "M" %}')
    assert set(words.SOURCE_STATUSES) == set(words.SOURCE_MEANINGS) == {"F1", "F2", "D", "P", "M", "NF"}


def test_findings_worst_first_and_escaped() -> None:
    note = Finding(
        "read-well", Severity.INFO, {"en": "Read.", "zh-hans": "已读。"}, {"en": "", "zh-hans": ""}
    )
    where = Where(file="a.idf", line=3, object="Zone", field="Name")
    bad = Finding(
        "zone-missing",
        Severity.ERROR,
        {"en": "<b>No zone</b>", "zh-hans": "没有热区"},
        {"en": "Add one.", "zh-hans": "请添加。"},
        where,
    )
    html = render("{% findings found %}", found=[note, bad.to_json()])
    assert html.index("zone-missing") < html.index("read-well")
    assert "&lt;b&gt;No zone" in html and "a.idf · line 3 · Zone · Name" in html and "Add one." in html
    with override("zh-hans"):
        assert "没有热区" in render("{% findings found %}", found=[bad])
    assert render("{% findings found %}", found=[]) == ""


def test_queries_are_changed_not_rebuilt(rf: RequestFactory) -> None:
    request = rf.get("/en/people/?q=a+b&page=2")
    assert render("{% with_query page=3 %}", request=request) == "?q=a+b&amp;page=3"
    assert render("{% with_query page=none %}", request=request, none=None) == "?q=a+b"


@pytest.mark.parametrize("value", [1e15, 1e40, 1.7e308, -1e300])
def test_a_number_beyond_writing_out_is_shown_by_its_power(value: float) -> None:
    assert "E" in formats.number(value)
