"""A town of made-up submissions, the same for the same seed: for tests, for trials of the pages, and for benchmarks.

The values are plausible in size and spread, no more; none is a figure of a real building.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from random import Random
from typing import Any

from django.utils import timezone

from assessments.models import (
    Assessment,
    AssessmentStatus,
    Design,
    Project,
    Scorecard,
    Submission,
    SubmissionStatus,
)
from assessments.scorecard_inputs import columns_of
from rules.models import Edition
from standard_site.accounts.models import Organisation

TYPOLOGIES = ("hotel", "house", "flats", "office_whole", "retail", "school", "healthcare", "culture_general")
FIRST_YEAR, YEARS = 2025, 10
_BATCH = 1000

# Per m² of gross internal area: lowest, highest, unit.
PER_GIA: Mapping[str, tuple[float, float, str]] = {
    "upfront_a1_a3_kgco2e": (180, 620, "kgCO2e"),
    "upfront_a4_kgco2e": (8, 45, "kgCO2e"),
    "upfront_a5_2_kgco2e": (10, 30, "kgCO2e"),
    "upfront_a5_3_kgco2e": (6, 40, "kgCO2e"),
    "embodied_b2_b3_kgco2e_per_yr": (0.4, 1.5, "kgCO2e/yr"),
    "embodied_b4_50yr_kgco2e": (40, 160, "kgCO2e"),
    "embodied_b4_60yr_kgco2e": (60, 200, "kgCO2e"),
    "embodied_b5_kgco2e": (0, 10, "kgCO2e"),
    "embodied_c1_c4_kgco2e": (10, 45, "kgCO2e"),
    "module_d_kgco2e": (-90, -10, "kgCO2e"),
    "biogenic_carbon_kgco2": (0, 60, "kgCO2"),
    "base_water_m3_per_yr": (0.6, 1.6, "m3/yr"),
    "site_waste_kg": (20, 90, "kg"),
    "material_waste_kg": (15, 80, "kg"),
    "default_material_waste_kg": (40, 90, "kg"),
    "delivered_material_kg": (700, 1500, "kg"),
    "reused_material_kg": (0, 200, "kg"),
    "local_material_kg": (50, 800, "kg"),
    "cooling_demand_kwh_per_yr": (25, 90, "kWh/yr"),
    "reference_cooling_demand_kwh_per_yr": (60, 110, "kWh/yr"),
    "refrigerant_charge_kgco2e": (0, 60, "kgCO2e"),
    "refrigerant_leakage_kgco2e_per_yr": (0, 2, "kgCO2e/yr"),
    "electric_storage_kwh": (0, 0.1, "kWh"),
    "peak_electricity_w": (20, 70, "W"),
    "facade_area_m2": (0.4, 1.2, "m2"),
}
# As they are.
PLAIN: Mapping[str, tuple[float, float, str]] = {
    "outage_set_above_30_k_h": (0, 200, "K*h"),
    "heat_index_caution_h_per_yr": (300, 3000, "h/yr"),
    "heat_index_extreme_caution_h_per_yr": (50, 1500, "h/yr"),
    "heat_index_danger_h_per_yr": (0, 200, "h/yr"),
    "heat_index_extreme_danger_h_per_yr": (0, 10, "h/yr"),
    "occupied_h_per_yr": (2500, 6000, "h/yr"),
    "comfortable_without_cooling_h_per_yr": (500, 2500, "h/yr"),
    "shiftable_load_percent": (0, 35, "%"),
    "external_service_life_yr": (15, 60, "yr"),
    "steel_corrosion_mm_per_yr": (0, 0.05, "mm/yr"),
    "certified_biogenic_percent": (60, 100, "%"),
    "carbon_data_score": (3, 10, "1"),
    "quantity_score": (3, 10, "1"),
    "design_contingency_percent": (0, 15, "%"),
    "occupancy_percent": (40, 95, "%"),
    "exposure_factor": (0.5, 1, "1"),
}
_LEFT_OUT = 0.02  # the share of values nobody gave


def sample_inputs(size: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Rows as `Scorecard.inputs` keeps them."""
    random = Random(seed)
    for _ in range(size):
        yield _inputs(random)


def make_population(
    size: int, edition: Edition, seed: int = 1, handed_in: float = 1.0, organisations: int = 5
) -> list[Scorecard]:
    """So many projects, each with a design that was scored, and handed in for review if chance (a share of one) has it."""
    random = Random(seed)
    offices = [Organisation.objects.create(name=f"Practice {seed}.{n + 1}") for n in range(organisations)]
    cards: list[Scorecard] = []
    rows = list(enumerate(sample_inputs(size, seed)))
    for start in range(0, size, _BATCH):
        made = [
            _scored(number, inputs, random.choice(offices), edition)
            for number, inputs in rows[start : start + _BATCH]
        ]
        _save(made, [card for card in made if random.random() < handed_in])
        cards += made
    return cards


def make_scorecard(
    number: int,
    inputs: dict[str, Any] | None,
    organisation: Organisation,
    edition: Edition,
    submitted: bool = True,
) -> Scorecard:
    """One project with a scorecard of just these inputs."""
    card = _scored(number, inputs, organisation, edition)
    _save([card], [card] if submitted else [])
    return card


