"""The web application without its layer of stored pages, so that every request is rendered."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
