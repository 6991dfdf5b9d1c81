"""Any formulas, subjects and values that a small edition with every kind of name and table can meet."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import Any

from hypothesis import strategies as st

from rules.engine import expressions as grammar
from rules.engine.loading import load_edition_files
from rules.engine.schema import Criterion, Edition, Reference, Requirement, Source, Step, ValueRule

from .editions import small_files

_TABLE = """\
  factors:
    title: {en: Factors, zh-hans: 系数}
    use: factor
    keys: [region, at]
    value: factor
    interpolate: {key: at, method: linear}
    columns:
      region: {type: text}
      at: {type: number, unit: "1"}
      factor: {type: number, unit: "1"}
"""
_ROWS = """\
region,at,factor,unit,source,status
hainan,0,0.1,1,ours,F2
hainan,10,0.7,1,ours,P
hainan,2000,3,1,unread,M
china,0,0.5,1,ours,F1
"""
_LIMITS_ROWS = """\
series,works,year,limit,unit,source,status
homes,new,2026,100,kgCO2e/m2,ours,P
homes,new,2027,90.1,kgCO2e/m2,ours,F2
homes,retrofit,2026,70,kgCO2e/m2,ours,P
homes,retrofit,2027,60,kgCO2e/m2,ours,P
shops,new,2026,200.7,kgCO2e/m2,unread,M
shops,new,2027,200,kgCO2e/m2,ours,P
halls,new,2026,33.3,kgCO2e/m2,ours,F1
halls,new,2027,31.7,kgCO2e/m2,ours,F1
"""
_HALL = """\
hall:
  label: {en: Hall, zh-hans: 厅}
  series: {limits: halls}
"""
_METRIC = """\
insulated:
  label: {en: Insulated, zh-hans: 有保温}
  definition: {en: Yes or no., zh-hans: 是否有保温。}
  unit: "1"
  source: declared
  type: boolean
