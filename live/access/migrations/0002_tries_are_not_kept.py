"""Wrong passwords were rows of django-axes, without end. They are accounts in the store now, which end by themselves;
the audit trail has its own rows of who came in and who tried, and keeps them.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLES = ("axes_accessattemptexpiration", "axes_accessattempt", "axes_accessfailurelog", "axes_accesslog")


def drop(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """The tables of django-axes, where an older release made them."""
    there = editor.connection.introspection.table_names()
    for table in TABLES:
        if table in there:
            editor.execute(f"DROP TABLE {editor.quote_name(table)}")
    if "django_migrations" in there:
        editor.execute("DELETE FROM django_migrations WHERE app = 'axes'")


class Migration(migrations.Migration):
    dependencies = [("access", "0001_phones")]
    operations = [migrations.RunPython(drop, migrations.RunPython.noop)]
