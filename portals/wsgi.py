"""The web application, as Granian serves it: stored pages first, then Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portals.settings.production")
django_application = get_wsgi_application()

# Needs the settings and apps that the line above has loaded.
from portals.operations.layer import Operations  # noqa: E402
from portals.pagecache.layer import PageCache  # noqa: E402

application = Operations(PageCache(django_application))
