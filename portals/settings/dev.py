"""Settings of a developer's machine and of the demo."""

from .base import *  # noqa: F403

DEBUG = True
# `runserver` then goes to Django directly, and a changed template shows at once. Granian serves `portals.wsgi`.
WSGI_APPLICATION = None
# Names below `.localhost` are trusted by browsers without TLS.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
