"""The small edition with its worked examples: all that it needs to be published."""

from __future__ import annotations

from tests.rules.editions import small_files

# Limit of new homes in 2026: 100 kgCO2e/m²; one credit at 80 or less, three at 50 or less; the base adds 10 kgCO2e.
EXAMPLES = """\
criterion: s01-carbon
cases:
  - name: achieved
    working: {en: "(790 + 10) / 10 = 80 ≤ 100", zh-hans: "(790 + 10) / 10 = 80 ≤ 100"}
    subject: {works: new, uses: [{typology: home, gia_m2: 10}], gia_m2: 10, construction_start_year: 2026, stage: design}
    metrics: {gia_m2: 10, carbon_kgco2e: 790}
    expect: {outcome: achieved, value: 80, requirements: {steps: {outcome: achieved, credits: 1}}}
  - name: not_achieved
    working: {en: "(1,090 + 10) / 10 = 110 > 100", zh-hans: "(1,090 + 10) / 10 = 110 > 100"}
    subject: {works: new, uses: [{typology: home, gia_m2: 10}], gia_m2: 10, construction_start_year: 2026, stage: design}
    metrics: {gia_m2: 10, carbon_kgco2e: 1090}
    expect: {outcome: not_achieved, value: 110}
  - name: at_limit
    working: {en: "(990 + 10) / 10 = 100 = 100", zh-hans: "(990 + 10) / 10 = 100 = 100"}
    subject: {works: new, uses: [{typology: home, gia_m2: 10}], gia_m2: 10, construction_start_year: 2026, stage: design}
    metrics: {gia_m2: 10, carbon_kgco2e: 990}
    expect: {value: 100, outcome: achieved, requirements: {limit: {outcome: achieved, limit: 100}}}
  - name: not_applicable
    working: {en: "Only designs are judged.", zh-hans: "仅评判设计阶段。"}
    subject: {works: new, uses: [{typology: home, gia_m2: 10}], gia_m2: 10, construction_start_year: 2026, stage: in_use}
    metrics: {gia_m2: 10, carbon_kgco2e: 990}
    expect: {outcome: not_applicable, value: 100}
  - name: missing
    working: {en: "Without the carbon nothing can be said.", zh-hans: "缺少碳排放数据则无法判定。"}
    subject: {works: new, uses: [{typology: home, gia_m2: 10}], gia_m2: 10, construction_start_year: 2026, stage: design}
    metrics: {gia_m2: 10}
    expect: {outcome: undetermined, value: null, missing: [carbon_kgco2e]}
  - name: inactive_row
    working: {en: "The limit of shops is from memory and decides nothing.", zh-hans: "商店限值凭记忆给出，不参与判定。"}
    subject: {works: new, uses: [{typology: shop, gia_m2: 10}], gia_m2: 10, construction_start_year: 2026, stage: design}
    metrics: {gia_m2: 10, carbon_kgco2e: 790}
    expect: {outcome: achieved, value: 80, requirements: {limit: {outcome: not_applicable}}}
"""


def files() -> dict[str, bytes]:
    return {**small_files(), "examples/s01-carbon.yaml": EXAMPLES.encode()}


def texts(**head: str) -> dict[str, str]:
    """The files as text, with further lines in edition.yaml."""
    lines = "".join(f"{name}: {value}\n" for name, value in head.items())
    return {path: data.decode() + (lines if path == "edition.yaml" else "") for path, data in files().items()}
