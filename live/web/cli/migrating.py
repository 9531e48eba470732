"""The tables of the database, as this release has them."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def are_behind() -> bool:
    """Whether tables are missing, or are those of an older release. Raises what the database raises."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def bring_up_to_date() -> None:
    """Migrate, if the database is from an older release: to migrate what is up to date takes five times as long as to
    look.
    """
    if are_behind():
        call_command("migrate", verbosity=0)
