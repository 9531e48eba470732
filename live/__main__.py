"""`rostrum <anything>` is a Django management command."""

import os
import sys


def main() -> None:
    """Run the command that the arguments name. `--data DIR`, of any command, is where Rostrum keeps what it keeps."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "live.web.settings")
    if data := _option("--data", sys.argv[1:]):
        os.environ["ROSTRUM_DATA"] = data
    # Only after the settings are named.
    from django.conf import settings  # noqa: PLC0415
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    try:
        # Django would go on without settings, and complain of something else.
        _ = settings.INSTALLED_APPS
        execute_from_command_line(["rostrum", *sys.argv[1:]])
    except ImproperlyConfigured as error:
        sys.exit(f"rostrum: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def _option(name: str, arguments: list[str]) -> str | None:
    """The value of the option `name`, however it is written. The data folder is needed before Django parses."""
    for n, argument in enumerate(arguments):
        if argument == name and n + 1 < len(arguments):
            return arguments[n + 1]
        if argument.startswith(f"{name}="):
            return argument.partition("=")[2]
    return None


if __name__ == "__main__":
    main()
