"""Whether the workers take new work: what the operators said last."""

from __future__ import annotations

from energyplus_runs.operating.models import OperatorAct, OperatorVerb


def last_word() -> OperatorAct | None:
    """The newest stop or start of new work; None when nobody ever stopped it.

    In the order of the database: the clocks of two machines may differ.
    """
    switches = OperatorAct.objects.filter(verb__in=(OperatorVerb.DRAIN, OperatorVerb.RESUME))
    return switches.select_related("operator").order_by("-pk").first()


def takes_new_work() -> bool:
    said = last_word()
    return said is None or said.verb == OperatorVerb.RESUME
