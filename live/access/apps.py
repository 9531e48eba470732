"""The Django app of what is kept about those who came in."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "live.access"
    label = "access"
    verbose_name = "Access"
