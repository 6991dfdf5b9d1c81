"""Each thing an author can change is one change, whatever else they change at the same time."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.engine.diff import ADDED, CHANGED, REMOVED, compare
from rules.engine.loading import load_edition_files
from tests.rules.editions import small, small_files

S01, HEAD, LIMITS = "criteria/s01-carbon.yaml", "edition.yaml", "tables/limits.csv"
NOTE = "{en: Slips., zh-hans: 笔误。}"
METRIC = """\
heat_kwh:
  label: {en: Heat, zh-hans: 热量}
  definition: {en: All of it., zh-hans: 全部。}
  unit: kWh
  source: declared
"""


@dataclass(frozen=True)
class Edit:
    """A text of one file replaced by another, and the one change that it is."""

    file: str
    old: str
    new: str
    change: tuple[str, str, str, tuple[str | int, ...]]


EDITS = (
    Edit(HEAD, "zh-hans: 小版本", "zh-hans: 新版本", (CHANGED, "edition", "", ("title",))),
    Edit(
        HEAD,
        "status: draft\n",
        "status: draft\neffective_from: '2027-01-01'\n",
        (ADDED, "edition", "", ("effective_from",)),
    ),
    Edit(
        HEAD,
        "sources:\n",
        f"corrigendum: {{corrects: older, note: {NOTE}}}\nsources:\n",
        (ADDED, "edition", "", ("corrigendum",)),
    ),
    Edit(HEAD, "[A1-A3, A4]", "[A4, A1-A3, A5]", (CHANGED, "edition", "", ("module_sets", "upfront_carbon"))),
    Edit(HEAD, "Inside the walls.", "Inside.", (CHANGED, "edition", "", ("area_definition",))),
    Edit(HEAD, "page 1,", "page 2,", (CHANGED, "sources", "ours", ("locator",))),
    Edit(HEAD, "value: 10\n", "value: 10.5\n", (CHANGED, "parameters", "base_kgco2e", ("value",))),
    Edit(HEAD, "use: limit", "use: credit", (CHANGED, "tables", "limits", ("use",))),
    Edit(
        HEAD,
        "value: limit\n",
        "value: limit\n    interpolate: {key: year, method: linear}\n",
        (ADDED, "tables", "limits", ("interpolate",)),
    ),
    Edit(S01, "code: S01", "code: S09", (CHANGED, "criteria", "s01-carbon", ("code",))),
    Edit(S01, "Little of it.", "Less of it.", (CHANGED, "criteria", "s01-carbon", ("intent",))),
    Edit(
        S01,
        "stages: [design]",
        "stages: [design, as_built]\napplies_when: gia_m2 > 0",
        (ADDED, "criteria", "s01-carbon", ("applies_when",)),
    ),
    Edit(
        S01,
        "unit: kgCO2e/m2\nrequirements",
        "unit: kgCO2e/m2\n  round_to: 1\nrequirements",
        (ADDED, "criteria", "s01-carbon", ("value", "round_to")),
    ),
    Edit(
        S01,
        "      - {limit: 80, credits: 1}\n",
        "",
        (REMOVED, "criteria", "s01-carbon", ("requirements", "steps", "steps", 1)),
    ),
    Edit(
        S01,
        "        - {source: ours, status: P}\n  - key"[2:],
        "      - {source: ours, status: D}\n  - key",
        (CHANGED, "criteria", "s01-carbon", ("requirements", "limit", "sources", 1)),
    ),
    Edit("criteria/s02-share.yaml", 'clause: "3.1"', 'clause: "3.2"',
         (CHANGED, "criteria", "s02-share", ("references", 1))),
    Edit("tables/floors.csv", "2035,65,%,ours,F2", "2035,65,%,ours,F1",
         (CHANGED, "tables", "floors", ("rows", "north", 2035))),
    Edit("metrics.yaml", "definition: {en: Each leak.", "definition: {en: Every leak.",
         (CHANGED, "metrics", "leaks_kgco2e", ("definition",))),
    Edit("metrics.yaml", "gia_m2:\n", f"{METRIC}gia_m2:\n", (ADDED, "metrics", "heat_kwh", ())),
    Edit("metrics.yaml", "(carbon_kgco2e + base_kgco2e)", "(base_kgco2e + carbon_kgco2e)",
         (CHANGED, "metrics", "intensity_kgco2e_per_m2", ("value",))),
    Edit(LIMITS, "2027,90,", "2027,90.5,", (CHANGED, "tables", "limits", ("rows", "homes", "new", 2027))),
    Edit("typologies.yaml", "en: Shed", "en: Hut", (CHANGED, "typologies", "shed", ("label",))),
    Edit("typologies.yaml", "limits: null", "limits: homes",
         (CHANGED, "typologies", "shed", ("series", "limits"))),
    Edit("ratings.yaml", "threshold: 30", "threshold: 40", (CHANGED, "ratings", "pass", ("threshold",))),
    Edit("scoring.yaml", "operator: area_weighted", "operator: each_part",
         (CHANGED, "scoring", "", ("mixed_use", "operator"))),
)  # fmt: skip


@given(st.lists(st.sampled_from(EDITS), unique=True))
@settings(max_examples=15, deadline=None)
def test_any_edits_together_are_listed_once_each(edits: list[Edit]) -> None:
    files = {name: content.decode() for name, content in small_files().items()}
    for edit in edits:
        assert edit.old in files[edit.file]
        files[edit.file] = files[edit.file].replace(edit.old, edit.new, 1)
    there = compare(small(), load_edition_files({name: text.encode() for name, text in files.items()}))
    found = sorted(((one.kind, one.part, one.key, one.route) for one in there), key=str)
    wanted = [edit.change for edit in edits]
    if any(edit.new.startswith("stages") for edit in edits):
        wanted.append((CHANGED, "criteria", "s01-carbon", ("stages",)))
    assert found == sorted(wanted, key=str)
    assert all(one.sentence.en and one.sentence.zh_hans for one in there)
