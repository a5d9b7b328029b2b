"""The web application without its layer of stored pages, so that every request is rendered."""

from django.core.wsgi import get_wsgi_application

django_application = get_wsgi_application()

from portals.serving.gate import WebGate  # noqa: E402 - settings first
from portals.serving.threads import DjangoThreads  # noqa: E402

application = WebGate(DjangoThreads(django_application))
