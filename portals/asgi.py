"""The web application, as Granian serves it: stored pages on an event loop, Django in threads behind it."""

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application

# What is read lives to the end: searching it for garbage takes a third of the start.
gc.disable()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portals.settings.production")
django_application = get_wsgi_application()

# Needs the settings and apps that the line above has loaded.
from portals.database.owner import refuse_owner_here  # noqa: E402
from portals.operations.layer import Operations  # noqa: E402
from portals.pagecache.layer import PageCache  # noqa: E402
from portals.serving.gate import WebGate  # noqa: E402
from portals.serving.threads import DjangoThreads  # noqa: E402

refuse_owner_here()
# How long a thread that renders may keep the event loop waiting: the 5 ms that Python has add up over an answer.
sys.setswitchinterval(0.0002)

django = DjangoThreads(django_application)
pages = PageCache(django)
application = WebGate(Operations(pages), closing=[pages.close, django.close])
gc.enable()
gc.freeze()
