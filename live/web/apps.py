from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "live.web"
    label = "web"
    verbose_name = "Web"

    def ready(self) -> None:
        # Only now: models cannot be imported before.
        from live.web import entrances  # noqa: PLC0415

        entrances.listen()
