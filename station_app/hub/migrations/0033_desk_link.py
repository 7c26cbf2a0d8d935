"""A desk can have a page on the web to which its district's people are sent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hub", "0032_board_news")]

    operations = [
        migrations.AddField(model_name="desk", name="link", field=models.CharField(blank=True, max_length=200)),
    ]
