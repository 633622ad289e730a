"""What is counted is no more the failed sign-ins alone."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("community", "0002_sign_in_attempt")]

    operations = [
        migrations.RenameModel("SignInAttempt", "Deed"),
        migrations.RenameIndex("deed", new_name="deeds_of_a_key", old_name="attempts_of_a_key"),
    ]
