"""The product's settings for a rehearsal at speed: its clock lapses, and hundreds sign in within seconds."""

import os
from pathlib import Path

from live.store.redis_log import RedisStore
from live.web.settings import *  # noqa: F403
from tests.rehearse.lapse import ENVIRONMENT, Lapse, lapsing

PASSWORD_HASHERS = ["tests.settings.QuickHasher"]

RedisStore.clock_of = lapsing(Lapse.read(Path(os.environ[ENVIRONMENT])))
