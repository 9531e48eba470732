"""A program: ends well if the record holds every log of the store that the environment names, byte for byte."""

import sys

import django


def main() -> bool:
    django.setup()
    # Only now: models cannot be imported before.
    from django.conf import settings  # noqa: PLC0415

    from live.record.restoring import CannotRestore, from_record  # noqa: PLC0415
    from live.store.stored_logs import StoredLogs  # noqa: PLC0415

    logs = StoredLogs(settings.REDIS_URL, settings.REDIS_PREFIX)
    for room, end in logs.ends(logs.rooms()).items():
        try:
            kept = from_record(room)
        except CannotRestore:
            return False
        if (kept.epoch, list(kept.entries)) != (end.epoch, logs.read_all(room, end)):
            return False
    return True


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
