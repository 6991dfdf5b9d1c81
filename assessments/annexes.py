"""The files of an edition whose meaning lies outside its own engine: whether those who use them can."""

from __future__ import annotations

from assessments.refusal import FINDINGS
from energyplus_runs.simulation.errors import SimulationError
from energyplus_runs.simulation.protocol import read_protocol
from rules.engine.errors import EditionError
from rules.engine.schema import Edition
from standard_site.lib.findings import Finding


def check_annexes(edition: Edition) -> tuple[EditionError, ...]:
    """What is wrong with the annexes of an edition that is right by itself."""
    protocol = edition.annexes.get("protocol")
    if protocol is None:
        return (_mistake(FINDINGS.make("annex-missing", file="protocol.yaml")),)
    try:
        read_protocol(protocol)
    except SimulationError as error:
        return tuple(_mistake(finding) for finding in error.findings)
    return ()


def _mistake(finding: Finding) -> EditionError:
    where = finding.where
    return EditionError(
        where.file or "protocol.yaml", where.line, finding.code, finding.message, finding.remedy
    )