def _inputs(random: Random) -> dict[str, Any]:
    typology = random.choice(TYPOLOGIES)
    gia = round(random.lognormvariate(7.8, 0.8), 1)
    footprint = round(gia / random.randint(1, 8), 1)
    reference = random.uniform(90, 190)
    site_eui = reference * random.triangular(0.45, 1.05, 0.74)
    produced = random.choice((0.0, random.uniform(5, 45)))
    subject = {
        "kind": "building",
        "works": random.choices(("new", "retrofit_one_go", "retrofit_stepped"), (8, 1, 1))[0],
        "uses": [{"typology": typology, "gia_m2": gia}],
        "gia_m2": gia,
        "footprint_m2": footprint,
        "roof_area_m2": footprint,
        "construction_start_year": FIRST_YEAR + random.randrange(YEARS),
        "stage": random.choice(("design", "design", "as_built")),
        "grid_region": "hainan",
    }
    metrics = {
        "site_energy_kwh_per_yr": [site_eui * gia, "kWh/yr"],
        "reference_site_eui_kwh_per_m2_yr": [reference, "kWh/m2/yr"],
        "purchased_electricity_kwh_per_yr": [max(site_eui - produced, 0) * gia, "kWh/yr"],
        "produced_electricity_kwh_per_yr": [produced * gia, "kWh/yr"],
        "photovoltaic_kwh_per_yr": [produced * gia, "kWh/yr"],
        "onsite_generation_used_kwh_per_yr": [min(produced, site_eui) * gia, "kWh/yr"],
        "fuel_co2_kgco2_per_yr": [0.0, "kgCO2/yr"],
        "reference_operating_carbon_kgco2_per_m2_yr": [reference * random.uniform(0.42, 0.55), "kgCO2/m2/yr"],
        "combustion_equipment_count": [random.choices((0, 1), (19, 1))[0], "1"],
        "fossil_fuel_kwh_per_yr": [0.0, "kWh/yr"],
        "refrigerant_max_gwp_kgco2e_per_kg": [random.choice((3, 148, 466, 677, 677, 1924)), "kgCO2e/kg"],
        "pv_area_m2": [footprint * random.uniform(0, 0.9), "m2"],
        **{key: [gia * random.uniform(low, high), unit] for key, (low, high, unit) in PER_GIA.items()},
        **{key: [random.uniform(low, high), unit] for key, (low, high, unit) in PLAIN.items()},
    }
    given = {key: value for key, value in metrics.items() if random.random() >= _LEFT_OUT}
    return {"subject": subject, "metrics": given}


def _scored(
    number: int, inputs: dict[str, Any] | None, organisation: Organisation, edition: Edition
) -> Scorecard:
    """The rows of one project, tied together but not saved."""
    subject = (inputs or {}).get("subject", {})
    project = Project(
        organisation=organisation,
        name=f"House {number + 1}",
        place_key="baoting",
        works=subject.get("works", "new"),
        stage=subject.get("stage", "design"),
        construction_start_year=subject.get("construction_start_year"),
        uses=subject.get("uses", []),
        gia_m2=subject.get("gia_m2"),
        edition=edition,
    )
    design = Design(project=project, number=1)
    assessment = Assessment(
        design=design,
        edition=edition,
        status=AssessmentStatus.SCORED,
        subject={**subject, "name": project.name, "place": "baoting"},
        ended_at=timezone.now(),
    )
    document = _document(assessment, inputs, edition)
    columns = columns_of(inputs) if inputs is not None else {}
    digest = sha256(f"{edition.digest} {number} {inputs}".encode()).hexdigest()
    return Scorecard(assessment=assessment, document=document, digest=digest, gate="undetermined", **columns)


def _document(assessment: Assessment, inputs: dict[str, Any] | None, edition: Edition) -> dict[str, Any]:
    metrics = {
        key: {"value": value, "unit": unit, "source": "declared", "origin": []}
        for key, (value, unit) in (inputs or {"metrics": {}})["metrics"].items()
    }
    return {
        "edition": {
            "key": edition.key,
            "title": edition.title,
            "digest": edition.digest,
            "status": edition.status,
        },
        "subject": assessment.subject,
        "runs": [],
        "metrics": metrics,
        "criteria": [],
        "gate": {"outcome": "undetermined", "provisional": False},
        "score": {"total": None, "scenarios": {}},
        "rating": {"key": None, "provisional": False},
        "energy": None,
        "operating": None,
        "embodied": None,
        "findings": [],
    }


def _save(cards: list[Scorecard], handed_in: list[Scorecard]) -> None:
    Project.objects.bulk_create([card.assessment.design.project for card in cards])
    Design.objects.bulk_create([card.assessment.design for card in cards])
    Assessment.objects.bulk_create([card.assessment for card in cards])
    Scorecard.objects.bulk_create(cards)
    Submission.objects.bulk_create(
        Submission(
            project=card.assessment.design.project,
            assessment=card.assessment,
            round=1,
            status=SubmissionStatus.ACCEPTED,
        )
        for card in handed_in
    )
