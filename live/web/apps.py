from django.apps import AppConfig
from django.db.backends.signals import connection_created


class WebConfig(AppConfig):
    name = "live.web"
    label = "web"
    verbose_name = "Web"

    def ready(self) -> None:
        # Only now: models cannot be imported before.
        from live.access import access_log  # noqa: PLC0415
        from live.web.database import keep_private  # noqa: PLC0415

        access_log.listen()
        connection_created.connect(keep_private, dispatch_uid="private")
