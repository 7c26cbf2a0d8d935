"""An index for refusals by reason: few facts have one, so it costs the taking of journals next to nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hub", "0017_notices")]

    operations = [
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(
                condition=models.Q(("reason", ""), _negated=True),
                fields=["station", "reason", "wall_ms"],
                name="fact_reason_time",
            ),
        ),
    ]
