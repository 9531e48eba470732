"""`rostrum <anything>` is a Django management command."""

import gc
import os
import sys


def main() -> None:
    """Run the command that the arguments name. `--data DIR`, of any command, is where Rostrum keeps what it keeps."""
    # While a program is read in next to nothing is garbage: to look for it would be half of what a command costs.
    gc.disable()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "live.web.settings")
    arguments, data = _without_option("--data", sys.argv[1:])
    if data == "":
        sys.exit("rostrum: --data names no folder.")
    if data is not None:
        os.environ["ROSTRUM_DATA"] = data
    elif arguments[:1] == ["demo"]:
        _keep_apart(arguments)
    # Only after the settings are named.
    from django.conf import settings  # noqa: PLC0415
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415
    from django.db import DatabaseError  # noqa: PLC0415

    from live.web.cli.base import Commands  # noqa: PLC0415

    try:
        # Django would go on without settings, and complain of something else.
        _ = settings.INSTALLED_APPS
        Commands(["rostrum", *arguments]).execute()
    except ImproperlyConfigured as error:
        sys.exit(f"rostrum: {error}")
    except DatabaseError as error:
        hint = " Is it set up? rostrum migrate does that." if "no such table" in f"{error}" else ""
        sys.exit(f"rostrum: the database {settings.DATABASES['default']['NAME']} cannot be used: {error}.{hint}")
    except KeyboardInterrupt:
        sys.exit(130)


def _keep_apart(arguments: list[str]) -> None:
    """A demo of another example has a register of its own, and so a folder of its own, unless one is named."""
    _, example = _without_option("--example", arguments)
    if example and example != "puerto_vallarta" and example.isidentifier():
        os.environ.setdefault("ROSTRUM_DATA", f".data-{example}")


def _without_option(name: str, arguments: list[str]) -> tuple[list[str], str | None]:
    """`arguments` without the option `name`, however it is written, and its value.

    The data folder is needed before Django parses, and by commands of Django's own, which do not know it.
    """
    for n, argument in enumerate(arguments):
        if argument == name:
            return arguments[:n] + arguments[n + 2 :], "".join(arguments[n + 1 : n + 2])
        if argument.startswith(f"{name}="):
            return arguments[:n] + arguments[n + 1 :], argument.partition("=")[2]
    return arguments, None


if __name__ == "__main__":
    main()
