"""From free text to carbon: proposed, confirmed, learned, withdrawn, and past scores that stay."""

from __future__ import annotations

import sqlite3
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from assessments.carbon.matching import Way
from assessments.document import digest_of
from assessments.factor_libraries.choosing import choose_factor
from assessments.factor_libraries.reading import library_for
from assessments.factors import library_of, upfront_of
from assessments.inputs import design_take_off
from assessments.matching.confirming import MOST, Wanted, confirm, withdraw
from assessments.matching.groups import GroupShown, State, materials_of
from assessments.matching.models import MatchConfirmation
from assessments.models import AuditEntry, Design, Project
from assessments.refusal import Conflict, NotAllowed, Refused
from assessments.scoring import compute_document
from rules.actions.store import store_edition
from tests.assessments.cast import Cast, make_project, make_scored, person
from tests.assessments.factor_libraries.files import make_dataset
from tests.assessments.matching.conftest import BILL, make_bill

pytestmark = pytest.mark.django_db
CONCRETE, GLASS, STEEL = "现浇商品混凝土 C30 200厚", "Float glass 6 mm", "HRB400 钢筋 Φ12"


def shown(design: Design) -> dict[str, GroupShown]:
    materials = materials_of(design)
    return {one.group.material: one for one in materials.shown(materials.groups)}


def digest(design: Design, material: str) -> str:
    return shown(design)[material].group.digest


def all_ready(design: Design) -> list[Wanted]:
    found = [one for one in shown(design).values() if one.is_ready]
    return [Wanted(one.group.digest, one.proposals[0].factor.key) for one in found]


def worked(design: Design, **options: Any) -> Any:
    edition = design.project.edition.loaded()
    library = library_for(design, edition, **options)
    return upfront_of(design_take_off(design), edition, 100.0, None, library)


