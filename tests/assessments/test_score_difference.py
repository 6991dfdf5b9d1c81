"""Which change moves a score, worked out by hand on the small edition."""

from __future__ import annotations

from unittest.mock import patch

import pytest
import yaml

import assessments.score_difference
from assessments.edition_mix import Mixer
from assessments.score_difference import Effect, ScoreDifference, score_difference
from rules.engine.evaluation import MetricValue, Subject, Use, evaluate
from rules.engine.loading import load_edition_files
from tests.rules.editions import island, small_files

# (690 + 10) / 10 = 70 kgCO2e/m2: at most 100 (the limit of 2026), at most 80 (1 credit of 3), not at most 50.
# Only "buildings" has credits, so its 100 × 1 / 3 = 33.3 is the total: "pass" (from 30), not "good" (from 100).
SUBJECT = Subject(works="new", uses=(Use("home"),), gia_m2=10.0, construction_start_year=2026, stage="design")
METRICS = {"carbon_kgco2e": MetricValue(690.0, "kgCO2e", "take_off")}
STEP = ("limit: 50, credits: 3", "limit: 75, credits: 3")
BASE = ("value: 10\n", "value: 120\n")
LIMIT = ("homes,new,2026,100", "homes,new,2026,60")


def difference(**replaced: tuple[str, str]) -> ScoreDifference:
    old, new = small_files(), small_files(**replaced)
    return score_difference(load_edition_files(old), load_edition_files(new), SUBJECT, METRICS)


def by_group(found: ScoreDifference) -> dict[tuple[str, str], Effect]:
    return {group: effect for effect in found.effects for group in effect.groups}


def test_one_changed_limit_is_the_whole_difference() -> None:
    found = difference(s01_carbon_yaml=STEP)
    # 70 ≤ 75: 3 of 3 credits, 100 instead of 33.3: 66.7 more, and the rating "good".
    assert found.before.total == pytest.approx(100 / 3)
    assert found.after.total == 100.0
    assert (found.before.rating, found.after.rating) == ("pass", "good")
    assert [effect.points for effect in found.effects] == [pytest.approx(200 / 3)]
    assert found.remainder == 0.0
    (effect,) = found.effects
    assert effect.groups == (("criteria", "s01-carbon"),)
    assert [(one.key, one.before.credits, one.after.credits) for one in effect.moved] == [
        ("s01-carbon", 1.0, 3.0)
    ]
    assert [change.route for change in effect.changes] == [("requirements", "steps", "steps", 2, "limit")]


def test_a_row_of_a_table_decides_the_gate() -> None:
    found = difference(limits_csv=LIMIT)
    (effect,) = found.effects
    # 70 is more than 60: no gate, so no rating; the credits stay.
    assert (effect.judgement.gate, effect.judgement.rating) == ("not_achieved", None)
    assert (effect.points, found.remainder) == (0.0, 0.0)
    assert [(one.before.outcome, one.after.outcome) for one in effect.moved] == [("achieved", "not_achieved")]


def test_parts_and_remainder_make_the_whole() -> None:
    found = difference(s01_carbon_yaml=STEP, edition_yaml=BASE)
    effects = by_group(found)
    # The step alone: 33.3 → 100. The base alone: (690 + 120) / 10 = 81 > 80, no credit: 33.3 → 0.
    assert effects["criteria", "s01-carbon"].points == pytest.approx(200 / 3)
    assert effects["parameters", ""].points == pytest.approx(-100 / 3)
    # Both: 81 > 75, no credit either: −33.3 in all, so −33.3 − 66.7 + 33.3 = −66.7 is left over.
    assert found.points == pytest.approx(-100 / 3)
    assert found.remainder == pytest.approx(-200 / 3)


def test_what_cannot_be_read_alone_comes_with_what_it_needs() -> None:
    files = small_files(
        s01_carbon_yaml=("expression: intensity_kgco2e_per_m2", "expression: heat_kgco2e_per_m2")
    )
    files["metrics.yaml"] += (
        b"heat_kgco2e_per_m2:\n  label: {en: Heat, zh-hans: \xe7\x83\xad}\n"
        b"  definition: {en: Half., zh-hans: \xe5\x8d\x8a}\n  unit: kgCO2e/m2\n  source: derived\n"
        b"  value: carbon_kgco2e * half / gia_m2\n"
    )
    files["edition.yaml"] = files["edition.yaml"].replace(
        b"parameters:\n",
        b"parameters:\n  half:\n    label: {en: Half, zh-hans: \xe5\x8d\x8a}\n    value: 0.5\n"
        b'    unit: "1"\n    source: ours\n    status: P\n',
    )
    found = score_difference(load_edition_files(small_files()), load_edition_files(files), SUBJECT, METRICS)
    effects = by_group(found)
    assert effects["parameters", ""].needs == ()
    assert effects["metrics", ""].needs == (("parameters", ""),)
    assert set(effects["criteria", "s01-carbon"].needs) == {("metrics", ""), ("parameters", "")}
    # 690 × 0.5 / 10 = 34.5 ≤ 50: 3 of 3 credits, and nothing is left over.
    assert effects["criteria", "s01-carbon"].judgement.total == 100.0
    assert found.remainder == 0.0


