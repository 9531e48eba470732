import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import live.programme.models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Room",
            fields=[
                ("slug", models.SlugField(max_length=64, primary_key=True, serialize=False)),
                ("names", models.JSONField(validators=[live.programme.models.check_names])),
                ("order", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["order", "slug"],
            },
        ),
        migrations.CreateModel(
            name="Conference",
            fields=[
                ("slug", models.SlugField(max_length=64, primary_key=True, serialize=False)),
                ("names", models.JSONField(validators=[live.programme.models.check_names])),
                ("zone", models.CharField(max_length=64)),
                ("first_day", models.DateField()),
                ("version", models.CharField(max_length=64)),
                ("programme", models.TextField(editable=False)),
                ("document_stamp", models.CharField(default="", editable=False, max_length=64)),
                ("register_stamp", models.CharField(default="", editable=False, max_length=64)),
                ("is_current", models.BooleanField(default=False, editable=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("is_current",),
                        name="one_conference_is_current",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                ("slug", models.SlugField(max_length=64, primary_key=True, serialize=False)),
                ("names", models.JSONField(validators=[live.programme.models.check_names])),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("member_state", "member_state"),
                            ("observer_state", "observer_state"),
                            ("observer_entity", "observer_entity"),
                            ("igo", "igo"),
                            ("un_system", "un_system"),
                            ("nhri", "nhri"),
                            ("ngo", "ngo"),
                            ("civil_society", "civil_society"),
                            ("academia", "academia"),
                            ("private_sector", "private_sector"),
                            ("diaspora", "diaspora"),
                            ("migrant_organisation", "migrant_organisation"),
                            ("local_authority", "local_authority"),
                        ],
                        max_length=32,
                    ),
                ),
                ("region", models.CharField(blank=True, max_length=64)),
                ("subregion", models.CharField(blank=True, max_length=64)),
                ("iso3", models.CharField(blank=True, max_length=3)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "category__in",
                                [
                                    "member_state",
                                    "observer_state",
                                    "observer_entity",
                                    "igo",
                                    "un_system",
                                    "nhri",
                                    "ngo",
                                    "civil_society",
                                    "academia",
                                    "private_sector",
                                    "diaspora",
                                    "migrant_organisation",
                                    "local_authority",
                                ],
                            )
                        ),
                        name="delegation_has_a_known_category",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Badge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("holder", models.CharField(blank=True, max_length=120)),
                ("is_head", models.BooleanField(default=False)),
                ("code_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("generation", models.PositiveIntegerField(default=1, editable=False)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("last_used_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "delegation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="badges", to="programme.delegation"
                    ),
                ),
            ],
            options={
                "ordering": ["delegation", "number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", 4)), name="badge_is_one_of_four"
                    ),
                    models.UniqueConstraint(fields=("delegation", "number"), name="badge_number_is_its_own"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_head", True)), fields=("delegation",), name="one_head_of_delegation"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Screen",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                (
                    "view",
                    models.CharField(
                        choices=[
                            ("hall", "Room display"),
                            ("podium", "Podium timer"),
                            ("interpreters", "Interpreters"),
                            ("overlay", "Webcast overlay"),
                            ("foyer", "Foyer"),
                        ],
                        default="hall",
                        max_length=32,
                    ),
                ),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("last_seen_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "room",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="screens",
                        to="programme.room",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("view__in", ["hall", "podium", "interpreters", "overlay", "foyer"])),
                        name="screen_has_a_known_view",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("room__isnull", True), ("view", "foyer")),
                            models.Q(models.Q(("view", "foyer"), _negated=True), ("room__isnull", False)),
                            _connector="OR",
                        ),
                        name="screen_shows_one_room_unless_in_the_foyer",
                    ),
                ],
            },
        ),
    ]
