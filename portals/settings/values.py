"""The forms that values of environment variables must have: each function reads one, or says what is wrong with it."""

import base64
import importlib.util
import re
from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from redis import Redis

from portals.ledger.notes import Algorithm, Signer
from portals.word_lists import unknown_lists

HOSTNAME = re.compile(
    r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
)
SHORTEST_KEY = 50
SHORTEST_TOKEN = 20


class Malformed(ValueError):
    """A value does not have the form that its variable asks for; the message says how."""


def secret(text: str) -> str:
    if len(text) < SHORTEST_KEY:
        raise Malformed("is too short")
    return text


def token_or_none(text: str) -> str:
    if text and len(text) < SHORTEST_TOKEN:
        raise Malformed("is too short")
    return text


def seed_or_none(text: str) -> bytes | None:
    return _thirty_two_bytes(text) if text else None


def public_keys(text: str) -> list[str]:
    keys = [key.strip() for key in text.split(",") if key.strip()]
    for key in keys:
        _thirty_two_bytes(key)
    return keys


def sealing_keys(text: str) -> tuple[bytes, ...]:
    keys = tuple(_thirty_two_bytes(key.strip()) for key in text.split(",") if key.strip())
    if not keys or len(set(keys)) < len(keys):
        raise Malformed("holds no key, or one twice")
    return keys


def ledger_key(text: str) -> str:
    if text and Signer.parse(text).algorithm != Algorithm.LEDGER:
        raise Malformed("is the key of a witness")
    return text


def _thirty_two_bytes(text: str) -> bytes:
    raw = base64.b64decode(text, validate=True)
    if len(raw) != 32:
        raise Malformed("is not 32 bytes long")
    return raw


