"""A finding carries uploaded text to every kind of answer: nothing in it may break or flood one."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from standard_site.lib.findings import Where


def test_names_that_no_answer_could_carry_are_made_printable() -> None:
    where = Where(file="a\ud800.idf", object="Zone '\x07'", field="\u202egpj")
    assert where == Where(file="a�.idf", object="Zone '�'", field="�gpj")


def test_wide_and_non_breaking_spaces_are_part_of_names() -> None:
    assert Where(object="客房　一\xa0号").object == "客房　一\xa0号"


def test_a_name_as_long_as_a_file_is_cut() -> None:
    field = Where(field="a" * 900_000).field or ""
    assert (len(field), field[-1]) == (260, "…")


@given(st.text(alphabet=st.characters(), max_size=400))
def test_every_place_can_be_written_and_read_again(text: str) -> None:
    where = Where(file=text, object=text, field=text)
    written = json.dumps(where.to_json(), ensure_ascii=False).encode("utf-8")
    assert Where(**json.loads(written)) == where
