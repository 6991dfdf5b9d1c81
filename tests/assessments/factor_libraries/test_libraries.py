"""Data sets of an organisation: brought, replaced, retired; and what a design is worked out with."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.actions.designs import Upload
from assessments.document import digest_of
from assessments.factor_libraries.bringing import DatasetGiven, bring, retire
from assessments.factor_libraries.choosing import choose_factor, line_choices, lines_of
from assessments.factor_libraries.models import FactorDataset
from assessments.factor_libraries.reading import is_acting, library_for
from assessments.factors import library_of, upfront_of
from assessments.inputs import design_take_off
from assessments.models import AuditEntry, Design, Project
from assessments.refusal import NotAllowed, Refused
from assessments.scoring import compute_document
from tests.assessments.cast import Cast, make_scored, shipped_edition
from tests.assessments.factor_libraries.files import FACTORS, given, make_dataset

pytestmark = pytest.mark.django_db


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {finding.code for finding in refused.value.findings}


def taken(design: Design) -> dict[str, str | None]:
    """The factor of each line."""
    shown = line_choices(design, design.project.edition.loaded(), lines_of(design))
    return {one.line.line_id: one.match.factor.key if one.match.factor else None for one in shown}


def test_without_a_data_set_the_local_generic_serves(design: Design) -> None:
    # L4 names the Danish concrete, which gives way to the local one it stands for
    assert taken(design) == {"L1": "concrete-c30", "L2": "concrete-c50", "L3": None, "L4": "concrete-c30"}


def test_a_valid_declaration_comes_first_and_an_expired_one_does_not(cast: Cast, design: Design) -> None:
    make_dataset(cast)
    assert taken(design) == {
        "L1": "island.island-c30",
        "L2": "concrete-c50",
        "L3": "island.block",
        "L4": "island.island-c30",
    }
    shown = line_choices(design, design.project.edition.loaded(), lines_of(design))
    assert {(one.factor.key, one.why) for one in shown[0].match.losers} == {
        ("concrete-c30", "lesser-kind"),
        ("dk-b1433", "lesser-kind"),
    }
    assert ("island.old-c50", "expired") in {(one.factor.key, one.why) for one in shown[1].match.losers}


def test_only_the_organisation_that_brought_it_uses_it(cast: Cast, design: Design, project: Project) -> None:
    make_dataset(cast)
    project.organisation = cast.authority
    project.save()
    assert taken(Design.objects.get(pk=design.pk))["L1"] == "concrete-c30"


def test_an_edition_with_one_kind_of_factor_knows_no_data_sets(cast: Cast, design: Design) -> None:
    make_dataset(cast)
    edition = shipped_edition().loaded()
    assert library_for(design, edition) is library_of(edition)


def test_a_moment_always_gives_the_same_library(cast: Cast, design: Design) -> None:
    edition = design.project.edition.loaded()
    dataset = make_dataset(cast)
    then = timezone.now()
    retire(cast.member, dataset, "Wrong plant")
    assert library_for(design, edition, then).match("Concrete C30").factor.key == "island.island-c30"
    assert library_for(design, edition).match("Concrete C30").factor.key == "concrete-c30"
    before = dataset.uploaded_at - timedelta(seconds=1)
    assert library_for(design, edition, before).get("island.block") is None


def test_a_further_version_replaces_the_last(cast: Cast, design: Design) -> None:
    first = make_dataset(cast)
    second = make_dataset(cast, FACTORS.replace(b",250,", b",240,"))
    assert (second.version, is_acting(first), is_acting(second)) == (2, False, True)
    library = library_for(design, design.project.edition.loaded())
    assert library.get("island.island-c30").module("A1-A3") == 240
    assert library.get("island.island-c30").dataset.version == "2"
    assert FactorDataset.objects.get(pk=first.pk).rows[0]["kgco2e_per_unit"] == 250


def test_what_a_declaration_leaves_open_is_that_of_its_generic(cast: Cast, design: Design) -> None:
    make_dataset(cast)
    factor = library_for(design, design.project.edition.loaded()).get("island.island-c30")
    assert factor.waste_key == "in-situ-concrete"


def test_the_carbon_is_that_of_the_factor_taken(cast: Cast, design: Design) -> None:
    # L1: 10 m3 × 250 = 2 500, L2: 10 × 385 = 3 850, L3: 10 × 80 = 800, L4: 2 500 kgCO2e
    make_dataset(cast)
    edition = design.project.edition.loaded()
    worked = upfront_of(design_take_off(design), edition, 100.0, None, library_for(design, edition))
    assert [line.a1_a3_kgco2e for line in worked.lines] == [2500, 3850, 800, 2500]


def test_a_score_worked_out_again_is_the_same_whatever_was_retired_or_chosen_since(
    cast: Cast, design: Design
) -> None:
    dataset = make_dataset(cast)
    assessment = make_scored(cast, design)
    before = assessment.scorecard.document
    # L1 and L4 of the declaration: 2 500 + 2 500, and L3: 800 kgCO2e from product declarations
    assert before["metrics"]["epd_a1_a3_kgco2e"]["value"] == 5800
    assert before["metrics"]["newest_factor_year"]["value"] == 2025
    retire(cast.member, dataset, "Wrong plant")
    choose_factor(cast.member, design, "L2", "dk-b1461", "Imported")
    assert digest_of(compute_document(assessment, [])) == assessment.scorecard.digest


def test_a_line_insists_with_a_reason_and_goes_back(cast: Cast, design: Design) -> None:
    make_dataset(cast)
    choose_factor(cast.member, design, "L1", "dk-b1433", "Tender names the imported mix")
    assert taken(design)["L1"] == "dk-b1433"
    shown = line_choices(design, design.project.edition.loaded(), lines_of(design))
    assert shown[0].match.insisted
    assert [one.reason for one in shown[0].history] == ["Tender names the imported mix"]
    assert AuditEntry.objects.filter(verb="factor-chosen", target="L1").exists()
    choose_factor(cast.member, design, "L1", "", "Mix was changed")
    assert taken(design)["L1"] == "island.island-c30"
    assert design.factor_choices.count() == 2


def test_a_line_may_insist_on_an_expired_declaration(cast: Cast, design: Design) -> None:
    make_dataset(cast)
    choose_factor(cast.member, design, "L2", "island.old-c50", "Bought in 2019, from stock")
    assert taken(design)["L2"] == "island.old-c50"


def test_a_choice_whose_data_set_was_retired_leaves_the_line_open(cast: Cast, design: Design) -> None:
    dataset = make_dataset(cast)
    choose_factor(cast.member, design, "L1", "island.island-c30", "As tendered")
    retire(cast.member, dataset, "Wrong plant")
    assert taken(design)["L1"] is None


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("L9", "concrete-c30", "Because"), "choice-line-unknown"),
        (("L1", "nothing", "Because"), "choice-factor-unknown"),
        (("L1", "dk-b1318", "Because"), "choice-factor-unusable"),
        (("L1", "concrete-c30", " "), "dataset-reason-missing"),
        (("L1", "concrete-c30", "a\x00bc"), "dataset-reason-missing"),
    ],
)
def test_choices_that_are_refused(cast: Cast, design: Design, words: tuple[str, ...], code: str) -> None:
    with pytest.raises(Refused) as refused:
        choose_factor(cast.member, design, *words)
    assert codes(refused) == {code}


def test_strangers_choose_and_bring_nothing(cast: Cast, design: Design) -> None:
    with pytest.raises(NotAllowed):
        choose_factor(cast.stranger, design, "L1", "concrete-c30", "Because")
    with pytest.raises(NotAllowed):
        bring(cast.stranger, cast.practice, given())
    dataset = make_dataset(cast)
    with pytest.raises(NotAllowed):
        retire(cast.stranger, dataset, "Because")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"key": "Island"}, "dataset-key-bad"),
        ({"title": " "}, "dataset-title-missing"),
        ({"file": Upload("x.csv", [b"a" * 5_000_001])}, "factors-file-too-large"),
        ({"file": Upload("x.csv", [b""])}, "upload-empty"),
    ],
)
def test_data_sets_that_are_refused_leave_nothing(cast: Cast, change: dict[str, object], code: str) -> None:
    values = {"key": "island", "title": "Island", "file": Upload("x.csv", [FACTORS])} | change
    with pytest.raises(Refused) as refused:
        bring(cast.member, cast.practice, DatasetGiven(**values))  # type: ignore[arg-type]
    assert code in codes(refused)
    assert not FactorDataset.objects.exists()


def test_the_same_file_is_no_further_version(cast: Cast) -> None:
    make_dataset(cast)
    with pytest.raises(Refused) as refused:
        make_dataset(cast)
    assert codes(refused) == {"dataset-same"}


def test_a_version_retires_once_and_with_a_reason(cast: Cast) -> None:
    dataset = make_dataset(cast)
    with pytest.raises(Refused) as refused:
        retire(cast.member, dataset, "")
    assert codes(refused) == {"dataset-reason-missing"}
    retire(cast.member, dataset, "Wrong plant")
    with pytest.raises(Refused) as refused:
        retire(cast.member, dataset, "Again")
    assert codes(refused) == {"dataset-already-retired"}


def test_a_material_that_no_edition_has_is_told(cast: Cast, project: Project) -> None:
    dataset = make_dataset(cast, FACTORS.replace(b"concrete-c50", b"concrete-c99"))
    assert "factors-unknown-stand-in" in {finding["code"] for finding in dataset.findings}
