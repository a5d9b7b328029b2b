"""Settings of a developer's machine and of the demo."""

from .base import *  # noqa: F403

DEBUG = True
# Names below `.localhost` are trusted by browsers without TLS.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
