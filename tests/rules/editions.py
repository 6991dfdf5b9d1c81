"""The editions the tests of the rules use: the island edition, and a small one made to be broken."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from rules.engine.loading import load_edition, load_edition_files
from rules.engine.schema import Edition

ISLAND = Path(__file__).parents[2] / "rules" / "editions" / "island-2026-r0"

SMALL: dict[str, str] = {
    "edition.yaml": """\
key: small
title: {en: Small edition, zh-hans: 小版本}
status: draft
area_definition: {en: Inside the walls., zh-hans: 墙内面积。}
module_sets:
  upfront_carbon: [A1-A3, A4]
sources:
  ours: {title: Small edition, locator: page 1, status: P}
  unread: {status: M}
parameters:
  base_kgco2e:
    label: {en: Base, zh-hans: 基数}
    value: 10
    unit: kgCO2e
    source: ours
    status: P
tables:
  limits:
    title: {en: Limits, zh-hans: 限值}
    use: limit
    keys: [typology, works, year]
    value: limit
    works: {new: new, retrofit_one_go: retrofit, retrofit_stepped: retrofit}
    columns:
      series: {type: text}
      works: {type: text}
      year: {type: integer}
      limit: {type: number, unit: kgCO2e/m2}
""",
    "metrics.yaml": """\
gia_m2:
  label: {en: Area, zh-hans: 面积}
  definition: {en: Floor area., zh-hans: 楼面面积。}
  unit: m2
  source: declared
  above: 0
carbon_kgco2e:
  label: {en: Carbon, zh-hans: 碳排放}
  definition: {en: All of it., zh-hans: 全部。}
  unit: kgCO2e
  source: take_off
  minimum: 0
leaks_kgco2e:
  label: {en: Leaks, zh-hans: 泄漏}
  definition: {en: Each leak., zh-hans: 每次泄漏。}
  unit: kgCO2e
  source: declared
  type: list
  minimum: 0
power_kgco2:
  label: {en: Power, zh-hans: 电力}
  definition: {en: Direct CO2., zh-hans: 直接二氧化碳。}
  unit: kgCO2
  source: simulated
intensity_kgco2e_per_m2:
  label: {en: Intensity, zh-hans: 强度}
  definition: {en: Per area., zh-hans: 单位面积。}
  unit: kgCO2e/m2
  source: derived
  value: (carbon_kgco2e + base_kgco2e) / gia_m2
""",
    "criteria/s01-carbon.yaml": """\
key: s01-carbon
code: S01
scenario: buildings
title: {en: Carbon, zh-hans: 碳}
intent: {en: Little of it., zh-hans: 少排放。}
subjects: [building]
stages: [design]
value:
  expression: intensity_kgco2e_per_m2
  unit: kgCO2e/m2
requirements:
  - key: limit
    kind: mandatory
    title: {en: At most the limit, zh-hans: 不超过限值}
    comparison: at_most
    limit: lookup("limits", typology, works, construction_start_year)
    sources:
      - {source: ours, status: P}
  - key: steps
    kind: credit
    title: {en: Less is better, zh-hans: 越少越好}
    comparison: at_most
    steps:
      - {limit: 80, credits: 1}
      - {limit: 50, credits: 3}
    sources:
      - {source: ours, status: P}
""",
    "tables/limits.csv": """\
series,works,year,limit,unit,source,status
homes,new,2026,100,kgCO2e/m2,ours,P
homes,new,2027,90,kgCO2e/m2,ours,P
shops,new,2026,200,kgCO2e/m2,unread,M
""",
    "typologies.yaml": """\
home:
  label: {en: Home, zh-hans: 住宅}
  series: {limits: homes}
shop:
  label: {en: Shop, zh-hans: 商店}
  series: {limits: shops}
shed:
  label: {en: Shed, zh-hans: 棚}
  series: {limits: null}
""",
    "ratings.yaml": """\
ratings:
  - {key: pass, label: {en: Pass, zh-hans: 合格}, threshold: 30, unit: "%", source: ours, status: P}
  - {key: good, label: {en: Good, zh-hans: 良好}, threshold: 100, unit: "%", source: ours, status: P}
""",
    "scoring.yaml": """\
mixed_use: {operator: area_weighted, source: ours, status: P}
credits: {source: ours, status: P}
rounding: {source: ours, status: P}
scenarios:
  energy:
    label: {en: Energy, zh-hans: 能源}
    weights:
      building: {weight: 40, unit: "%", source: ours, status: P}
      community: {weight: 25, unit: "%", source: ours, status: P}
  buildings:
    label: {en: Buildings, zh-hans: 建筑}
    weights:
      building: {weight: 30, unit: "%", source: ours, status: P}
      community: {weight: 25, unit: "%", source: ours, status: P}
  transport:
    label: {en: Transport, zh-hans: 交通}
    weights:
      building: {weight: 20, unit: "%", source: ours, status: P}
      community: {weight: 25, unit: "%", source: ours, status: P}
  resources:
    label: {en: Resources, zh-hans: 资源}
    weights:
      building: {weight: 10, unit: "%", source: ours, status: P}
      community: {weight: 25, unit: "%", source: ours, status: P}
""",
}


@cache
def island() -> Edition:
    return load_edition(ISLAND)


def small_files(**replaced: tuple[str, str]) -> dict[str, bytes]:
    """The small edition with one text replaced by another in some files (`metrics_yaml=("m2", "m3")`)."""
    files = dict(SMALL)
    for name, (old, new) in replaced.items():
        path = next(path for path in files if _as_name(path) == name)
        assert files[path].count(old) >= 1, f"{old!r} is not in {path}"
        files[path] = files[path].replace(old, new, 1)
    return {name: text.encode() for name, text in files.items()}


def small(**replaced: tuple[str, str]) -> Edition:
    return load_edition_files(small_files(**replaced))


def _as_name(path: str) -> str:
    return path.rsplit("/", 1)[-1].replace(".", "_").replace("-", "_")
