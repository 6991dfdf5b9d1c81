"""Celery's doors to scoring and back-tests. Each is safe to run twice."""

from __future__ import annotations

import os
import socket

from celery import shared_task

from assessments.backtest import running
from assessments.retention import forget_old_files
from assessments.scoring import score_if_ready
from assessments.selectors import assessments_to_score
from assessments.take_off_headers.waiting import forget_old_waiting
from assessments.take_off_readings import working as readings
from assessments.take_off_readings.keeping import forget_old_readings


@shared_task  # type: ignore[untyped-decorator]
def score(assessment_id: str) -> None:
    score_if_ready(assessment_id)


@shared_task  # type: ignore[untyped-decorator]
def back_test(back_test_id: str) -> None:
    running.execute(back_test_id, worker=f"{socket.gethostname()}:{os.getpid()}")


@shared_task  # type: ignore[untyped-decorator]
def read_take_off(reading_id: str) -> None:
    readings.execute(reading_id, worker=f"{socket.gethostname()}:{os.getpid()}")


@shared_task  # type: ignore[untyped-decorator]
def sweep() -> None:
    """Score what is ready although nobody was told, and send again the back-tests and readings nobody works on."""
    for assessment_id in assessments_to_score():
        score_if_ready(str(assessment_id))
    for back_test_id in running.give_up_or_release():
        back_test.delay(back_test_id)
    for reading_id in readings.give_up_or_release():
        read_take_off.delay(reading_id)


@shared_task  # type: ignore[untyped-decorator]
def tidy() -> None:
    """Let go of files that the policy no longer keeps."""
    forget_old_files()
    forget_old_waiting()
    forget_old_readings()
