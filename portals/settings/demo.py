"""Settings of the demo's servers: those of development, without its debugging."""

import os

from portals.ledger.demo import signer

from .dev import *  # noqa: F403

DEBUG = False
# The command that starts them says of which day the units are.
PORTALS_NOTICE_STRIP = os.environ.get("PORTALS_NOTICE_STRIP", "Dữ liệu minh họa")
# Style sheets are read where they lie, without a copy made for a release.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
# The demo's ledger is signed at once, by a key that anybody can make: it proves nothing, and shows how it goes.
LEDGER_KEY = LEDGER_KEY or signer(ENVIRONMENT.base_domain, SECRET_KEY).secret_text
# What the demo writes is nobody's: none of it leaves, whatever is set.
PORTALS_SOCIAL_POSTING = False
