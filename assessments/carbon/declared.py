"""Reading the values a design team declares: YAML, or the same mapping as JSON.

Top-level keys: `subject`, `metrics: {key: {value, unit, evidence}}`, `refrigerants: [{type, charge_kg,
leak_rate}]`, `equipment`. What is absent is missing (None, hence undetermined); an empty list says that
there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from assessments.carbon.catalogue import FINDINGS
from assessments.carbon.declared_fields import FieldReader
from assessments.carbon.declared_sections import (
    Equipment,
    Metric,
    read_equipment,
    read_metrics,
    read_refrigerants,
)
from assessments.carbon.declared_subject import DeclaredSubject, SubjectRules, read_subject
from assessments.carbon.decoding import decode_upload
from assessments.carbon.markup import read_markup
from assessments.carbon.refrigerants import RefrigerantItem
from standard_site.lib.findings import Finding, Where, has_errors

_SECTIONS = ("subject", "metrics", "refrigerants", "equipment")


@dataclass(frozen=True, slots=True)
class DeclaredRules:
    """What an edition allows in a declared file; None leaves a list unchecked.

    Args:
        subject: rules for the subject.
        metric_keys: metrics that may be declared.
        computed_keys: metrics that the service works out; what is declared of them is not used, and that is said.
        elsewhere: metrics of any edition, asked for when a key is not known here; those are told and not used.
        max_bytes: the largest file that is read [bytes].
        max_findings: findings listed before the rest is only counted.
    """

    subject: SubjectRules = field(default_factory=SubjectRules)
    metric_keys: frozenset[str] | None = None
    computed_keys: frozenset[str] = frozenset()
    elsewhere: Callable[[], frozenset[str]] = frozenset
    max_bytes: int = 200_000
    max_findings: int = 200


@dataclass(frozen=True, slots=True)
class Declared:
    """What was declared, and what was found on the way. Any error means the file is not to be used."""

    subject: DeclaredSubject | None
    metrics: Mapping[str, Metric]
    refrigerants: tuple[RefrigerantItem, ...] | None
    equipment: tuple[Equipment, ...] | None
    findings: tuple[Finding, ...]

    @property
    def accepted(self) -> bool:
        return not has_errors(self.findings)

    @property
    def combustion_count(self) -> int | None:
        """Pieces of equipment that burn fossil fuel on site, emergency generators left out; None when the list
        does not say."""
        if self.equipment is None:
            return None
        pieces = [item.combustion_pieces for item in self.equipment]
        known = [count for count in pieces if count is not None]
        return sum(known) if len(known) == len(pieces) else None


def read_declared(data: bytes, file_name: str, rules: DeclaredRules | None = None) -> Declared:
    """Read a file of declared values.

    Args:
        data: the uploaded file [bytes]; YAML or JSON in UTF-8, UTF-16 with mark, or GB18030.
        file_name: name shown in findings.
        rules: what the edition allows.

    Returns:
        The values and findings; a broken file gives findings, never an exception.
    """
    rules = rules or DeclaredRules()
    decoded = decode_upload(data, file_name, rules.max_bytes)
    if decoded.finding:
        return _nothing(decoded.finding)
    markup = read_markup(decoded.text, file_name)
    if markup.finding:
        return _nothing(markup.finding)
    if not isinstance(markup.root, dict):
        return _nothing(FINDINGS.make("declared-not-a-mapping", Where(file=file_name)))
    reader = FieldReader(file_name, markup.lines, rules.max_findings)
    top = reader.mapping(markup.root, (), _SECTIONS)
    return Declared(
        subject=read_subject(reader, top.get("subject"), rules.subject),
        metrics=read_metrics(
            reader, top.get("metrics"), rules.metric_keys, rules.computed_keys, rules.elsewhere
        ),
        refrigerants=read_refrigerants(reader, top.get("refrigerants")),
        equipment=read_equipment(reader, top.get("equipment")),
        findings=reader.findings,
    )


def _nothing(finding: Finding) -> Declared:
    return Declared(None, {}, None, None, (finding,))
