from django.db import migrations

from rules.triggers import install


def put_in_place(apps, schema_editor):
    install(schema_editor.connection)


class Migration(migrations.Migration):
    """There is no way back: what keeps published editions is not taken away by a migration."""

    dependencies = [("rules", "0002_lives_and_drafts")]

    operations = [migrations.RunPython(put_in_place)]
