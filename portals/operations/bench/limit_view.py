"""The limit of rendered pages: Django with one empty view and no middleware. For a process that serves nothing else."""

from __future__ import annotations

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import re_path

from portals.serving.gate import WebGate
from portals.serving.threads import DjangoThreads


def nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [re_path("", nothing)]
django.setup(set_prefix=False)
settings.MIDDLEWARE = []
settings.ROOT_URLCONF = __name__
application = WebGate(DjangoThreads(WSGIHandler()))
