"""When the old one of two passes is to be revoked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hub", "0019_policies")]

    operations = [
        migrations.AddField(
            model_name="pass",
            name="due_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="pass",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False), ("revoked_at", None)),
                fields=["due_at"],
                name="pass_due",
            ),
        ),
    ]
