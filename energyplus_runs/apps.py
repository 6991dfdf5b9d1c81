from django.apps import AppConfig


class EnergyPlusRunsConfig(AppConfig):
    name = "energyplus_runs"
    verbose_name = "EnergyPlus runs"
