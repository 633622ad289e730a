"""Who puts a change of a sheet into the index at this moment."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0014_told"),
    ]

    operations = [
        migrations.AddField(
            model_name="sheet",
            name="indexing",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="sheet",
            index=models.Index(
                condition=models.Q(("indexing__isnull", False)),
                fields=["indexing"],
                name="sheets_being_indexed",
            ),
        ),
    ]
