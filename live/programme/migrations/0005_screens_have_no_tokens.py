"""Screens are known by pairing alone. A screen that was given a token and was never paired can show nothing by it."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone


def revoke_those_with_tokens(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """A paired screen asks every few seconds and says what was built in it; those with tokens never did."""
    screens = apps.get_model("programme", "Screen").objects.filter(revoked_at=None, last_seen_at=None, build="")
    screens.update(revoked_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0004_other_names_and_what_was_registered"),
    ]

    operations = [
        migrations.RenameField("screen", "token_hash", "code_hash"),
        migrations.RunPython(revoke_those_with_tokens, migrations.RunPython.noop),
    ]
