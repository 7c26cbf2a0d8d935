"""A right to manage accounts on the hub's pages; admins have it, as every right of the hub."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("hub", "0021_support_bundles")]

    operations = [
        migrations.AlterModelOptions(
            name="scope",
            options={
                "permissions": (
                    ("every_district", "Can see every district"),
                    ("approve", "Can approve what another account asked for"),
                    ("manage_accounts", "Can make, change and switch off accounts"),
                )
            },
        ),
    ]