def url(*schemes: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text and urlsplit(text).scheme not in schemes:
            raise Malformed("has another scheme")
        if text and not names_a_place(urlsplit(text)):
            raise Malformed("names no host")
        return text

    return parse


def names_a_place(parts: SplitResult) -> bool:
    _ = parts.port  # raises on a port that is no number
    if parts.scheme in {"unix", "file"}:
        return bool(parts.path)
    # PostgreSQL's socket folder stands in the query.
    return bool(parts.hostname) or parts.scheme == "console" or "host=" in parts.query


def database_url(text: str) -> str:
    address = url("postgresql", "postgres")(text)
    try:
        parts = conninfo_to_dict(address)
    except ProgrammingError as error:
        raise Malformed("is malformed") from error
    if address and not parts.get("dbname"):
        raise Malformed("names no database")
    return address


def valkey_url(text: str) -> str:
    address = url("redis", "rediss", "unix")(text)
    try:
        if address:
            Redis.from_url(address)
    except ValueError as error:
        raise Malformed("is malformed") from error
    path = urlsplit(address).path
    if address and not address.startswith("unix:") and not re.fullmatch(r"/?\d*", path):
        raise Malformed("has a database that is no number")
    return address


def storage_url(text: str) -> str:
    address = url("s3")(text)
    if address and not urlsplit(address).path.strip("/"):
        raise Malformed("names no bucket")
    if address and importlib.util.find_spec("boto3") is None:
        raise Malformed("needs boto3, which this project's extra `s3` installs")
    return address


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise Malformed("is less than 1")
    return number


def not_negative(text: str) -> int:
    number = int(text)
    if number < 0:
        raise Malformed("is less than 0")
    return number


def program_or_none(text: str) -> str:
    return text if text == "none" else absolute(text)


def none_or_nothing(text: str) -> str:
    if text not in {"", "none"}:
        raise Malformed("is another word")
    return text


def engine_or_none(text: str) -> str:
    if text not in {"espeak-ng", "none"}:
        raise Malformed("names no engine that is known here")
    return text


def word(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]+", text):
        raise Malformed("has other characters")
    return text


def hostname(text: str) -> str:
    if not HOSTNAME.fullmatch(text):
        raise Malformed("is no host name")
    return text


def hostnames(text: str) -> list[str]:
    return [hostname(name.strip()) for name in text.split(",") if name.strip()]


def networks(text: str) -> list[IPv4Network | IPv6Network]:
    try:
        return [ip_network(part.strip()) for part in text.split(",") if part.strip()]
    except ValueError as error:
        raise Malformed("names no network") from error


def host_and_port(text: str) -> str:
    parts = urlsplit(f"//{text}")
    if not parts.hostname or not parts.port or parts.path or parts.username:
        raise Malformed("is no host with a port")
    return text


def scanner_address(text: str) -> str:
    if text.startswith("unix:"):
        absolute(text.removeprefix("unix:"))
        return text
    return host_and_port(text) if text else ""


def scheme(text: str) -> Literal["http", "https"]:
    if text == "http":
        return "http"
    if text == "https":
        return "https"
    raise Malformed("is no scheme of the web")


def port_or_none(text: str) -> int | None:
    if not text:
        return None
    number = int(text)
    if not 0 < number < 2**16:
        raise Malformed("is no port")
    return number


def words_folder(text: str) -> str:
    path = absolute(text)
    if text:
        if not Path(text).is_dir():
            raise Malformed("is no folder")
        if unknown := unknown_lists(Path(text)):
            raise Malformed(f"holds files that add to no list: {', '.join(unknown)}")
    return path


def absolute(text: str) -> str:
    if text and not Path(text).is_absolute():
        raise Malformed("is no absolute path")
    return text


def mailbox(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
        raise Malformed("is no address")
    return text


def pooler(text: str) -> str:
    if text not in {"", "transaction"}:
        raise Malformed("is no mode that is known here")
    return text


def mailbox_or_none(text: str) -> str:
    return mailbox(text) if text else ""


def contact_or_none(text: str) -> str:
    """An address of RFC 9116: mailto: or https:."""
    if text and not re.fullmatch(r"mailto:[^@\s]+@[^@\s]+|https://[^\s/]+\.[^\s]+", text):
        raise Malformed("is neither mailto: with an address nor https://")
    return text


def log_level(text: str) -> str:
    if text not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise Malformed("is no level")
    return text


def sign_on_url(text: str) -> str:
    if not url("https", "http")(text):
        return ""
    parts = urlsplit(text)
    if not parts.username or not parts.password:
        raise Malformed("names no client with a secret")
    if parts.scheme == "http" and parts.hostname not in {"127.0.0.1", "localhost"}:
        raise Malformed("is not reached by TLS")
    return text


def key_in_header(text: str) -> str:
    if not all("!" <= one <= "~" for one in text):
        raise Malformed("holds what no header may")
    return token_or_none(text)


def proxy_or_none(text: str) -> str:
    """A proxy that takes CONNECT, with its port: none is usual enough to be guessed."""
    if not url("http")(text):
        return ""
    parts = urlsplit(text)
    if not parts.port or parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise Malformed("is no host with a port")
    return text.rstrip("/")


def source_system_url(text: str) -> str:
    """The key travels with each request, so by TLS alone, and in its own variable."""
    if not url("https")(text):
        return ""
    parts = urlsplit(text)
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise Malformed("holds more than host and path")
    # Where alone `portals.fetching` goes by TLS.
    if parts.port not in {None, 443, 8443}:
        raise Malformed("has another port than 443 or 8443")
    return text.rstrip("/")


def yes_or_no(text: str) -> bool:
    if text not in {"yes", "no"}:
        raise Malformed("is neither")
    return text == "yes"


def app_or_none(text: str) -> tuple[str, str]:
    """An app of a social service: its number, a colon, and its secret."""
    if not text:
        return "", ""
    number, _colon, secret = text.partition(":")
    if not number.isdecimal() or not secret:
        raise Malformed("is no number and secret with a colon between them")
    return number, key_in_header(secret)


def second_factor(text: str) -> bool:
    if text not in {"required", "offered"}:
        raise Malformed("is neither")
    return text == "required"


def origin_or_none(text: str) -> str:
    """Scheme, host and perhaps port, as a browser says where it is."""
    if not url("https", "http")(text):
        return ""
    parts = urlsplit(text)
    if "@" in parts.netloc or parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise Malformed("holds more than scheme, host and port")
    return text.rstrip("/")
