"""Policies in the making, who approved them, and their way to the stations."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hub", "0018_fact_reason"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PolicySigner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=12, unique=True)),
                ("public_key", models.CharField(max_length=64, unique=True)),
                ("added_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="PolicyWord",
            fields=[
                (
                    "station",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to="hub.station"
                    ),
                ),
                ("number", models.BigIntegerField(default=0)),
                ("version", models.CharField(blank=True, max_length=64)),
                ("applied_ms", models.BigIntegerField(null=True)),
                ("refused_version", models.CharField(blank=True, max_length=64)),
                ("refused_reason", models.CharField(blank=True, max_length=40)),
                ("refused_ms", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="publishedpolicy",
            name="withdrawn_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="PolicyDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(default="draft", max_length=12)),
                ("text", models.TextField()),
                ("version", models.CharField(blank=True, max_length=40)),
                ("number", models.BigIntegerField(default=0)),
                ("revision", models.IntegerField(default=1)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("envelope", models.TextField(blank=True)),
                ("made_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("stations", models.ManyToManyField(related_name="policy_drafts", to="hub.station")),
            ],
            options={
                "permissions": (
                    ("edit_policy", "Can write policies and ask for their approval"),
                    ("publish_policy", "Can have approved policies signed and offered to stations"),
                ),
            },
        ),
        migrations.CreateModel(
            name="PolicyApproval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("who", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                (
                    "draft",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="hub.policydraft"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PolicyEdit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.IntegerField()),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "draft",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="hub.policydraft"),
                ),
                ("who", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="PolicyTrial",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text_digest", models.CharField(max_length=64)),
                ("found", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "draft",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="hub.policydraft"),
                ),
                ("station", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="hub.station")),
                ("who", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="Rollout",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(default="running", max_length=12)),
                ("stage", models.IntegerField(default=1)),
                ("stages", models.IntegerField()),
                ("stage_at", models.DateTimeField()),
                ("watch_minutes", models.IntegerField()),
                ("points", models.IntegerField()),
                ("why", models.CharField(blank=True, max_length=40)),
                ("why_station", models.CharField(blank=True, max_length=32)),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "draft",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rollout", to="hub.policydraft"
                    ),
                ),
                (
                    "stopped_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "who",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RolloutStation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stage", models.IntegerField()),
                ("offered_at", models.DateTimeField(null=True)),
                ("applied_ms", models.BigIntegerField(null=True)),
                ("refused_ms", models.BigIntegerField(null=True)),
                ("refused_reason", models.CharField(blank=True, max_length=40)),
                ("presented_before", models.IntegerField(default=0)),
                ("refused_before", models.IntegerField(default=0)),
                ("presented", models.IntegerField(default=0)),
                ("refused", models.IntegerField(default=0)),
                (
                    "rollout",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="hub.rollout"),
                ),
                ("station", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="hub.station")),
            ],
        ),
        migrations.AddIndex(
            model_name="policydraft",
            index=models.Index(fields=["state", "changed_at"], name="policy_state"),
        ),
        migrations.AddConstraint(
            model_name="policyedit",
            constraint=models.UniqueConstraint(fields=("draft", "revision"), name="policy_edit_once"),
        ),
        migrations.AddConstraint(
            model_name="policytrial",
            constraint=models.UniqueConstraint(fields=("draft", "station"), name="policy_trial_once"),
        ),
        migrations.AddIndex(
            model_name="rollout",
            index=models.Index(fields=["state"], name="rollout_state"),
        ),
        migrations.AddConstraint(
            model_name="rolloutstation",
            constraint=models.UniqueConstraint(fields=("rollout", "station"), name="rollout_once"),
        ),
    ]
