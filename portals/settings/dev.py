"""Settings of a developer's machine and of the demo."""

from .base import *  # noqa: F403

DEBUG = True
SECRET_KEY = "development only"  # noqa: S105
ALLOWED_HOSTS = [".bacninh.localhost"]
PORTALS_BASE_DOMAIN = "bacninh.localhost"
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "portals"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
RQ_QUEUES = {}
PORTALS_ADMIN_HOST = "quantri.bacninh.localhost"
PORTALS_SCHEME = "http"
PORTALS_PORT = "8000"
PORTALS_FRONT_ADDRESS = "127.0.0.1:8000"
