"""What an install says about itself by environment variables: the one place that reads them.

`docs/operations.md` has the table of all variables. Each may also be given as a file
(`SECRET_KEY_FILE`), as containers hand out secrets. Whatever is missing or malformed is reported
together, a line for each, and the start ends there.
"""

import base64
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Literal

from . import practice, values

# The least for which browsers take a domain onto their list.
YEAR = 365 * 24 * 3600
DEVELOPMENT_KEY = "development only, never for an install that others can reach"
DEVELOPMENT_SEALING_KEY = base64.b64encode(sha256(DEVELOPMENT_KEY.encode()).digest()).decode()


@dataclass(frozen=True, kw_only=True)
class Environment:
    """The values of all variables, read and checked. An empty URL means the embedded server."""

    secret_key: str
    database_url: str
    database_owner_url: str
    database_pool_size: int
    web_threads: int
    database_pooler: str
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
    static_root: str
    words_folder: str
    signature_roots: str
    neighbours: str
    storage_url: str
    email_url: str
    mail_from: str
    returned_mail: str
    operator_mail: str
    backup_folder: str
    backup_hours: int
    security_contact: str
    log_level: str
    metrics_token: str
    metrics_folder: str
    certificate_key: bytes | None
    certificate_former_keys: list[str]
    ledger_key: str
    sealing_keys: tuple[bytes, ...] = field(repr=False)
    witness_hours: int
    witness_silent_days: int
    sign_on_url: str
    source_system_url: str
    source_system_key: str = field(repr=False)
    clamav_address: str
    largest_recording: int
    original_recording_months: int
    ffmpeg: str
    speech: str
    voice_engine: str
    second_factor: bool
    hsts_seconds: int
    hsts_subdomains: bool
    hsts_preload: bool
    outgoing_proxy: str = field(repr=False)
    social_probes: bool
    social_posting: bool
    facebook_app: tuple[str, str] = field(repr=False)
    zalo_app: tuple[str, str] = field(repr=False)
    practice_of: str
    practice_url: str
    practice_source_url: str
    practice_media: str

    def origin_of(self, host: str) -> str:
        """Return scheme, host and port under which people reach `host`."""
        port = f":{self.port}" if self.port else ""
        return f"{self.scheme}://{host}{port}"


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
                reason = str(error) if isinstance(error, values.Malformed) else "is malformed"
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
            "SECRET_KEY", values.secret, default=DEVELOPMENT_KEY, needed=True,
            expected=f"at least {values.SHORTEST_KEY} random characters",
        ),
        database_url=reader.read(
            "DATABASE_URL", values.database_url, default="", needed=True,
            expected="postgresql://user:password@host:port/name",  # pragma: allowlist secret
        ),
        database_owner_url=reader.read(
            "DATABASE_OWNER_URL", values.database_url, default="",
            expected="as DATABASE_URL, of the role that owns the tables; for migrate and retention alone",
        ),
        database_pool_size=reader.read(
            "DATABASE_POOL_SIZE", values.positive, default="4",
            expected="the largest number of database connections of one process, such as 4",
        ),
        web_threads=reader.read(
            "WEB_THREADS", values.positive, default="2",
            expected="how many requests Django works on at once in one web process, such as 2",
        ),
        database_pooler=reader.read(
            "DATABASE_POOLER", values.pooler, default="",
            expected="transaction, where PgBouncer in that mode stands before PostgreSQL, or nothing",
        ),
        queue_url=reader.read(
            "QUEUE_URL", values.valkey_url, default="", needed=True,
            expected="redis://host:port/number, rediss:// for TLS or unix:///path?db=number",
        ),
        cache_url=reader.read(
            "CACHE_URL", values.valkey_url, default="", needed=True,
            expected="redis://host:port/number, rediss:// for TLS or unix:///path?db=number",
        ),
        key_prefix=reader.read(
            "KEY_PREFIX", values.word, default="portals",
            expected="letters, digits, hyphens or underscores",
        ),
        base_domain=reader.read(
            "PORTALS_BASE_DOMAIN", values.hostname, default="bacninh.localhost", needed=True,
            expected="a host name in lower case without a dot in front, such as bacninh.gov.vn",
        ),
        front_address=reader.read(
            "PORTALS_FRONT_ADDRESS", values.host_and_port, default="127.0.0.1:8000", needed=True,
            expected="host:port of the web server, as reached from this machine",
        ),
        scheme=reader.read(
            "PORTALS_SCHEME", values.scheme, default="https" if production else "http",
            expected="https, or http outside production",
        ),
        port=reader.read(
            "PORTALS_PORT", values.port_or_none, default="" if production else "8000",
            expected="the public port from 1 to 65535, or nothing for the scheme's own",
        ),
        extra_hosts=reader.read(
            "PORTALS_EXTRA_HOSTS", values.hostnames, default="",
            expected="host names with commas between them, such as bacgiang.gov.vn,tiendu.vn",
        ),
        trusted_proxies=reader.read(
            "PORTALS_TRUSTED_PROXIES", values.networks, default="",
            expected="addresses or networks with commas between them, such as 127.0.0.1,10.0.0.0/24",
        ),
        media_root=reader.read(
            "MEDIA_ROOT", values.absolute, default="", expected="the absolute path of a folder",
        ),
        static_root=reader.read(
            "STATIC_ROOT", values.absolute, default="", expected="the absolute path of a folder",
        ),
        words_folder=reader.read(
            "WORDS_FOLDER", values.words_folder, default="",
            expected="the absolute path of a folder whose files are named as those of portals/data/words",
        ),
        signature_roots=reader.read(
            "SIGNATURE_ROOTS", values.absolute, default="",
            expected="the absolute path of a folder with roots.toml and the certificates that it names",
        ),
        neighbours=reader.read(
            "NEIGHBOURS", values.absolute, default="",
            expected="the absolute path of a TOML file with the keys of other provinces' ledgers",
        ),
        storage_url=reader.read(
            "STORAGE_URL", values.storage_url, default="",
            expected="s3://key:secret@host:port/bucket"  # pragma: allowlist secret
            ", with ?region=... where there are regions",
        ),
        email_url=reader.read(
            "EMAIL_URL", values.url("smtp", "smtps", "smtp+tls", "console", "file"),
            default="console://", needed=True,
            expected="smtp://user:password@host:port"  # pragma: allowlist secret
            ", smtps://, smtp+tls://, file:///folder or console://",
        ),
        mail_from=reader.read(
            "MAIL_FROM", values.mailbox, default="khongtraloi@bacninh.localhost", needed=True,
            expected="the sender's address, such as khongtraloi@bacninh.gov.vn",
        ),
        returned_mail=reader.read(
            "RETURNED_MAIL", values.absolute, default="",
            expected="nothing, or the absolute path of the Maildir that gets what is sent to MAIL_FROM",
        ),
        operator_mail=reader.read(
            "OPERATOR_MAIL", values.mailbox_or_none, default="",
            expected="nothing, or the address that is told what is amiss",
        ),
        backup_folder=reader.read(
            "BACKUP_FOLDER", values.absolute, default="",
            expected="nothing, or the absolute path of the folder into which backups are written",
        ),
        backup_hours=reader.read(
            "BACKUP_HOURS", values.positive, default="26",
            expected="after how many hours without a whole backup it is told",
        ),
        security_contact=reader.read(
            "SECURITY_CONTACT", values.contact_or_none, default="",
            expected="nothing, mailto: with an address, or an https:// page, for whoever found a weakness",
        ),
        log_level=reader.read(
            "LOG_LEVEL", values.log_level, default="INFO", expected="DEBUG, INFO, WARNING or ERROR",
        ),
        metrics_token=reader.read(
            "METRICS_TOKEN", values.token_or_none, default="",
            expected=f"nothing, or at least {values.SHORTEST_TOKEN} random characters",
        ),
        metrics_folder=reader.read(
            "METRICS_FOLDER", values.absolute, default="",
            expected="the absolute path of a folder of this service alone, emptied at its start",
        ),
        certificate_key=reader.read(
            "CERTIFICATE_KEY", values.seed_or_none, default="",
            expected="nothing, or 32 random bytes in base64",
        ),
        certificate_former_keys=reader.read(
            "CERTIFICATE_FORMER_KEYS", values.public_keys, default="",
            expected="public keys in base64 with commas between them",
        ),
        ledger_key=reader.read(
            "LEDGER_KEY", values.ledger_key, default="",
            expected="nothing, or what `manage.py ledger_key` wrote",
        ),
        sealing_keys=reader.read(
            "SEALING_KEYS", values.sealing_keys, default=DEVELOPMENT_SEALING_KEY, needed=True,
            expected="keys of 32 random bytes in base64 with commas between them, the one that seals first",
        ),
        witness_hours=reader.read(
            "WITNESS_HOURS", values.positive, default="24",
            expected="after how many hours witnesses of the ledger are sent the newest checkpoint again",
        ),
        witness_silent_days=reader.read(
            "WITNESS_SILENT_DAYS", values.positive, default="7",
            expected="after how many days it is told that a witness does not answer",
        ),
        sign_on_url=reader.read(
            "SIGN_ON_URL", values.sign_on_url, default="",
            expected="https://client:secret@host/path"  # pragma: allowlist secret
            " of the province's OpenID Connect sign-on, or nothing",
        ),
        source_system_url=reader.read(
            "SOURCE_SYSTEM_URL", values.source_system_url, default="",
            expected="https://host/path of the source information system of loudspeakers, or nothing",
        ),
        source_system_key=reader.read(
            "SOURCE_SYSTEM_KEY", values.key_in_header, default="",
            expected=f"the key that system gave, of at least {values.SHORTEST_TOKEN} characters of ASCII, or nothing",
        ),
        largest_recording=reader.read(
            "LARGEST_RECORDING", values.positive, default="50",
            expected="how large a recorded sound may be, in MB, such as 50",
        ),
        original_recording_months=reader.read(
            "ORIGINAL_RECORDING_MONTHS", values.not_negative, default="0",
            expected="after how many months originals of recordings are deleted, or 0 for never",
        ),
        ffmpeg=reader.read(
            "FFMPEG", values.program_or_none, default="",
            expected="the absolute path of ffmpeg, or none, or nothing for that of the system or the wheel",
        ),
        speech=reader.read(
            "SPEECH", values.none_or_nothing, default="",
            expected="none, where no captions are to be made, or nothing",
        ),
        voice_engine=reader.read(
            "VOICE_ENGINE", values.engine_or_none, default="espeak-ng",
            expected="what makes synthetic voices of texts: espeak-ng, or none",
        ),
        clamav_address=reader.read(
            "CLAMAV_ADDRESS", values.scanner_address, default="",
            expected="host:port or unix:/path of ClamAV's daemon, or nothing",
        ),
        second_factor=reader.read(
            "SECOND_FACTOR", values.second_factor, default="required" if production else "offered",
            expected="required, or offered where approvers may do without one",
        ),
        hsts_seconds=reader.read(
            "HSTS_SECONDS", values.not_negative, default="86400",
            expected="for how many seconds browsers ask for this host by TLS alone, such as 86400, or 0",
        ),
        hsts_subdomains=reader.read(
            "HSTS_SUBDOMAINS", values.yes_or_no, default="no",
            expected="yes, where HSTS may bind every name below each host, or no",
        ),
        hsts_preload=reader.read(
            "HSTS_PRELOAD", values.yes_or_no, default="no",
            expected="yes, where the owner of the whole domain put it on the browsers' list, or no",
        ),
        outgoing_proxy=reader.read(
            "OUTGOING_PROXY", values.proxy_or_none, default="",
            expected="http://host:port of the proxy through which the web outside is asked"
            ", with user:password@ where it asks for them, or nothing",
        ),
        social_probes=reader.read(
            "SOCIAL_PROBES", values.yes_or_no, default="no",
            expected="yes, where pages of portals' social accounts may be asked for, or no",
        ),
        social_posting=reader.read(
            "SOCIAL_POSTING", values.yes_or_no, default="no",
            expected="yes, where approved posts may be sent to social services, or no",
        ),
        facebook_app=reader.read(
            "FACEBOOK_APP", values.app_or_none, default="",
            expected="id:secret of the app by which tokens for Facebook are renewed, or nothing",
        ),
        zalo_app=reader.read(
            "ZALO_APP", values.app_or_none, default="",
            expected="id:secret of the app by which tokens for Zalo are renewed, or nothing",
        ),
        practice_of=reader.read(
            "PRACTICE_OF", values.origin_or_none, default="",
            expected="the origin of the real desk, such as https://quantri.bacninh.gov.vn; on practice alone",
        ),
        practice_url=reader.read(
            "PRACTICE_URL", values.origin_or_none, default="",
            expected="the origin of the desk of the practice install, such as https://quantri.tap.bacninh.gov.vn",
        ),
        practice_source_url=reader.read(
            "PRACTICE_SOURCE_URL", values.database_url, default="",
            expected="as DATABASE_OWNER_URL of the real install; for clone_practice alone",
        ),
        practice_media=reader.read(
            "PRACTICE_MEDIA", values.absolute, default="",
            expected="the absolute path of the real install's folder of uploads",
        ),
    )  # fmt: skip
    reader.problems += practice.contradictions(found)
    if production and reader.source.get("SECRET_KEY") == DEVELOPMENT_KEY:
        reader.problems.append("SECRET_KEY is the one of development; expected a secret one.")
    # Not of the one that stands in where none is set or it is malformed: of that was told already.
    told = any(problem.startswith("SEALING_KEYS") for problem in reader.problems)
    known = values.sealing_keys(DEVELOPMENT_SEALING_KEY)[0] in found.sealing_keys
    if production and known and not told:
        reader.problems.append("SEALING_KEYS holds the one of development; expected secret ones.")
    told = any(problem.startswith("SOURCE_SYSTEM") for problem in reader.problems)
    if bool(found.source_system_url) != bool(found.source_system_key) and not told:
        reader.problems.append(
            "SOURCE_SYSTEM_URL and SOURCE_SYSTEM_KEY belong together; expected both, or neither."
        )
    if found.hsts_preload and not (found.hsts_subdomains and found.hsts_seconds >= YEAR):
        reader.problems.append(
            f"HSTS_PRELOAD is yes; expected HSTS_SECONDS of {YEAR} or more and HSTS_SUBDOMAINS yes with it."
        )
    if production and found.scheme != "https":
        reader.problems.append(
            "PORTALS_SCHEME is http; expected https, since cookies travel by TLS only."
        )
    if reader.problems:
        sys.stderr.write("".join(f"{problem}\n" for problem in reader.problems))
        sys.exit(1)
    return found
