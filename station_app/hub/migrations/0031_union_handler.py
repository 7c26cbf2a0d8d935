from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hub", "0030_union"),
    ]

    operations = [
        migrations.AddField(
            model_name="unionbranch",
            name="contact",
            field=models.CharField(default="", max_length=60),
        ),
        migrations.AddField(
            model_name="unionbranch",
            name="handler",
            field=models.CharField(default="", max_length=60),
        ),
    ]
