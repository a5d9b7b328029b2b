"""`python -m tests.support.template`: migrate the tests' template before anything waits for it."""

import os

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portals.settings.test")
    django.setup()
    # Their place is known once the settings are read.
    from portals.services import ensure_started
    from portals.services.addresses import SERVICES

    from .databases import ensure_template

    ensure_started(SERVICES)
    ensure_template()


if __name__ == "__main__":
    main()
