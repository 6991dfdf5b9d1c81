"""Which of several factors for one material is taken: a specific one before a local generic one, that before a foreign one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assessments.carbon.factor import PRODUCT, Factor
from assessments.carbon.units import Unit

_BY_MASS = frozenset({Unit.KG, Unit.T})


class Lost(StrEnum):
    """Why a factor was not taken."""

    EXPIRED = "expired"
    NO_PRODUCT_STAGE = "no-product-stage"
    OTHER_UNIT = "other-unit"
    LESSER_KIND = "lesser-kind"
    OLDER = "older"
    OVERRIDDEN = "overridden"


@dataclass(frozen=True, slots=True)
class Loser:
    """A factor for the same material that was not taken, and why."""

    factor: Factor
    why: Lost


def group_of(factor: Factor) -> str:
    """The key of the material a factor is for: factors of one group stand in for each other."""
    return factor.stands_for or factor.key


def choose(
    wanted: Factor, group: Iterable[Factor], day: date | None
) -> tuple[Factor | None, tuple[Loser, ...]]:
    """The factor to take and the others with the reason why not.

    Args:
        wanted: the factor that the line's words or key name.
        group: all factors for its material, itself among them.
        day: the day on which validity is judged, None where it is not.

    Returns:
        The best of the group; the wanted one itself where nothing of the group can be used, so that its own fault is
        told; None where that fault is its expiry.
    """
    lost = {factor.key: why for factor in group if (why := _out(factor, wanted, day)) is not None}
    fit = sorted((factor for factor in group if factor.key not in lost), key=_order)
    if not fit:
        return (None if lost.get(wanted.key) is Lost.EXPIRED else wanted), ()
    best = fit[0]
    losers = [Loser(one, Lost.OLDER if one.kind is best.kind else Lost.LESSER_KIND) for one in fit[1:]]
    losers += [Loser(factor, lost[factor.key]) for factor in group if factor.key in lost]
    return best, tuple(losers)


def is_expired(factor: Factor, day: date | None) -> bool:
    return day is not None and factor.valid_until is not None and factor.valid_until < day


def _out(factor: Factor, wanted: Factor, day: date | None) -> Lost | None:
    if is_expired(factor, day):
        return Lost.EXPIRED
    if factor.module(PRODUCT) is None:
        return Lost.NO_PRODUCT_STAGE
    if factor.unit is not wanted.unit and not {factor.unit, wanted.unit} <= _BY_MASS:
        return Lost.OTHER_UNIT
    return None


def _order(factor: Factor) -> tuple[int, int, str]:
    """Best kind first, then the newest year, then the key so that the choice is always the same."""
    return factor.kind.rank, -(factor.year or 0), factor.key
