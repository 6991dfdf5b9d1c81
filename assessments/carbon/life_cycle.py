"""Upfront carbon of a bill of quantities: modules A1–A3, A4 and A5 of EN 15978.

A module that cannot be known is None. One unmatched line leaves A1–A3 unknown: what is known of it stays
on the lines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.carbon.catalogue import FINDINGS, PHRASES, listed
from assessments.carbon.end_of_life import EndOfLife
from assessments.carbon.factors import FactorLibrary
from assessments.carbon.line_carbon import LineCarbon, LineWorker, UnmatchedLine
from assessments.carbon.rows import active, number, sum_of, text
from assessments.carbon.take_off import TakeOffLine
from assessments.carbon.transport import Transport
from standard_site.lib.findings import Finding
from standard_site.lib.localised import Localised

_MOST_FINDINGS = 200


@dataclass(frozen=True, slots=True)
class UpfrontParameters:
    """What an edition says about the way to the site and the work on it.

    Args:
        transport: factors, default legs, vehicles.
        waste_rates: share of material wasted on site [1] by row of the waste table.
        default_waste_key: row that serves materials without one of their own.
        site_kgco2e_per_m2: default of A5.2, site activity [kgCO2e/m2 GIA].
        end_of_life: what it says of C1–C4, as far as A5.3 and the whole life hold them; None where it has neither.
    """

    transport: Transport
    waste_rates: Mapping[str, float]
    default_waste_key: str = "default"
    site_kgco2e_per_m2: float | None = None
    end_of_life: EndOfLife | None = None


@dataclass(frozen=True, slots=True)
class DeclaredSite:
    """A5.2 as declared [kgCO2e]; None when it was declared in a way that cannot be used."""

    kgco2e: float | None


@dataclass(frozen=True, slots=True)
class UpfrontCarbon:
    """Totals by module [kgCO2e], the lines they are made of, and what is missing."""

    a1_a3: float | None
    a4: float | None
    a5_2: float | None
    a5_3: float | None
    lines: tuple[LineCarbon, ...]
    unmatched: tuple[UnmatchedLine, ...]
    findings: tuple[Finding, ...]
    origins: Mapping[str, Localised]

    @property
    def a5(self) -> float | None:
        """A5 = A5.2 + A5.3 [kgCO2e]."""
        return sum_of((self.a5_2, self.a5_3))

    @property
    def total(self) -> float | None:
        """A1–A3 + A4 + A5 [kgCO2e]."""
        return sum_of((self.a1_a3, self.a4, self.a5))


def waste_rates_from_rows(rows: Sequence[Mapping[str, object]]) -> dict[str, float]:
    """Site-waste shares [1] from an edition's rows `key, waste_rate_percent, status`."""
    return {text(row, "key"): number(row, "waste_rate_percent") / 100 for row in rows if active(row)}


def upfront_carbon(
    lines: Sequence[TakeOffLine],
    library: FactorLibrary,
    parameters: UpfrontParameters,
    gia_m2: float | None,
    declared_site: DeclaredSite | None = None,
) -> UpfrontCarbon:
    """Work out A1–A3, A4, A5.2 and A5.3.

    A1–A3 = Σ quantity·factor; A4 = Σ mass·Σ(distance·factor); A5.2 = declared, else the edition's default
    · GIA; A5.3 = Σ waste rate·(A1–A3 + A4 + C2–C4). The disposal of site waste, C2–C4, is in A5.3 only under an
    edition that counts it, and for the materials whose end of life is known.

    Args:
        lines: net quantities.
        library: material factors of the edition.
        parameters: transport, waste and site defaults of the edition.
        gia_m2: gross internal area [m2].
        declared_site: A5.2 where it was declared; the default then never stands in.
    """
    worker = LineWorker(
        library,
        parameters.transport,
        parameters.waste_rates,
        parameters.default_waste_key,
        parameters.end_of_life,
    )
    worked = tuple(worker.work(line) for line in lines)
    site, site_origin, site_findings = _site(parameters.site_kgco2e_per_m2, gia_m2, declared_site)
    findings = [*worker.findings(), *site_findings, *_scope_findings(worker, parameters, bool(worked))]
    return UpfrontCarbon(
        a1_a3=sum_of(line.a1_a3_kgco2e for line in worked),
        a4=sum_of(line.a4_kgco2e for line in worked),
        a5_2=site,
        a5_3=sum_of(line.a5_3_kgco2e for line in worked),
        lines=worked,
        unmatched=tuple(worker.unmatched),
        findings=listed(findings, None, _MOST_FINDINGS),
        origins=_origins(len(worked), site_origin, parameters.end_of_life is not None),
    )


def _scope_findings(worker: LineWorker, parameters: UpfrontParameters, any_line: bool) -> tuple[Finding, ...]:
    """What the sum leaves out: everything without a line, or the disposal of site waste."""
    if not any_line:
        return (FINDINGS.make("upfront-no-lines"),)
    if parameters.end_of_life is None:
        return (FINDINGS.make("upfront-waste-disposal-left-out"),)
    return (FINDINGS.make("upfront-waste-disposal-in-part"),) if worker.disposal_left_out else ()


def _site(
    rate: float | None, gia_m2: float | None, declared: DeclaredSite | None
) -> tuple[float | None, Localised, list[Finding]]:
    if declared is not None and declared.kgco2e is not None:
        return declared.kgco2e, PHRASES.say("site-declared", {}), []
    if declared is not None or gia_m2 is None or rate is None:
        return None, PHRASES.say("site-missing", {}), [FINDINGS.make("upfront-site-missing")]
    origin = PHRASES.say("site-default", {"area": gia_m2, "rate": rate})
    return gia_m2 * rate, origin, [FINDINGS.make("upfront-site-default", rate=f"{rate:g}")]


def _origins(count: int, site_origin: Localised, waste_disposal: bool) -> dict[str, Localised]:
    counted = {"count": count}
    waste = "sum-a5-3-with-disposal" if waste_disposal else "sum-a5-3"
    return {
        "a1_a3": PHRASES.say("sum-a1-a3", counted),
        "a4": PHRASES.say("sum-a4", counted),
        "a5_2": site_origin,
        "a5_3": PHRASES.say(waste, counted),
    }
