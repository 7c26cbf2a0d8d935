"""What people ask for, the desks that answer, and the rights; the roles get them once all migrations are done."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FIELDS = (
    ("legal", "法律咨询", "Legal advice", "advice/legal"),
    ("labour", "劳动争议与欠薪", "Labour disputes and wages", "advice/wages advice/contract advice/injury"),
    ("health", "职业健康", "Occupational health", "advice/occupational-health"),
    ("skills", "技能提升", "Skills", "advice/skills"),
    ("mutual-aid", "医疗互助", "Mutual medical aid", "advice/mutual-aid"),
    ("benefits", "普惠服务", "Benefits", "advice/benefits"),
    ("mind", "心理关爱", "Counselling", "advice/mind"),
    ("other", "综合服务", "Other advice", "advice"),
    ("site", "站点管理", "The station itself", "fault hazard lost found suggestion"),
    ("union", "入会服务", "Joining the union", "union"),
)


def first_fields(apps, schema_editor):
    field = apps.get_model("hub", "DeskField")
    for position, (code, name, english, takes) in enumerate(FIELDS):
        field.objects.create(code=code, name=name, english=english, takes=takes, position=position)


class Migration(migrations.Migration):
    dependencies = [
        ("hub", "0025_phone_passes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DeskField",
            fields=[
                ("code", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=24)),
                ("english", models.CharField(blank=True, max_length=40)),
                ("takes", models.CharField(blank=True, max_length=400)),
                ("position", models.SmallIntegerField(default=0)),
                ("removed_at", models.DateTimeField(null=True)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Desk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("district", models.CharField(blank=True, max_length=60)),
                ("minutes", models.SmallIntegerField(default=5)),
                ("answer_hours", models.SmallIntegerField(default=24)),
                (
                    "lead",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("field", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="hub.deskfield")),
            ],
            options={
                "permissions": (("change_desk", "Can change desks and who sits at them"),),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Expert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.SmallIntegerField(default=0)),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="experts", to="hub.desk"
                    ),
                ),
                (
                    "who",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("district", models.CharField(blank=True, max_length=60)),
                ("request", models.CharField(max_length=64)),
                ("source", models.CharField(default="kiosk", max_length=16)),
                ("matter", models.CharField(max_length=16)),
                ("topic", models.CharField(blank=True, max_length=32)),
                ("detail", models.CharField(blank=True, max_length=40)),
                ("place", models.CharField(blank=True, max_length=40)),
                ("zone", models.CharField(blank=True, max_length=40)),
                ("person", models.CharField(blank=True, max_length=128)),
                ("contact", models.TextField(blank=True)),
                ("code_hash", models.CharField(blank=True, max_length=64)),
                ("made_ms", models.BigIntegerField()),
                ("told_ms", models.BigIntegerField(default=0)),
                ("came_at", models.DateTimeField()),
                ("unsure", models.BooleanField(default=False)),
                ("state", models.CharField(default="waiting", max_length=8)),
                ("accepted_ms", models.BigIntegerField(null=True)),
                ("answered_ms", models.BigIntegerField(null=True)),
                ("closed_ms", models.BigIntegerField(null=True)),
                ("accept_by_ms", models.BigIntegerField()),
                ("answer_by_ms", models.BigIntegerField()),
                ("due_ms", models.BigIntegerField(null=True)),
                ("keep_until_ms", models.BigIntegerField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=16)),
                ("answer", models.CharField(blank=True, max_length=500)),
                ("stars", models.SmallIntegerField(null=True)),
                ("rated_ms", models.BigIntegerField(null=True)),
                ("read_ms", models.BigIntegerField(null=True)),
                ("fresh", models.BooleanField(default=False)),
                ("round", models.IntegerField(default=0)),
                ("step", models.IntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
                ("desk", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to="hub.desk")),
                (
                    "match",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="hub.ticket"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="hub.station"
                    ),
                ),
            ],
            options={
                "permissions": (
                    ("view_ticket", "Can see what people ask for"),
                    ("answer_ticket", "Can take requests on and answer them"),
                    ("enter_ticket", "Can note a request of the hotline or of a talk day"),
                ),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TicketDeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("what", models.CharField(max_length=16)),
                ("detail", models.CharField(blank=True, max_length=200)),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="deeds", to="hub.ticket"
                    ),
                ),
                (
                    "who",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "whom",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TicketOffer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.IntegerField()),
                ("step", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("told", models.BooleanField(default=False)),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="offers", to="hub.ticket"
                    ),
                ),
                (
                    "who",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TicketStage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stage", models.CharField(max_length=16)),
                ("reached_on", models.DateField(null=True)),
                ("remind_on", models.DateField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stages", to="hub.ticket"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TicketVoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(max_length=16)),
                ("size", models.IntegerField()),
                ("sealed", models.BinaryField()),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="voices", to="hub.ticket"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TicketWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("text", models.TextField()),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="words", to="hub.ticket"
                    ),
                ),
                (
                    "who",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="desk",
            constraint=models.UniqueConstraint(fields=("field", "district"), name="desk_once"),
        ),
        migrations.AddConstraint(
            model_name="expert",
            constraint=models.UniqueConstraint(fields=("desk", "who"), name="expert_once"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["station", "made_ms"], name="ticket_time"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["state", "made_ms"], name="ticket_state"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("code_hash", ""), _negated=True), fields=["code_hash"], name="ticket_code"
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("next_at", None), _negated=True), fields=["next_at"], name="ticket_next"
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.UniqueConstraint(fields=("station", "request"), name="ticket_once"),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.UniqueConstraint(
                condition=models.Q(("station", None)), fields=("request",), name="ticket_once_without_station"
            ),
        ),
        migrations.AddConstraint(
            model_name="ticketoffer",
            constraint=models.UniqueConstraint(fields=("ticket", "round", "step", "who"), name="offer_once"),
        ),
        migrations.AddConstraint(
            model_name="ticketstage",
            constraint=models.UniqueConstraint(fields=("ticket", "stage"), name="stage_of_ticket_once"),
        ),
        migrations.RunPython(first_fields, migrations.RunPython.noop),
    ]
