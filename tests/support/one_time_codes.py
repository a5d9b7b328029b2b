"""The codes that an app on a phone shows."""

from __future__ import annotations

import time

from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value


def present_code(secret: str) -> str:
    """The code of this half minute; it is taken for half a minute more, however slowly it is typed."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // app_settings.TOTP_PERIOD))
