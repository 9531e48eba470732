"""What is done by the API and belongs where the acts of Django's own pages are written, for the audit trail."""

from typing import Any

from django.contrib.admin.models import LogEntry


def note(user: Any, act: int, about: Any, what: str = "") -> None:
    """Write that `user` did `act`, one of Django's, to the row `about`."""
    LogEntry.objects.log_actions(user.pk, [about], act, change_message=what, single_object=True)
