"""The command line acts for an account and an organisation that nobody can take beforehand, and takes any file name."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessments.command_line import ACCOUNT, ORGANISATION, acting_account, file_name
from standard_site.accounts.models import Membership, Organisation, User


def test_nobody_can_sign_in_with_the_acting_account(db: None) -> None:
    user, organisation = acting_account()
    assert (user.is_active, user.has_usable_password(), organisation.name) == (False, False, ORGANISATION)
    assert acting_account() == (user, organisation)


def test_an_organisation_that_took_the_name_stays_without_our_designs(db: None) -> None:
    squatter = User.objects.create_user("squatter@example.org")
    taken = Organisation.objects.create(name=ORGANISATION)
    Membership.objects.create(user=squatter, organisation=taken)
    user, organisation = acting_account()
    assert organisation != taken
    assert user.organisation_ids == {organisation.pk}
    assert squatter.organisation_ids == {taken.pk}
    assert acting_account() == (user, organisation)


def test_a_person_at_the_address_is_not_acted_for(db: None) -> None:
    User.objects.create_user(ACCOUNT, "correct horse 9")
    with pytest.raises(CommandError, match=ACCOUNT):
        acting_account()


def test_a_file_name_that_is_no_text_is_made_one() -> None:
    assert file_name(Path("/x/盒\udcff.idf")) == "盒�.idf"


@pytest.mark.parametrize("target", ["/nowhere/prepared.idf", "."])
def test_a_place_that_cannot_be_written_to_is_wrong_usage(
    target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("assess", "--model", __file__, "--prepared", target)
    assert ended.value.code == 64
    assert "cannot write" in capsys.readouterr().err
