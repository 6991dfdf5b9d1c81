from django.apps import AppConfig
from django.db.models.signals import post_migrate

from rules.triggers import install_after_migrate


class RulesConfig(AppConfig):
    name = "rules"

    def ready(self) -> None:
        post_migrate.connect(install_after_migrate, sender=self)
