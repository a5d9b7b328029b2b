"""A web application whose only page takes its time: for tests of how a server stops."""

import time

from portals.serving.gate import WebGate
from portals.serving.threads import DjangoThreads

SECONDS = 2.0


def page(environ, start_response):
    if environ["PATH_INFO"] == "/slow/":
        time.sleep(SECONDS)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "4")])
    return [b"done"]


application = WebGate(DjangoThreads(page))
