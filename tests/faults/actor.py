"""Inside an installation under faults: asks for runs, says how they stand, has failed ones tried again."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 - after setup
from django.db import InterfaceError, OperationalError, connection  # noqa: E402
from kombu.exceptions import OperationalError as BrokerAway  # noqa: E402

from assessments.command_line import acting_account, make_ready  # noqa: E402
from energyplus_runs.actions import accept_model, enqueue, examine_model, request_run  # noqa: E402
from energyplus_runs.following import message  # noqa: E402
from energyplus_runs.models import OPEN_STATES, Run, RunStatus  # noqa: E402
from energyplus_runs.operating.acting import try_again  # noqa: E402
from rules.engine.loading import load_edition  # noqa: E402
from standard_site.files.actions import store_bytes  # noqa: E402
from standard_site.lib.refusal import Conflict  # noqa: E402
from tests.services.actor import serve_orders  # noqa: E402
from tests.services.conftest import BOX  # noqa: E402

PATIENCE_S = 30.0


def ask(lights_w_per_m2: list[float]) -> dict[str, Any]:
    """A run of the one-zone model for each figure; the same figure makes the same model."""
    make_ready()
    user, _ = acting_account()
    protocol = load_edition(settings.EDITIONS_DIR / settings.DEFAULT_EDITION).annexes["protocol"]
    asked = {}
    for lights in lights_w_per_m2:
        data = BOX.read_bytes().replace(b"Watts/Area, , 8,", b"Watts/Area, , %g," % lights)
        model = accept_model(store_bytes(data), examine_model(data, "box.idf"))
        run = request_run(model, "qionghai", protocol, user)
        enqueue(run)
        asked[str(run.pk)] = lights
    return asked


def look() -> dict[str, Any]:
    """How many are open, and what the failed ones failed of."""
    failed = Run.objects.filter(status=RunStatus.FAILED).values_list("pk", "findings")
    return {
        "open": Run.objects.filter(status__in=OPEN_STATES).count(),
        "failed": {str(pk): [finding["code"] for finding in findings] for pk, findings in failed},
    }


def retry(run: str) -> dict[str, Any]:
    with suppress(Conflict):  # the answer to the first try was lost with the database
        try_again(acting_account()[0], Run.objects.get(pk=run), "A fault that was put there on purpose")
    return {}


def deliver_again(times: int) -> dict[str, Any]:
    with suppress(BrokerAway):
        for _ in range(times):
            message().delay()
    return {}


def results() -> dict[str, Any]:
    """What each run ended with: electricity of its lights [kWh/yr], where it came from, how often it was tried."""
    rows = {}
    for run in Run.objects.all():
        uses = (run.results or {}).get("end_uses", [])
        lights = [use["kwh"] for use in uses if use["end_use"] == "interior_lighting"]
        rows[str(run.pk)] = {
            "status": run.status,
            "lights_kwh": sum(lights) if lights else None,
            "hours": (run.results or {}).get("simulated_hours"),
            "shared": run.cached_from_id is not None,
            "attempts": run.attempt,
            "losses": run.losses,
            "tried_again": run.operator_acts.count(),
        }
    return rows


WHAT: dict[str, Callable[..., dict[str, Any]]] = {
    "ask": ask,
    "look": look,
    "retry": retry,
    "deliver_again": deliver_again,
    "results": results,
}


def patient(what: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """The database may be away for a moment; what is asked here can be asked twice."""

    def answered(**order: Any) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                return what(**order)
            except (OperationalError, InterfaceError):
                if time.monotonic() > deadline:
                    raise
                connection.close()
                time.sleep(0.5)

    return answered


if __name__ == "__main__":
    serve_orders({name: patient(what) for name, what in WHAT.items()})
