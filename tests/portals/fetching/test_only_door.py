"""No module but the guarded client opens a connection to another machine."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
FLOORS = ["portals", "editorial", "syndication", "scoring"]
# By these Python and the packages of this install reach other machines.
WAYS_OUT = {
    "socket", "ssl", "http.client", "urllib.request", "urllib3", "requests", "httpx", "httpcore", "aiohttp",
    "ftplib", "poplib", "imaplib", "smtplib", "telnetlib", "nntplib", "xmlrpc", "asyncio", "selectors",
    "socketserver", "feedparser", "websockets", "boto3", "botocore",
}  # fmt: skip
# Each with what it needs it for. None of them takes an address from anybody.
ALLOWED = {
    "portals/operations/demo/running.py": "asks the web server that the demo started itself",
    "portals/services/valkey.py": "asks the embedded Valkey by its Unix socket",
    "portals/uploads/apart.py": "speaks with the process that it started, over a pair of its own",
    "portals/uploads/bucket.py": "asks the bucket of uploads at the address that the operator set",
    "portals/uploads/child.py": "speaks with the process that started it, over a pair of its own",
    "portals/uploads/scanner.py": "asks the virus scanner at the address that the operator set",
    "portals/database/gate.py": "hangs up connections to PostgreSQL that Django made",
    "portals/mail/backend.py": "connects to the mail server that the operator set",
    "portals/mail/sending.py": "names the errors of the mail server",
    "portals/operations/install_check/front.py": "asks the install's own front, by its own hosts",
    "portals/operations/layer.py": "works on the event loop of the web server",
    "portals/pagecache/layer.py": "works on the event loop of the web server",
    "portals/pagecache/cache_connection.py": "asks the Valkey of the cache, at the address that the operator set",
    "portals/serving/aside.py": "works on the event loop of the web server",
    "portals/serving/bodies.py": "works on the event loop of the web server",
    "portals/serving/gate.py": "works on the event loop of the web server",
    "portals/serving/lanes.py": "works on the event loop of the web server",
    "portals/serving/threads.py": "works on the event loop of the web server",
    "editorial/bench/sendings.py": "asks the web server that the bench started itself",
    "editorial/bench/killed_alerts.py": "takes the mails of the workers that the bench started itself",
    "editorial/bench/attacks.py": "asks the web server that the bench started itself",
    "syndication/bench/chaos.py": "asks the web server that it started itself",
    "portals/operations/bench/scratch.py": "asks the system for a free port",
    "portals/operations/bench/serving.py": "asks the web server that it started itself",
    "portals/operations/bench/strangers.py": "is slow to the web server that the bench started itself",
    "portals/operations/demo/processes.py": "asks the system for a free port",
    "portals/reforms/old_addresses.py": "asks the web server that a rehearsal started itself",
}


def modules_of(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def ways_out(source: str) -> set[str]:
    return {
        way
        for module in modules_of(ast.parse(source))
        for way in WAYS_OUT
        if module == way or module.startswith(f"{way}.")
    }


def sources() -> list[Path]:
    return sorted(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))


@pytest.mark.asvs("13.2.5")
def test_only_the_guarded_client_opens_connections():
    found = {
        str(path.relative_to(ROOT)): ways
        for path in sources()
        if path.parent != ROOT / "portals/fetching" and (ways := ways_out(path.read_text()))
    }

    assert set(found) == set(ALLOWED), found


@pytest.mark.parametrize(
    "source",
    [
        "import requests", "from urllib import request", "import urllib.request as web",
        "from urllib.request import urlopen", "import http.client", "from http import client",
        "def f():\n    import socket", "import feedparser",
    ],
)  # fmt: skip
def test_each_way_out_would_be_found(source):
    assert ways_out(source)


@pytest.mark.parametrize("source", ["from urllib.parse import urlsplit", "from .socket import x"])
def test_what_leads_nowhere_is_not(source):
    assert not ways_out(source)
