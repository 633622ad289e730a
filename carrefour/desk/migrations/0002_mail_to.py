"""Mail says itself whom it goes to, and what headers it has; what waits is kept."""

from django.db import migrations, models


def told_by_itself(apps, _schema_editor):
    for mail in apps.get_model("desk", "Mail").objects.select_related("watcher"):
        mail.to = mail.watcher.email
        mail.headers = {
            "List-Unsubscribe": f"<{mail.leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        mail.save()


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_alerts")]

    operations = [
        migrations.AddField(
            model_name="mail",
            name="to",
            field=models.EmailField(default="", max_length=254),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="mail", name="headers", field=models.JSONField(default=dict)
        ),
        migrations.RunPython(told_by_itself, migrations.RunPython.noop),
        migrations.RemoveField(model_name="mail", name="leave"),
    ]
