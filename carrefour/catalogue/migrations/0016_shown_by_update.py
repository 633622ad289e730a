"""An index of what is shown by when it changed, which feeds read from its end."""

from django.db import migrations, models

from carrefour.catalogue.migrating import AddIndexWhileServing


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("catalogue", "0015_indexing")]

    operations = [
        AddIndexWhileServing(
            model_name="sheet",
            index=models.Index(
                condition=models.Q(("withdrawn_at", None)),
                fields=["-updated_at", "id"],
                name="sheets_shown_by_update",
            ),
        ),
    ]
