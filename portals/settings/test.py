"""Settings of the tests: a share of the embedded servers, whatever the environment names.

So no test ever touches the database of a developer. A process that a test starts sets
`PORTALS_UNDER_TEST`, and then takes the URLs that the test gave it.
"""

import gc
import os

from portals.services.places import APART
from portals.services.shares import Share, claim

# Before anything asks where the servers lie.
os.environ.setdefault(APART, "tests")

from .backends import caches, databases, owner_database, queues
from .base import *  # noqa: F403
from .base import ENVIRONMENT

# What is read now lives to the end: searching it for garbage takes a third of the start. `tests.conftest` begins again.
gc.disable()

TEST_SHARE: Share | None = None
if "PORTALS_UNDER_TEST" in os.environ:
    pool = os.environ.get("PORTALS_UNDER_TEST_POOL")
    DATABASES = databases(
        ENVIRONMENT.database_url,
        pool_size=int(pool) if pool else None,
        pooler=ENVIRONMENT.database_pooler,
    )
    PORTALS_DATABASE_OWNER = owner_database(ENVIRONMENT.database_owner_url)
else:
    TEST_SHARE = claim()
    DATABASES = databases(TEST_SHARE.own.database_url, pool_size=None)
    PORTALS_DATABASE_OWNER = owner_database(TEST_SHARE.own.owner_url)
    CACHES = caches(TEST_SHARE.own.cache_url, key_prefix=ENVIRONMENT.key_prefix)
    RQ_QUEUES = queues(TEST_SHARE.own.queue_url)

# A connection that watches would forbid cloning and dropping databases; a process under test is gone by then.
PORTALS_WATCHES_SERVERS = TEST_SHARE is None

# What a test changes is seen at once.
PORTALS_KNOWN_SECONDS = 0
# What follows a save is there when the save is: tests run no worker of Wagtail's queue.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# Style sheets are read where they lie, without a copy made for a release.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True

# Names below `.localhost` are trusted by browsers without TLS.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# pytest-django keeps mail in memory by itself; a process under test says where its mail goes.

# Tests run beside each other; those about what takes too long say so themselves.
PORTALS_UPLOAD_SECONDS = 20

# Tests walk through all of it from one address; those of the limit set their own.
PORTALS_READ_API_A_MINUTE = 1_000_000
