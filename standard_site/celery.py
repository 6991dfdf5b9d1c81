"""The Celery application; workers name it with `-A standard_site.celery`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "standard_site.settings")
app = Celery("standard_site")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