"""


@cache
def mixed_edition(operator: str) -> Edition:
    """The small edition with a boolean metric, more limits, and a table that is read between its rows."""
    files = {name: content.decode() for name, content in small_files().items()}
    works = "works: {new: new, retrofit_one_go: null,"
    assert works in files["edition.yaml"]
    files["edition.yaml"] = files["edition.yaml"].replace(works, works.replace("null", "retrofit")) + _TABLE
    files["metrics.yaml"] += _METRIC
    files["typologies.yaml"] += _HALL
    files["scoring.yaml"] = files["scoring.yaml"].replace("area_weighted", operator)
    files |= {"tables/factors.csv": _ROWS, "tables/limits.csv": _LIMITS_ROWS}
    return load_edition_files({name: text.encode() for name, text in files.items()})


def _number(value: float) -> grammar.Number:
    return grammar.Number(value)


_YEAR = grammar.Name("construction_start_year")
_NUMBERS: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from([0.0, 1.0, 5.0, 0.1, 2026.0, 1e200, 1e-200, 1e299]).map(_number),
    st.floats(0, 1e6).map(_number),
    st.sampled_from(["gia_m2", "carbon_kgco2e", "base_kgco2e", "power_kgco2", "intensity_kgco2e_per_m2"]).map(
        grammar.Name
    ),
    st.just(_YEAR),
)
_WORDS: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(["works", "stage", "kind", "grid_region"]).map(grammar.Name),
    st.sampled_from(["new", "design", "building", "hainan", "china", "nowhere"]).map(grammar.Text),
)
_TRUTHS: st.SearchStrategy[Any] = st.one_of(
    st.just(grammar.Name("insulated")),
    st.builds(
        grammar.Compare,
        st.sampled_from(["==", "!="]),
        _WORDS,
        st.sampled_from(["new", "hainan"]).map(grammar.Text),
    ),
)
_COMPARISONS = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])


def _grown(below: tuple[st.SearchStrategy[Any], st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    """A pair (number, truth) one level deeper than the strategies below."""
    number, truth = below
    word = st.one_of(_WORDS, st.builds(grammar.Choice, truth, _WORDS, _WORDS))
    uses = st.one_of(
        st.just(grammar.Name("typology")),
        st.builds(
            grammar.Choice, truth, st.just(grammar.Name("typology")), st.just(grammar.Name("typology"))
        ),
    )
    leaks = grammar.Name("leaks_kgco2e")
    lists = st.one_of(st.just(leaks), st.builds(grammar.Choice, truth, st.just(leaks), st.just(leaks)))
    year = st.one_of(st.just(_YEAR), number)
    return st.one_of(
        number,
        number.map(grammar.Negative),
        st.builds(grammar.Binary, st.sampled_from("+-*/"), number, number),
        st.builds(
            grammar.Call,
            st.sampled_from(["sum", "min", "max"]),
            st.lists(number, min_size=1, max_size=3).map(tuple),
        ),
        st.builds(grammar.Call, st.sampled_from(["abs", "ceil"]), st.tuples(number)),
        st.builds(grammar.Call, st.sampled_from(["sum", "min", "max"]), st.tuples(lists)),
        st.builds(grammar.Choice, truth, number, number),
        st.builds(grammar.Lookup, st.just("limits"), st.tuples(uses, word, year)),
        st.builds(grammar.Lookup, st.just("factors"), st.tuples(word, number)),
    )


def _truths(below: tuple[st.SearchStrategy[Any], st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    number, truth = below
    options = st.lists(st.sampled_from([0.0, 5.0, 2026.0]).map(_number), min_size=1, max_size=2).map(tuple)
    words = st.lists(st.sampled_from(["new", "china"]).map(grammar.Text), min_size=1, max_size=2).map(tuple)
    return st.one_of(
        truth,
        st.builds(grammar.Compare, _COMPARISONS, number, number),
        st.builds(grammar.Membership, number, options, st.booleans()),
        st.builds(grammar.Membership, _WORDS, words, st.booleans()),
        st.builds(
            grammar.Logic,
            st.sampled_from(["and", "or"]),
            st.lists(truth, min_size=2, max_size=3).map(tuple),
        ),
        truth.map(grammar.Not),
        st.builds(grammar.Choice, truth, truth, truth),
    )


def _deep(levels: int) -> tuple[st.SearchStrategy[Any], st.SearchStrategy[Any]]:
    pair: tuple[st.SearchStrategy[Any], st.SearchStrategy[Any]] = (_NUMBERS, _TRUTHS)
    for _ in range(levels):
        pair = _grown(pair), _truths(pair)
    return pair


NUMBER, TRUTH = _deep(3)
_RULES = st.builds(
    ValueRule,
    NUMBER,
    st.just("1"),
    st.sampled_from([None, 0.001, 0.01, 0.3, 1.0, 50.0]),
    st.sampled_from([1.0, 100.0, 0.001]),
)
_SOURCES = st.sampled_from(["F1", "F1", "F2", "F2", "D", "P", "P", "M"]).map(
    lambda status: (Reference(Source("ours", "ours", "page 1", status), "page 1", status),)
)
# One of several: `one_of` would lay the branches of a condition beside the lack of one.
_CONDITIONS = st.sampled_from([False, False, False, True]).flatmap(lambda any_: TRUTH if any_ else st.none())
_COMPARED = st.sampled_from(["at_most", "at_least", "less_than", "more_than", "equal_to"])


@st.composite
def _requirement(draw: st.DrawFn, nth: int, value: ValueRule) -> Requirement:
    kind = draw(st.sampled_from(["mandatory", "credit", "report"]))
    limits = draw(st.lists(NUMBER, min_size=2, max_size=2))
    return Requirement(
        key=f"r{nth}",
        kind=kind,
        title=mixed_edition("area_weighted").title,
        value=draw(st.one_of(st.just(value), _RULES)),
        sources=draw(_SOURCES),
        applies_when=draw(_CONDITIONS),
        comparison=None if kind == "report" else draw(_COMPARED),
        limit=limits[0] if kind == "mandatory" else None,
        steps=(Step(limits[0], 0.5), Step(limits[1], 2.0)) if kind == "credit" else (),
    )


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    """An edition whose one criterion asks anything."""
    edition = mixed_edition(draw(st.sampled_from(["area_weighted", "each_part"])))
    value = draw(_RULES)
    criterion: Criterion = dataclasses.replace(
        edition.criteria[0],
        scenario=draw(st.sampled_from(["energy", "buildings"])),
        subjects=draw(st.sampled_from([("building", "community"), ("building",)])),
        stages=draw(st.sampled_from([("design", "as_built", "in_use"), ("design",)])),
        value=value,
        applies_when=draw(_CONDITIONS),
        requirements=tuple(draw(_requirement(nth, value)) for nth in range(draw(st.integers(1, 3)))),
    )
    return dataclasses.replace(edition, criteria=(criterion, edition.criteria[0]))