def test_a_criterion_written_alike_is_read_anew() -> None:
    """A metric in tonnes, where the criterion goes on to speak of kilograms."""
    files = small_files(
        metrics_yaml=(
            "unit: kgCO2e/m2\n  source: derived\n  value: (",
            "unit: tCO2e/m2\n  source: derived\n  value: 2 * (",
        )
    )
    found = score_difference(load_edition_files(small_files()), load_edition_files(files), SUBJECT, METRICS)
    # The criterion is written alike and only turns tonnes into kilograms: 2 × 70 = 140 > 80, no credit.
    assert [(effect.groups, effect.needs) for effect in found.effects] == [((("metrics", ""),), ())]
    assert found.after.total == found.effects[0].judgement.total == 0.0


def test_a_table_and_its_series_come_together() -> None:
    files = small_files(
        limits_csv=("homes,new,2026,100", "houses,new,2026,60"),
        typologies_yaml=("limits: homes", "limits: houses"),
    )
    files["tables/limits.csv"] = files["tables/limits.csv"].replace(b"homes,new,2027", b"houses,new,2027")
    found = score_difference(load_edition_files(small_files()), load_edition_files(files), SUBJECT, METRICS)
    assert [set(effect.groups) for effect in found.effects] == [{("tables", "limits"), ("typologies", "")}]
    assert found.effects[0].judgement.gate == "not_achieved"


def test_a_mix_judges_as_its_files_would() -> None:
    """Each file of the new edition put into the old one and loaded, against the mix made of both in memory."""
    old = small_files()
    new = small_files(s01_carbon_yaml=STEP, limits_csv=LIMIT, ratings_yaml=("threshold: 30", "threshold: 20"))
    paths = {"criteria": "criteria/s01-carbon.yaml", "tables": "tables/limits.csv", "ratings": "ratings.yaml"}
    groups = (("criteria", "s01-carbon"), ("tables", "limits"), ("ratings", ""))
    mixes = list(Mixer(load_edition_files(old), load_edition_files(new)).mixes(groups))
    assert [asked for asked, _, _ in mixes] == [(group,) for group in groups]
    for ((part, _),), needs, mix in mixes:
        loaded = load_edition_files({**old, paths[part]: new[paths[part]]})
        assert needs == ()
        assert evaluate(mix, SUBJECT, METRICS).to_json() == evaluate(loaded, SUBJECT, METRICS).to_json()


def test_an_unknown_total_stays_unknown() -> None:
    old, new = small_files(), small_files(s01_carbon_yaml=STEP)
    nothing = score_difference(
        load_edition_files(old), load_edition_files(new), Subject(kind="community"), {}
    )
    assert (nothing.before.total, nothing.points, nothing.remainder) == (None, None, None)


def test_texts_and_sources_stand_apart() -> None:
    found = difference(edition_yaml=("locator: page 1", "locator: page 2"))
    assert (found.effects, found.points) == ((), 0.0)
    assert [(change.part, change.key) for change in found.apart] == [("sources", "ours")]


def test_only_what_can_move_the_score_is_judged_again() -> None:
    """The island edition with a number changed in ten criteria and a word in all the others."""
    files = dict(island().files)
    names = sorted(name for name in files if name.startswith("criteria/"))
    for place, name in enumerate(names):
        data = yaml.safe_load(files[name])
        data["intent"]["en"] += " Again."
        if place < 10:
            data["value"]["round_to"] = 0.5
        files[name] = yaml.safe_dump(data, allow_unicode=True).encode()
    new = load_edition_files(files)
    with patch.object(assessments.score_difference, "evaluate", wraps=evaluate) as judging:
        found = score_difference(island(), new, SUBJECT, METRICS)
    assert len(found.effects) == len(names) > 12
    assert judging.call_count == 2 + 10  # before, after, and each criterion with another number
