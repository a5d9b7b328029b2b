"""Django's settings for the servers that an install names by URL."""

from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from psycopg.conninfo import conninfo_to_dict
from redis.backoff import NoBackoff
from redis.retry import Retry

from portals.database.checks import check_watched

MAIL_TIMEOUT = 20  # seconds
CACHE_SECONDS = 0.5
# In the order of their haste, in seconds.
JOB_TIMEOUT = {
    "default": 180,
    "wagtail": 180,
    "mail": 180,
    "routine": 180,
    "proof": 180,
    "watch": 180,
    "sound": 1200,
    "bulk": 1800,
}
# How long libpq waits: for a connection in seconds, for what was sent to arrive in milliseconds.
WAITING = {"connect_timeout": "5", "tcp_user_timeout": "10000", "keepalives_idle": "10"}
DJANGO_OF_LIBPQ = {
    "dbname": "NAME",
    "user": "USER",
    "password": "PASSWORD",  # pragma: allowlist secret
    "host": "HOST",
    "port": "PORT",
}
KINDS_OF_MAIL = {
    "smtp": "portals.mail.backend.EmailBackend",
    "smtps": "portals.mail.backend.EmailBackend",
    "smtp+tls": "portals.mail.backend.EmailBackend",
    "console": "django.core.mail.backends.console.EmailBackend",
    "file": "django.core.mail.backends.filebased.EmailBackend",
    # Of the practice install, whatever its environment says.
    "nowhere": "django.core.mail.backends.dummy.EmailBackend",
}


def databases(url: str, *, pool_size: int | None, pooler: str = "") -> dict[str, dict[str, Any]]:
    """Return DATABASES. Without a pool each thread keeps no connection between requests either.

    A web server with many threads and lasting connections uses up PostgreSQL's; the pool is the
    bound of one process. Behind a `pooler` that gives each transaction another connection nothing is kept on one:
    no cursor of the server's, no prepared statement. Tests do not pool: idle connections would forbid cloning and
    dropping their databases.
    """
    found = dict(conninfo_to_dict(url))
    options: dict[str, Any] = {
        name: value for name, value in found.items() if name not in DJANGO_OF_LIBPQ
    }
    if pool_size:
        options["pool"] = {
            "min_size": 1,
            "max_size": pool_size,
            "timeout": 5,
            # A server that is back is asked at once, not when a long pause between attempts is over.
            "reconnect_timeout": 10,
            "check": check_watched,
        }
    # A server whose machine is gone says nothing at all: Linux would wait for it for a quarter of an hour.
    options = WAITING | options
    if pooler:
        options["prepare_threshold"] = None
    own = {ours: found.get(theirs) or "" for theirs, ours in DJANGO_OF_LIBPQ.items()}
    return {
        "default": own
        | {
            "ENGINE": "portals.database",
            "CONN_MAX_AGE": 0,
            # A pool would hand out connections that died with a restart of the server.
            "CONN_HEALTH_CHECKS": True,
            "DISABLE_SERVER_SIDE_CURSORS": pooler == "transaction",
            "OPTIONS": options,
        }
    }


def owner_database(url: str) -> dict[str, Any] | None:
    """Return what the owner's commands connect with: never pooled, never through a pooler; None without a URL."""
    return databases(url, pool_size=None)["default"] if url else None


def caches(url: str, *, key_prefix: str) -> dict[str, dict[str, Any]]:
    """Return CACHES. The prefix keeps apart the entries of two installs on one Valkey."""
    return {
        "default": {
            "BACKEND": "portals.cache.RedisCache",
            "LOCATION": url,
            # Somebody waits for the page meanwhile.
            "OPTIONS": {
                "socket_timeout": CACHE_SECONDS,
                "socket_connect_timeout": CACHE_SECONDS,
                "retry": Retry(NoBackoff(), 0),
            },
            "KEY_PREFIX": key_prefix,
        }
    }


def queues(url: str) -> dict[str, dict[str, Any]]:
    """Return RQ_QUEUES. RQ's keys take no prefix: each install on a Valkey needs its own number."""
    return {name: {"URL": url, "DEFAULT_TIMEOUT": seconds} for name, seconds in JOB_TIMEOUT.items()}


def mailers(url: str) -> dict[str, dict[str, Any]]:
    """Return MAILERS."""
    parts = urlsplit(url)
    backend = KINDS_OF_MAIL[parts.scheme]
    if parts.scheme in {"console", "nowhere"}:
        return {"default": {"BACKEND": backend}}
    if parts.scheme == "file":
        return {"default": {"BACKEND": backend, "OPTIONS": {"file_path": unquote(parts.path)}}}
    return {"default": {"BACKEND": backend, "OPTIONS": _smtp_options(parts)}}


def _smtp_options(parts: SplitResult) -> dict[str, Any]:
    return {
        "host": parts.hostname,
        "port": parts.port or {"smtp": 25, "smtps": 465, "smtp+tls": 587}[parts.scheme],
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": parts.scheme == "smtps",
        "use_tls": parts.scheme == "smtp+tls",
        "timeout": MAIL_TIMEOUT,
    }


def single_sign_on(url: str) -> dict[str, dict[str, Any]]:
    """Return SOCIALACCOUNT_PROVIDERS: the province's OpenID Connect server of the URL, or none."""
    if not url:
        return {}
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    app = {
        "provider_id": "province",
        "name": "Đăng nhập một lần của tỉnh",
        "client_id": unquote(parts.username or ""),
        "secret": unquote(parts.password or ""),
        "settings": {"server_url": f"{parts.scheme}://{parts.hostname}{port}{parts.path}"},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


def sign_on_origins(url: str) -> list[str]:
    """Return the origin of the province's sign-on, for the policy of pages with a form that leads there; or none."""
    if not url:
        return []
    parts = urlsplit(url)
    return [f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"]


def media_storage(url: str, *, behind: str = "") -> dict[str, Any]:
    """Return the entry of STORAGES for uploads: the bucket of the URL, or the folder MEDIA_ROOT.

    `behind` is a folder that is read where the other has no file, and never written.
    """
    if not url and behind:
        return {
            "BACKEND": "portals.uploads.behind.FolderBeforeAnother",
            "OPTIONS": {"behind": behind},
        }
    if not url:
        return {"BACKEND": "portals.uploads.storage.UploadFolder"}
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    scheme = "http" if query.get("tls") == ["off"] else "https"
    port = f":{parts.port}" if parts.port else ""
    return {
        "BACKEND": "portals.uploads.bucket.BucketStorage",
        "OPTIONS": {
            "bucket_name": parts.path.strip("/"),
            "endpoint_url": f"{scheme}://{parts.hostname}{port}",
            "region_name": query.get("region", [None])[0],
            "access_key": unquote(parts.username or ""),
            "secret_key": unquote(parts.password or ""),
            # Files are handed out by the application, which knows who may have them.
            "default_acl": "private",
            "file_overwrite": False,
        },
    }
