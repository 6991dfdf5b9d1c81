"""Quantities estimated from an energy model."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from energyplus_runs.simulation.quantities_surfaces import Element
from standard_site.lib.openapi import FindingSerializer

ELEMENTS = [str(element) for element in Element]


class ConstructionAreaSerializer(serializers.Serializer[Any]):
    """Net area as built, multipliers applied once; both halves of an inner wall together."""

    element = serializers.ChoiceField(choices=ELEMENTS)
    construction = serializers.CharField()
    layers = serializers.ListField(child=serializers.CharField())
    area_m2 = serializers.FloatField()


class MaterialQuantitySerializer(serializers.Serializer[Any]):
    """Null where the model does not say."""

    element = serializers.ChoiceField(choices=ELEMENTS)
    material = serializers.CharField()
    type_name = serializers.CharField(help_text="EnergyPlus object type of the material.")
    area_m2 = serializers.FloatField()
    volume_m3 = serializers.FloatField(allow_null=True)
    density_kg_per_m3 = serializers.FloatField(allow_null=True)
    mass_kg = serializers.FloatField(allow_null=True)


class EstimateSerializer(serializers.Serializer[Any]):
    constructions = ConstructionAreaSerializer(many=True)
    materials = MaterialQuantitySerializer(many=True)
    findings = FindingSerializer(many=True)
