"""Ten scorecards of which every outcome was worked out by hand, the small edition, and a draft that changes one limit of it.

Value of S01: (carbon + 10) / gia; all have 10 m². Base: at most 100 (homes, new, 2026), credits 1 at 80 and 3 at 50 of 3.
Ratings: pass from 30, good from 100. The draft lowers the limit of 2026 to 70, and nothing else.

| key    | carbon | value | base: gate, total, rating          | draft: gate, rating  |
| low    | 490    | 50    | achieved, 3/3 = 100, good          | the same             |
| middle | 790    | 80    | achieved, 1/3 = 33.3, pass         | not achieved, none   |
| limit  | 990    | 100   | achieved (at the limit), 0, none   | not achieved, none   |
| high   | 1200   | 121   | not achieved, 0, none              | the same             |
| unsaid | –      | –     | undetermined, none                 | the same             |
| later  | 790    | 80    | 2027: limit 90, achieved, 33.3     | the same             |
| castle | 490    | 50    | a typology nobody knows: undetermined | the same          |
| blank  | no inputs kept                 | not evaluable                   |
| broken | inputs of another form         | not evaluable                   |
| bay    | of a kind the edition judges not  | not evaluable                |
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assessments.models import Scorecard
from rules.actions.store import keep_edition
from rules.models import Draft, DraftFile, Edition
from standard_site.accounts.models import Organisation, Role, User
from tests.assessments.cast import person
from tests.assessments.populations import make_scorecard
from tests.rules.editions import small, small_files

STRICTER = ("homes,new,2026,100,", "homes,new,2026,70,")
HOME: dict[str, Any] = {
    "kind": "building",
    "works": "new",
    "stage": "design",
    "gia_m2": 10.0,
    "construction_start_year": 2026,
    "uses": [{"typology": "home", "gia_m2": 10.0}],
}
_TOWN: dict[str, dict[str, Any] | None] = {
    "low": {"subject": HOME, "metrics": {"carbon_kgco2e": [490.0, "kgCO2e"]}},
    "middle": {"subject": HOME, "metrics": {"carbon_kgco2e": [0.79, "tCO2e"]}},
    "limit": {"subject": HOME, "metrics": {"carbon_kgco2e": [990.0, "kgCO2e"]}},
    "high": {"subject": HOME, "metrics": {"carbon_kgco2e": [1200.0, "kgCO2e"]}},
    "unsaid": {"subject": HOME, "metrics": {}},
    "later": {
        "subject": {**HOME, "construction_start_year": 2027},
        "metrics": {"carbon_kgco2e": [790.0, "kgCO2e"]},
    },
    "castle": {
        "subject": {**HOME, "uses": [{"typology": "castle", "gia_m2": 10.0}]},
        "metrics": {"carbon_kgco2e": [490.0, "kgCO2e"]},
    },
    "blank": None,
    "broken": {"subject": HOME, "metrics": {"carbon_kgco2e": 5}},
    "bay": {"subject": {**HOME, "kind": "district"}, "metrics": {}},
}


@dataclass(frozen=True, slots=True)
class Town:
    base: Edition
    draft: Draft
    author: User
    practice: Organisation
    cards: dict[str, Scorecard]


def make_town() -> Town:
    base = keep_edition(small())
    practice, house = (Organisation.objects.create(name=name) for name in ("Practice", "Authority"))
    author = person("writer", Role.STANDARD_AUTHOR, organisation=house)
    cards = {key: _card(number, key, practice, base) for number, key in enumerate(_TOWN)}
    return Town(base, make_draft(author, house, base, limits_csv=STRICTER), author, practice, cards)


def make_draft(
    author: User, house: Organisation, base: Edition, key: str = "small", **replaced: tuple[str, str]
) -> Draft:
    draft = Draft.objects.create(key=key, organisation=house, base=base, created_by=author)
    DraftFile.objects.bulk_create(
        DraftFile(draft=draft, path=path, text=text.decode(), changed_by=author)
        for path, text in small_files(**replaced).items()
    )
    return draft


def _card(number: int, key: str, practice: Organisation, base: Edition) -> Scorecard:
    inputs = _TOWN[key]
    readable = inputs if key != "broken" else _TOWN["low"]
    card = make_scorecard(number, readable, practice, base)
    if key == "broken":
        card.inputs = inputs
        card.save()
    return card