def said_by(error: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {finding.code for finding in error.value.findings}


def test_a_bill_is_grouped_by_text_and_class_of_unit(design: Design) -> None:
    groups = shown(design)
    assert list(groups) == [STEEL, CONCRETE, GLASS, "Concrete C50"]
    steel = groups[STEEL].group
    # 2 t and 500 kg, written in two ways
    assert (len(steel.lines), steel.quantity, steel.unit.value) == (2, 2500, "kg")
    assert [one.group.state for one in groups.values()] == [State.OPEN] * 3 + [State.EXACT]
    assert groups[CONCRETE].proposals[0].thickness_mm == 200


def test_confirming_what_is_ready_settles_the_carbon(cast: Cast, design: Design) -> None:
    assert worked(design).a1_a3 is None
    kept = confirm(cast.member, design, all_ready(design))
    assert {(row.text, row.factor_key, row.thickness_mm, row.thickness_from) for row in kept} == {
        ("现浇商品混凝土 c30 200厚", "concrete-c30", 200, "text"),
        ("hrb400 钢筋 φ12", "steel-rebar", None, ""),
        ("float glass 6 mm", "glass-flat", 6, "text"),
    }
    found = worked(design)
    # L1: 50 m² × 0.2 m × 295 = 2 950; L2: 2 t × 2 340 = 4 680; L3: 0.5 t × 2 340 = 1 170;
    # L4: 100 m² × 0.006 m × 2.5 t/m³ × 1 130 = 1 695; L5: 10 m³ × 385 = 3 850 kgCO2e
    expected = [2950, 4680, 1170, 1695, 3850]
    assert [line.a1_a3_kgco2e for line in found.lines] == pytest.approx(expected, rel=1e-12)
    assert found.a1_a3 == pytest.approx(14345, rel=1e-12)
    assert [line.mass_kg for line in found.lines[:2]] == pytest.approx([10 * 2300, 2000])
    assert all(one.group.state in (State.CONFIRMED, State.EXACT) for one in shown(design).values())


def test_every_step_is_said_with_the_line(cast: Cast, design: Design) -> None:
    confirm(cast.member, design, all_ready(design))
    day = timezone.localdate().isoformat()
    glass = worked(design).lines[3]
    assert [text.en for text in glass.basis] == [
        f"factor for this text confirmed by Member on {day}",
        "100 m² × 6 mm = 0.6 m³ (thickness read from the text)",
        "0.6 m³ × 2,500 kg/m³ = 1,500 kg",
    ]
    assert f"由Member于 {day} 确认" in glass.basis[0].zh_hans
    assert worked(design).lines[4].basis == ()


def test_the_next_design_of_the_organisation_knows_and_no_other(cast: Cast, design: Design) -> None:
    confirm(cast.member, design, all_ready(design))
    again = make_bill(cast, make_project(cast, "Annexe"))
    assert worked(again).a1_a3 == pytest.approx(14345)
    foreign = make_project(cast, "Foreign")
    foreign.organisation = cast.authority
    foreign.save()
    again.project = foreign
    again.save()
    assert worked(again).a1_a3 is None


def test_a_withdrawn_confirmation_acts_no_more_and_did_before(cast: Cast, design: Design) -> None:
    kept = confirm(cast.member, design, all_ready(design))
    then = timezone.now()
    withdraw(cast.member, design, [row.pk for row in kept])
    assert worked(design).a1_a3 is None
    assert worked(design, at=then).a1_a3 == pytest.approx(14345)
    assert worked(design, at=kept[0].confirmed_at - timedelta(seconds=1)).a1_a3 is None
    assert [entry.verb for entry in AuditEntry.objects.filter(verb__startswith="matches").order_by("pk")] == [
        "matches-confirmed",
        "matches-withdrawn",
    ]


def test_a_past_score_worked_out_again_is_the_same(cast: Cast, design: Design) -> None:
    kept = confirm(cast.member, design, all_ready(design))
    assessment = make_scored(cast, design)
    assert assessment.scorecard.document["metrics"]["upfront_a1_a3_kgco2e"]["value"] == pytest.approx(14345)
    rebar = next(row for row in kept if row.factor_key == "steel-rebar")
    changed = confirm(cast.member, design, [Wanted(rebar.digest, "steel-carbon", seen=rebar.pk)])
    withdraw(cast.member, design, [row.pk for row in kept if row != rebar])
    assert changed[0].factor_key == "steel-carbon"
    assert digest_of(compute_document(assessment, [])) == assessment.scorecard.digest
    # 14 345 − 2.5 t × 2 340 + 2.5 t × 2 050, without the two that were withdrawn
    assert [line.a1_a3_kgco2e for line in worked(design).lines] == [None, 4100, 1025, None, 3850]


def test_without_confirmations_the_library_of_the_edition_serves(design: Design) -> None:
    edition = design.project.edition.loaded()
    assert library_for(design, edition) is library_of(edition)


def test_a_change_ends_the_last_one_at_the_same_moment(cast: Cast, design: Design) -> None:
    first = confirm(cast.member, design, [Wanted(digest(design, STEEL), "steel-rebar")])[0]
    second = confirm(cast.member, design, [Wanted(first.digest, "steel-carbon", seen=first.pk)])[0]
    first.refresh_from_db()
    assert first.withdrawn_at == second.confirmed_at
    assert worked(design, at=second.confirmed_at).lines[1].factor_key == "steel-carbon"


def test_a_thickness_is_given_where_the_text_says_none(cast: Cast, project: Project) -> None:
    design = make_bill(cast, project, BILL.replace(" 200厚".encode(), b""))
    concrete = digest(design, "现浇商品混凝土 C30")
    with pytest.raises(Refused) as refused:
        confirm(cast.member, design, [Wanted(concrete, "concrete-c30")])
    assert said_by(refused) == {"match-thickness-missing"}
    row = confirm(cast.member, design, [Wanted(concrete, "concrete-c30", thickness_mm=120)])[0]
    assert (row.thickness_mm, row.thickness_from) == (120, "person")
    # 50 m² × 0.12 m × 295 = 1 770 kgCO2e
    line = worked(design).lines[0]
    assert line.a1_a3_kgco2e == pytest.approx(1770)
    assert "given with the confirmation" in line.basis[1].en


def test_an_own_mass_per_square_metre_counts_beside_a_thickness(cast: Cast, project: Project) -> None:
    # the line says 480 kg/m2: 50 m2 weigh 24 000 kg, whatever the density of the factor
    design = make_bill(cast, project, BILL.replace(b",50,m2,,", b",50,m2,,480"))
    confirm(cast.member, design, [Wanted(digest(design, CONCRETE), "concrete-c30")])
    line = worked(design).lines[0]
    assert (line.a1_a3_kgco2e, line.mass_kg) == (pytest.approx(2950), pytest.approx(24000))


def test_a_factor_that_another_edition_lacks_leaves_the_line_open(cast: Cast, design: Design) -> None:
    row = confirm(cast.member, design, [Wanted(digest(design, STEEL), "steel-rebar")])[0]
    MatchConfirmation.objects.filter(pk=row.pk).update(factor_key="somewhere.else")
    assert shown(design)[STEEL].group.state is State.LOST
    assert worked(design).a1_a3 is None


def test_two_people_at_once(cast: Cast, design: Design) -> None:
    other = person("other", organisation=cast.practice)
    steel = digest(design, STEEL)
    first = confirm(other, design, [Wanted(steel, "steel-carbon")])[0]
    with pytest.raises(Conflict) as conflict:
        confirm(
            cast.member, design, [Wanted(steel, "steel-rebar"), Wanted(digest(design, GLASS), "glass-flat")]
        )
    assert conflict.value.finding.code == "match-changed"
    assert "Other confirmed steel-carbon" in conflict.value.finding.message["en"]
    assert MatchConfirmation.objects.count() == 1  # nothing of the two was kept
    assert confirm(cast.member, design, [Wanted(steel, "steel-carbon")]) == ()  # the same is no conflict
    withdraw(other, design, [first.pk])
    with pytest.raises(Conflict) as conflict:
        confirm(cast.member, design, [Wanted(steel, "steel-rebar", seen=first.pk)])
    assert conflict.value.finding.code == "match-withdrawn"
    with pytest.raises(Conflict):
        withdraw(cast.member, design, [first.pk])


@pytest.mark.parametrize(
    ("material", "values", "code"),
    [
        (STEEL, {"factor_key": "nothing"}, "match-factor-unknown"),
        (STEEL, {"factor_key": ""}, "match-factor-missing"),
        (STEEL, {"factor_key": "glass-flat", "thickness_mm": float("nan")}, "match-thickness-bad"),
        (CONCRETE, {"factor_key": "concrete-c30", "thickness_mm": 0.0}, "match-thickness-bad"),
        (CONCRETE, {"factor_key": "concrete-c30", "thickness_mm": 5001.0}, "match-thickness-bad"),
        (CONCRETE, {"factor_key": "crushed-stone"}, "match-unit-no-way"),
        ("Concrete C50", {"factor_key": "concrete-c30"}, "match-text-unknown"),
        (STEEL, {"factor_key": "steel-rebar", "seen": uuid.UUID(int=7)}, "match-unknown"),
    ],
)
def test_what_is_refused(
    cast: Cast, design: Design, material: str, values: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        confirm(cast.member, design, [Wanted(digest(design, material), **values)])
    assert said_by(refused) == {code}
    assert not MatchConfirmation.objects.exists()


def test_none_twice_and_too_many_are_refused(cast: Cast, design: Design) -> None:
    one = Wanted(digest(design, STEEL), "steel-rebar")
    for wanted, code in (([], "nothing-chosen"), ([one, one], "twice"), ([one] * (MOST + 1), "too-many")):
        with pytest.raises(Refused) as refused:
            confirm(cast.member, design, wanted)
        assert said_by(refused) == {f"match-{code}"}
    with pytest.raises(Refused) as refused:
        withdraw(cast.member, design, [uuid.uuid4()])
    assert said_by(refused) == {"match-unknown"}


def test_strangers_confirm_and_withdraw_nothing(cast: Cast, design: Design) -> None:
    with pytest.raises(NotAllowed):
        confirm(cast.stranger, design, [Wanted(digest(design, STEEL), "steel-rebar")])
    row = confirm(cast.member, design, [Wanted(digest(design, STEEL), "steel-rebar")])[0]
    with pytest.raises(NotAllowed):
        withdraw(cast.stranger, design, [row.pk])


def test_somebody_who_left_is_not_named(cast: Cast, design: Design) -> None:
    confirm(cast.member, design, all_ready(design))
    MatchConfirmation.objects.update(confirmed_by=None)
    assert worked(design).lines[1].basis[0].en.startswith("factor for this text confirmed on ")


def test_as_many_queries_for_many_groups(
    cast: Cast, project: Project, django_assert_num_queries: Any
) -> None:
    lines = "".join(f"X{n},Slab,{STEEL[:-2]}{n},1,t,,\n" for n in range(100, 180))
    design = make_bill(cast, project, BILL + lines.encode())
    design.project.edition.loaded()
    materials_of(design)
    with django_assert_num_queries(2):
        materials = materials_of(design)
        assert len(materials.shown(materials.groups)) == 84


def test_under_an_edition_with_kinds_of_factor_the_best_kind_counts(cast: Cast, design: Design) -> None:
    design.project.edition = store_edition(settings.EDITIONS_DIR / "island-2026-r2")
    design.project.save()
    # the words fit the Danish mesh best, which stands for rebar: what would count is proposed
    best = shown(design)[STEEL].proposals[0]
    assert (best.factor.key, best.ready, best.way) == ("steel-rebar", True, Way.MASS)
    make_dataset(cast)
    confirm(cast.member, design, [Wanted(digest(design, CONCRETE), "concrete-c30")])
    line = worked(design).lines[0]
    # the practice's own declaration for this concrete: 50 m² × 0.2 m × 250 = 2 500 kgCO2e
    assert (line.factor_key, line.a1_a3_kgco2e) == ("island.island-c30", pytest.approx(2500))
    choose_factor(cast.member, design, "L1", "concrete-c50", "Stronger mix in the tender")
    # the line's own choice comes first; what was confirmed for the text leads to its unit no more
    assert worked(design).lines[0].a1_a3_kgco2e is None


def test_a_take_off_may_have_more_texts_than_a_question_takes_values(cast: Cast, project: Project) -> None:
    """SQLite takes 32,766 in one question as it comes; here a hundred."""
    texts = "\n".join(f"X{number},frame,material number {number},1,kg" for number in range(200))
    many = make_bill(cast, project, f"line_id,element,material,quantity,unit\n{texts}\n".encode())
    held, most = connection.connection, sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER
    before = held.setlimit(most, 100) if isinstance(held, sqlite3.Connection) else None
    try:
        confirm(cast.member, many, [Wanted(digest(many, "material number 7"), "steel-rebar")])
        found = materials_of(many)
    finally:
        if isinstance(held, sqlite3.Connection):
            held.setlimit(most, before)
    confirmed = [group.material for group in found.groups if group.confirmation is not None]
    assert (len(found.groups), confirmed) == (200, ["material number 7"])
