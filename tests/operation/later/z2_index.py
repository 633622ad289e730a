"""Adds an index while the table is written to."""

from django.db import migrations, models

from carrefour.catalogue.migrating import AddIndexWhileServing


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("catalogue", "z1_expand")]

    operations = [
        AddIndexWhileServing("sheet", models.Index(fields=["mood", "id"], name="sheets_by_mood"))
    ]
