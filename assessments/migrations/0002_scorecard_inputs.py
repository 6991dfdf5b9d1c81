"""What each scorecard judged, in columns that can be read in bulk; filled from the stored documents.

The documents move behind these columns: SQLite reads a row from its front, and would walk through all of a long document to
reach what stands after it.
"""

from typing import Any

from django.db import migrations, models

from energyplus_runs.selectors import places

_SUBJECT = (
    *("kind", "works", "uses", "gia_m2", "useful_floor_area_m2", "gross_floor_area_m2", "footprint_m2"),
    *("roof_area_m2", "construction_start_year", "stage", "grid_region"),
)
_COLUMNS = ["inputs", "kind", "typologies", "construction_start_year"]


def _copy_documents(apps: Any, schema_editor: Any) -> None:
    apps.get_model("assessments", "Scorecard").objects.update(document_behind=models.F("document"))


def _fill(apps: Any, schema_editor: Any) -> None:
    scorecards = apps.get_model("assessments", "Scorecard").objects
    batch = []
    for scorecard in scorecards.only("pk", "document").iterator(chunk_size=100):
        if _read(scorecard):
            batch.append(scorecard)
        if len(batch) == 100:
            scorecards.bulk_update(batch, _COLUMNS)
            batch = []
    scorecards.bulk_update(batch, _COLUMNS)


def _read(scorecard: Any) -> bool:
    """Fill one row; a document of another form keeps no inputs and is told apart by that."""
    try:
        place = places().get(scorecard.document["subject"]["place"] or "")
        subject = {**scorecard.document["subject"], "grid_region": place.grid_region if place else None}
        metrics = {
            key: [metric["value"], metric["unit"]]
            for key, metric in scorecard.document["metrics"].items()
            if metric["value"] is not None and metric["source"] != "derived" and subject.get(key) is None
        }
        typologies = dict.fromkeys(use["typology"] for use in subject.get("uses") or ())
    except (KeyError, TypeError, AttributeError):
        return False
    known = {name: subject[name] for name in _SUBJECT if subject.get(name) is not None}
    scorecard.inputs = {"subject": known, "metrics": metrics}
    scorecard.kind = known.get("kind", "building")
    scorecard.typologies = f"|{'|'.join(typologies)}|" if typologies else ""
    scorecard.construction_start_year = known.get("construction_start_year")
    return True


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]

    operations = [
        migrations.AddField("scorecard", "inputs", models.JSONField(null=True)),
        migrations.AddField(
            "scorecard", "kind", models.CharField(blank=True, default="", max_length=20), False
        ),
        migrations.AddField("scorecard", "typologies", models.TextField(blank=True, default=""), False),
        migrations.AddField(
            "scorecard", "construction_start_year", models.PositiveSmallIntegerField(null=True)
        ),
        migrations.AddIndex(
            "scorecard",
            models.Index(fields=["kind", "construction_start_year"], name="scorecard_population"),
        ),
        migrations.AddField("scorecard", "document_behind", models.JSONField(null=True)),
        migrations.RunPython(_copy_documents, migrations.RunPython.noop),
        migrations.RemoveField("scorecard", "document"),
        migrations.RenameField("scorecard", "document_behind", "document"),
        migrations.AlterField("scorecard", "document", models.JSONField()),
        migrations.RunPython(_fill, migrations.RunPython.noop),
    ]
