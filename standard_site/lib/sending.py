"""Handing work to the workers without depending on the broker being there."""

from __future__ import annotations

import structlog
from celery import Signature
from django.db import transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


def send_on_commit(message: Signature) -> None:
    """Send a message when the surrounding transaction commits.

    A broker out of reach fails nothing: the change is made, and the next sweep sends what nobody works on.
    """
    transaction.on_commit(lambda: _send(message))


def _send(message: Signature) -> None:
    try:
        message.delay()
    except OperationalError as error:
        log.warning("broker-unreachable", task=message.task, reason=str(error))
