"""Rights for two more orders: a self-test, and a device's restart. The roles get them once all migrations are done."""

from django.db import migrations

VERBS = ("open", "mode", "message", "lights", "acknowledge", "resolve", "selftest", "restart-device")


class Migration(migrations.Migration):
    dependencies = [("hub", "0022_accounts")]

    operations = [
        migrations.AlterModelOptions(
            name="order",
            options={"permissions": tuple((f"order_{verb}", f"Can order: {verb}") for verb in VERBS)},
        ),
    ]
