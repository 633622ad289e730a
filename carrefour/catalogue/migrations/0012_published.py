"""When each sheet was first to be found; those that are there were when they were made."""

from django.db import migrations, models
from django.db.models import F


def published_when_made(apps, _schema_editor):
    sheets = apps.get_model("catalogue", "Sheet").objects
    sheets.filter(published_at=None).update(published_at=F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0011_namings")]

    operations = [
        migrations.AddField(
            model_name="sheet",
            name="published_at",
            field=models.DateTimeField(blank=True, db_index=True, null=True),
        ),
        migrations.RunPython(published_when_made, migrations.RunPython.noop),
    ]
