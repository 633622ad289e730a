"""Adds what the code of today knows nothing of, so that it goes on."""

from pathlib import Path

from django.db import migrations, models

from carrefour.catalogue import migrations as ours

(LAST, *_) = sorted((path.stem for path in Path(ours.__path__[0]).glob("0*.py")), reverse=True)


class Migration(migrations.Migration):
    dependencies = [("catalogue", LAST)]

    operations = [
        migrations.AddField("sheet", "mood", models.CharField(max_length=9, db_default="calm")),
        migrations.AddField("record", "seen_by", models.BigIntegerField(null=True)),
        migrations.CreateModel(
            "Later",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("sheet", models.ForeignKey("catalogue.sheet", models.CASCADE)),
            ],
        ),
    ]
