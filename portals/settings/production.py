"""Settings of an install that people use: nothing is assumed, and everything travels by TLS.

A TLS-ending proxy stands in front and sets `X-Forwarded-Proto`; it must drop that header when a
visitor sends it.
"""

from . import environment

# Before the shared settings, which would fall back to the embedded servers.
found = environment.read(production=True)

from .base import *  # noqa: E402, F403
from .base import PORTALS_ADMIN_HOST, SILENCED_SYSTEM_CHECKS, STORAGES  # noqa: E402
from .logs import logging_settings  # noqa: E402

PORTALS_SCHEME = found.scheme
PORTALS_PORT = found.port
# Mailed links begin with it, those that carry a secret included.
WAGTAILADMIN_BASE_URL = found.origin_of(PORTALS_ADMIN_HOST)
PORTALS_SECOND_FACTOR_REQUIRED = found.second_factor
LOGGING = logging_settings(level=found.log_level, as_json=True)
PORTALS_ACCESS_LOG = True
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "portals.serving.static_files.StaticFilesOfRelease"},
}

# By the name alone: a node of the release before also serves the next one's files.
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{12}\.\w+$"

# Transport -------------------------------------------------------------------------------------
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
# Browsers cannot be told to forget it: raised step by step (docs/install.md).
SECURE_HSTS_SECONDS = found.hsts_seconds
SECURE_HSTS_INCLUDE_SUBDOMAINS = found.hsts_subdomains
SECURE_HSTS_PRELOAD = found.hsts_preload

# What `check --deploy` asks for and this install answers in another way.
SILENCED_SYSTEM_CHECKS = [
    *SILENCED_SYSTEM_CHECKS,
    # The middleware against forged forms runs on the admin host only, by a subclass that the check does not recognise.
    "security.W003",
    # The admin shows previews in a frame of its own host; public answers say DENY (PORTALS_PUBLIC_HEADERS).
    "security.W019",
    # The first day of a new install has none, or a short one; subdomains are other services of the province, too
    # (HSTS_SECONDS, HSTS_SUBDOMAINS).
    "security.W004",
    "security.W005",
    # The browsers' list binds every name of a domain for years: its owner's decision, said by HSTS_PRELOAD.
    "security.W021",
]

# Cookies: `__Host-` lets no other name below the province's domain set or read them -------------
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
