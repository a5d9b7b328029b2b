"""`python -m tests.support.template`: migrate the tests' template before anything waits for it.

With `--collect` the tests are collected once as well, and none is run: what pytest makes of their sources and
Hypothesis of ours is then on the disk for all that follow.
"""

import os
import sys

import django
import pytest


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portals.settings.test")
    django.setup()
    # Their place is known once the settings are read.
    from portals.services import ensure_started
    from portals.services.addresses import SERVICES

    from .databases import ensure_template

    ensure_started(SERVICES)
    ensure_template()
    if "--collect" not in arguments:
        return 0
    return pytest.main(["--collect-only", "-qqq", "--disable-warnings", "-n", "0"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
