"""What an install says about itself by environment variables: the one place that reads them.

`docs/operations.md` has the table of all variables. Each may also be given as a file
(`SECRET_KEY_FILE`), as containers hand out secrets. Whatever is missing or malformed is reported
together, a line for each, and the start ends there.
"""

import importlib.util
import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from redis import Redis

HOSTNAME = re.compile(
    r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
)
DEVELOPMENT_KEY = "development only, never for an install that others can reach"
SHORTEST_KEY = 50
SHORTEST_TOKEN = 20


@dataclass(frozen=True, kw_only=True)
class Environment:
    """The values of all variables, read and checked. An empty URL means the embedded server."""

    secret_key: str
    database_url: str
    database_pool_size: int
    queue_url: str
    cache_url: str
    key_prefix: str
    base_domain: str
    front_address: str
    scheme: Literal["http", "https"]
    port: int | None
    extra_hosts: list[str]
    trusted_proxies: list[IPv4Network | IPv6Network]
    media_root: str
    storage_url: str
    email_url: str
    mail_from: str
    log_level: str
    metrics_token: str


class Malformed(ValueError):
    """A value does not have the form that its variable asks for; the message says how."""


@dataclass
class Reader:
    """Reads variables and collects what is wrong with them instead of stopping at the first."""

    source: Mapping[str, str]
    required: bool
    problems: list[str] = field(default_factory=list)

    def read[T](
        self,
        name: str,
        parse: Callable[[str], T],
        *,
        expected: str,
        default: str,
        needed: bool = False,
    ) -> T:
        """Return the variable's value or its default; production must give the `needed` ones."""
        text = self._text(name)
        if text:
            try:
                return parse(text)
            except ValueError as error:
                # A reader's own words; never the value, which may be a secret.
                reason = str(error) if isinstance(error, Malformed) else "is malformed"
                self.problems.append(f"{name} {reason}; expected {expected}.")
        elif needed and self.required:
            self.problems.append(f"{name} is not set; expected {expected}.")
        return parse(default)

    def _text(self, name: str) -> str:
        file = self.source.get(f"{name}_FILE", "")
        if not file:
            return self.source.get(name, "").strip()
        try:
            return Path(file).read_text().strip()
        except (OSError, UnicodeDecodeError):
            self.problems.append(f"{name}_FILE cannot be read; expected the path of a text file.")
            return ""


def read(source: Mapping[str, str] | None = None, *, production: bool = False) -> Environment:
    """Return the checked environment, or end the process with a line on stderr for each problem.

    In production nothing that guards or stores data has a default.
    """
    reader = Reader(os.environ if source is None else source, production)
    found = Environment(
        secret_key=reader.read(
            "SECRET_KEY", _secret, default=DEVELOPMENT_KEY, needed=True,
            expected=f"at least {SHORTEST_KEY} random characters",
        ),
        database_url=reader.read(
            "DATABASE_URL", _database_url, default="", needed=True,
            expected="postgresql://user:password@host:port/name",  # pragma: allowlist secret
        ),
        database_pool_size=reader.read(
            "DATABASE_POOL_SIZE", _positive, default="4",
            expected="the largest number of database connections of one process, such as 4",
        ),
        queue_url=reader.read(
            "QUEUE_URL", _valkey_url, default="", needed=True,
            expected="redis://host:port/number, rediss:// for TLS or unix:///path?db=number",
        ),
        cache_url=reader.read(
            "CACHE_URL", _valkey_url, default="", needed=True,
            expected="redis://host:port/number, rediss:// for TLS or unix:///path?db=number",
        ),
        key_prefix=reader.read(
            "KEY_PREFIX", _word, default="portals",
            expected="letters, digits, hyphens or underscores",
        ),
        base_domain=reader.read(
            "PORTALS_BASE_DOMAIN", _hostname, default="bacninh.localhost", needed=True,
            expected="a host name in lower case without a dot in front, such as bacninh.gov.vn",
        ),
        front_address=reader.read(
            "PORTALS_FRONT_ADDRESS", _host_and_port, default="127.0.0.1:8000", needed=True,
            expected="host:port of the web server, as reached from this machine",
        ),
        scheme=reader.read(
            "PORTALS_SCHEME", _scheme, default="https" if production else "http",
            expected="https, or http outside production",
        ),
        port=reader.read(
            "PORTALS_PORT", _port_or_none, default="" if production else "8000",
            expected="the public port from 1 to 65535, or nothing for the scheme's own",
        ),
        extra_hosts=reader.read(
            "PORTALS_EXTRA_HOSTS", _hostnames, default="",
            expected="host names with commas between them, such as bacgiang.gov.vn,tiendu.vn",
        ),
        trusted_proxies=reader.read(
            "PORTALS_TRUSTED_PROXIES", _networks, default="",
            expected="addresses or networks with commas between them, such as 127.0.0.1,10.0.0.0/24",
        ),
        media_root=reader.read(
            "MEDIA_ROOT", _absolute, default="", expected="the absolute path of a folder",
        ),
        storage_url=reader.read(
            "STORAGE_URL", _storage_url, default="",
            expected="s3://key:secret@host:port/bucket"  # pragma: allowlist secret
            ", with ?region=... where there are regions",
        ),
        email_url=reader.read(
            "EMAIL_URL", _url("smtp", "smtps", "smtp+tls", "console", "file"),
            default="console://", needed=True,
            expected="smtp://user:password@host:port"  # pragma: allowlist secret
            ", smtps://, smtp+tls://, file:///folder or console://",
        ),
        mail_from=reader.read(
            "MAIL_FROM", _mailbox, default="khongtraloi@bacninh.localhost", needed=True,
            expected="the sender's address, such as khongtraloi@bacninh.gov.vn",
        ),
        log_level=reader.read(
            "LOG_LEVEL", _log_level, default="INFO", expected="DEBUG, INFO, WARNING or ERROR",
        ),
        metrics_token=reader.read(
            "METRICS_TOKEN", _token_or_none, default="",
            expected=f"nothing, or at least {SHORTEST_TOKEN} random characters",
        ),
    )  # fmt: skip
    if production and reader.source.get("SECRET_KEY") == DEVELOPMENT_KEY:
        reader.problems.append("SECRET_KEY is the one of development; expected a secret one.")
    if production and found.scheme != "https":
        reader.problems.append(
            "PORTALS_SCHEME is http; expected https, since cookies travel by TLS only."
        )
    if reader.problems:
        sys.stderr.write("".join(f"{problem}\n" for problem in reader.problems))
        sys.exit(1)
    return found


