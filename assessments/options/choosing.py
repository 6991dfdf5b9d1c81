"""Which measures a design's model may take, and the measures somebody asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from assessments.models import Design
from assessments.options.findings import FINDINGS
from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.measures.catalogue import Measure, measures
from energyplus_runs.simulation.measures.choosing import Chosen, read_chosen
from energyplus_runs.simulation.measures.findings import CATALOGUE
from standard_site.lib.findings import LANGUAGES, Finding, Where
from standard_site.lib.refusal import Refused

MOST_MEASURES = 8  # with the design and a combination as many runs as one person may have open
_SEPARATORS = {"en": ", ", "zh-hans": "、"}


def inapplicable(design: Design) -> dict[str, Finding]:
    """The measures that a design cannot take because its model has no object they need; what else speaks against one only
    its simulation can tell."""
    counts = design.model.summary["object_counts"] if design.model is not None else {}
    return {key: _nothing_found(one) for key, one in measures().items() if not one.may_apply(counts)}


def chosen_for(design: Design, given: object) -> tuple[Chosen, ...]:
    """What is asked for, read and held against the model.

    Raises:
        Refused: something is wrong with it, or a measure cannot apply.
    """
    chosen = _read(given)
    impossible = inapplicable(design)
    findings = [impossible[one.measure.key] for one in chosen if one.measure.key in impossible]
    if len(chosen) > MOST_MEASURES:
        where = Where(field="measures")
        findings.append(FINDINGS.make("options-too-many", where, given=len(chosen), most=MOST_MEASURES))
    if findings:
        raise Refused(findings)
    return chosen


def stored(given: Sequence[Mapping[str, Any]]) -> tuple[Chosen, ...]:
    """The measures of an option as they were kept. Raises Refused should the catalogue have moved on since."""
    return _read(list(given))


def titles(given: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The measures of an option by name, in both languages; a measure the catalogue no longer has by its key."""
    keys = [str(one["key"]) for one in given]
    return {language: _SEPARATORS[language].join(_named(keys, language)) for language in LANGUAGES}


def _read(given: object) -> tuple[Chosen, ...]:
    try:
        return read_chosen(given)
    except SimulationError as error:
        raise Refused(error.findings) from error


def _named(keys: Iterable[str], language: str) -> Iterator[str]:
    for key in keys:
        measure = measures().get(key)
        yield measure.title[language] if measure is not None else key


def _nothing_found(measure: Measure) -> Finding:
    where = Where(field=measure.key)
    return CATALOGUE.make("measure-nothing-found", where, title=measure.title, needs=measure.needs)
