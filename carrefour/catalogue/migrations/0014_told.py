"""When the index last took up a change of each sheet; until now, when it was changed."""

from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Coalesce, Greatest


def from_changes(apps, _editor):
    """What changed is told already: the later of its change and its withdrawal."""
    told = Greatest(F("updated_at"), Coalesce(F("withdrawn_at"), F("updated_at")))
    apps.get_model("catalogue", "Sheet").objects.update(told_at=told)


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0013_proposals_of_texts"),
    ]

    operations = [
        migrations.AddField(
            model_name="sheet",
            name="told_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(from_changes, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="sheet",
            index=models.Index(fields=["told_at", "id"], name="sheets_by_change"),
        ),
    ]