def _secret(text: str) -> str:
    if len(text) < SHORTEST_KEY:
        raise Malformed("is too short")
    return text


def _token_or_none(text: str) -> str:
    if text and len(text) < SHORTEST_TOKEN:
        raise Malformed("is too short")
    return text


def _url(*schemes: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text and urlsplit(text).scheme not in schemes:
            raise Malformed("has another scheme")
        if text and not _names_a_place(urlsplit(text)):
            raise Malformed("names no host")
        return text

    return parse


def _names_a_place(parts: SplitResult) -> bool:
    _ = parts.port  # raises on a port that is no number
    if parts.scheme in {"unix", "file"}:
        return bool(parts.path)
    # PostgreSQL's socket folder stands in the query.
    return bool(parts.hostname) or parts.scheme == "console" or "host=" in parts.query


def _database_url(text: str) -> str:
    url = _url("postgresql", "postgres")(text)
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError as error:
        raise Malformed("is malformed") from error
    if url and not parts.get("dbname"):
        raise Malformed("names no database")
    return url


def _valkey_url(text: str) -> str:
    url = _url("redis", "rediss", "unix")(text)
    try:
        if url:
            Redis.from_url(url)
    except ValueError as error:
        raise Malformed("is malformed") from error
    if url and not url.startswith("unix:") and not re.fullmatch(r"/?\d*", urlsplit(url).path):
        raise Malformed("has a database that is no number")
    return url


def _storage_url(text: str) -> str:
    url = _url("s3")(text)
    if url and not urlsplit(url).path.strip("/"):
        raise Malformed("names no bucket")
    if url and importlib.util.find_spec("boto3") is None:
        raise Malformed("needs boto3, which this project's extra `s3` installs")
    return url


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise Malformed("is less than 1")
    return number


def _word(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]+", text):
        raise Malformed("has other characters")
    return text


def _hostname(text: str) -> str:
    if not HOSTNAME.fullmatch(text):
        raise Malformed("is no host name")
    return text


def _hostnames(text: str) -> list[str]:
    return [_hostname(name.strip()) for name in text.split(",") if name.strip()]


def _networks(text: str) -> list[IPv4Network | IPv6Network]:
    try:
        return [ip_network(part.strip()) for part in text.split(",") if part.strip()]
    except ValueError as error:
        raise Malformed("names no network") from error


def _host_and_port(text: str) -> str:
    parts = urlsplit(f"//{text}")
    if not parts.hostname or not parts.port or parts.path or parts.username:
        raise Malformed("is no host with a port")
    return text


def _scheme(text: str) -> Literal["http", "https"]:
    if text == "http":
        return "http"
    if text == "https":
        return "https"
    raise Malformed("is no scheme of the web")


def _port_or_none(text: str) -> int | None:
    if not text:
        return None
    number = int(text)
    if not 0 < number < 2**16:
        raise Malformed("is no port")
    return number


def _absolute(text: str) -> str:
    if text and not Path(text).is_absolute():
        raise Malformed("is no absolute path")
    return text


def _mailbox(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
        raise Malformed("is no address")
    return text


def _log_level(text: str) -> str:
    if text not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise Malformed("is no level")
    return text
