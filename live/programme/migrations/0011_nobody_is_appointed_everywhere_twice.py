"""Appointments that are the same are one, also those to every room, which SQLite tells from one another."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forget_doubles(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Of appointments that are the same the first stays: SQLite kept nobody from making them."""
    seen = set()
    for one in apps.get_model("programme", "Appointment").objects.order_by("pk"):
        same = (one.user_id, one.role, one.room_id, one.segment)
        if same in seen:
            one.delete()
        seen.add(same)


class Migration(migrations.Migration):
    dependencies = [("programme", "0010_badge_desk")]

    operations = [
        migrations.RunPython(forget_doubles, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="appointment", name="nobody_is_appointed_twice"),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(
                fields=["user", "role", "room", "segment"], name="nobody_is_appointed_twice"
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(
                fields=["user", "role", "segment"],
                condition=models.Q(("room__isnull", True)),
                name="nobody_is_appointed_everywhere_twice",
            ),
        ),
    ]
