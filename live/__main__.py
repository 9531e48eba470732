"""`rostrum <anything>` is a Django management command."""

import os
import sys


def main() -> None:
    """Run the command that the arguments name. `--data DIR`, of any command, is where Rostrum keeps what it keeps."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "live.web.settings")
    arguments, data = _without_option("--data", sys.argv[1:])
    if data is not None:
        os.environ["ROSTRUM_DATA"] = data
    # Only after the settings are named.
    from django.conf import settings  # noqa: PLC0415
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415
    from django.core.management import execute_from_command_line  # noqa: PLC0415
    from django.db import DatabaseError  # noqa: PLC0415

    try:
        # Django would go on without settings, and complain of something else.
        _ = settings.INSTALLED_APPS
        execute_from_command_line(["rostrum", *arguments])
    except ImproperlyConfigured as error:
        sys.exit(f"rostrum: {error}")
    except DatabaseError as error:
        hint = " Is it set up? rostrum migrate does that." if "no such table" in f"{error}" else ""
        sys.exit(f"rostrum: the database {settings.DATABASES['default']['NAME']} cannot be used: {error}.{hint}")
    except KeyboardInterrupt:
        sys.exit(130)


def _without_option(name: str, arguments: list[str]) -> tuple[list[str], str | None]:
    """`arguments` without the option `name`, however it is written, and its value.

    The data folder is needed before Django parses, and by commands of Django's own, which do not know it.
    """
    for n, argument in enumerate(arguments):
        if argument == name and n + 1 < len(arguments):
            return arguments[:n] + arguments[n + 2 :], arguments[n + 1]
        if argument.startswith(f"{name}="):
            return arguments[:n] + arguments[n + 1 :], argument.partition("=")[2]
    return arguments, None


if __name__ == "__main__":
    main()
