"""Where the embedded servers of this checkout keep their data, and as whom they run.

PostgreSQL refuses to run as root. So root's servers run as a system user of their own, and their
data lies below `/var/tmp`, because that user must be able to reach it. Nothing private is opened up
for that user: where it cannot enter the folder of the Python environment, the start is refused.
"""

import hashlib
import os
import pwd
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
SERVICE_USER = "lien-cong"
# A Unix socket's path has at most 104 bytes on macOS and 108 on Linux; the longest name below a
# place is `/postgres-socket/.s.PGSQL.5432`.
LONGEST_PLACE = 70
# Names another set of servers of this checkout: those of the tests, and of tests under a moved clock; what moves it.
APART = "PORTALS_SERVICES_APART"
CLOCK = (
    "LD_PRELOAD",
    "FAKETIME",
    "FAKETIME_DONT_FAKE_MONOTONIC",
    "FAKETIME_DISABLE_SHM",
    "NO_FAKE_STAT",
)
WAYS_OUT = "run as another user, or set DATABASE_URL, QUEUE_URL and CACHE_URL."


class ServicesRefused(Exception):
    """The embedded servers cannot run here; the message says what to do about it."""


@dataclass(frozen=True)
class Account:
    """The system user that the servers run as; ids of `None` mean the user who starts them."""

    uid: int | None
    gid: int | None

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command as this user to its end; it inherits no file, folder or group of ours.

        It does inherit a moved clock: servers that date rows must not disagree with who asks them.
        """
        # A daemon keeps its parent's output open, so that output goes to a file and not to a pipe.
        with tempfile.TemporaryFile("w+") as output:
            completed = subprocess.run(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
                | {name: os.environ[name] for name in CLOCK if name in os.environ},
                user=self.uid,
                group=self.gid,
                extra_groups=[] if self.uid is not None else None,
                umask=0o077,
                text=True,
                check=False,
            )
            output.seek(0)
            completed.stdout = output.read().strip()
        return completed


def is_apart() -> bool:
    """Whether these are servers of tests."""
    return bool(os.environ.get(APART))


@cache
def services_folder() -> Path:
    """Return the folder that holds the servers' data, sockets and locks; it may not exist yet."""
    apart = f"-{os.environ[APART]}" if os.environ.get(APART) else ""
    inside = CHECKOUT / "var" / f"services{apart}"
    if os.geteuid() != 0 and len(os.fsencode(inside)) <= LONGEST_PLACE:
        return inside
    digest = hashlib.sha256(os.fsencode(CHECKOUT)).hexdigest()[:12]
    suffix = apart if os.geteuid() == 0 else f"-{os.geteuid()}{apart}"
    return Path("/var/tmp") / f"lien-cong-{digest}{suffix}"  # noqa: S108 - `prepare_folder` refuses a stranger's folder


def prepare_folder() -> None:
    """Make the place, or refuse one that somebody else made: `/var/tmp` is open to everyone."""
    folder = services_folder()
    # The service user passes through root's folder to its own; what lies there is its own and
    # private.
    mode = 0o711 if os.geteuid() == 0 else 0o700
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=mode, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise ServicesRefused(f"{folder} belongs to somebody else: remove it and start again.")
    folder.chmod(mode)


def private_folder(name: str, owner: Account) -> Path:
    """Return a folder of the place that only the servers' user may enter."""
    folder = services_folder() / name
    folder.mkdir(mode=0o700, exist_ok=True)
    if owner.uid is not None and owner.gid is not None:
        os.chown(folder, owner.uid, owner.gid, follow_symlinks=False)
    folder.chmod(0o700)
    return folder


def account() -> Account:
    """Return who runs the servers; makes the system user when root starts them first."""
    if os.geteuid() != 0:
        return Account(None, None)
    found = _lookup()
    if found is None:
        _add_service_user()
        found = _lookup()
    if found is None:
        raise ServicesRefused(
            f"PostgreSQL does not run as root, and the system user {SERVICE_USER} could not be"
            f" made: add it by `useradd --system {SERVICE_USER}`, {WAYS_OUT}"
        )
    return Account(found.pw_uid, found.pw_gid)


def require_access(binary: Path, user: Account) -> None:
    """Refuse when the servers' user cannot run the binary; no mode is changed to make it run."""
    try:
        answer = user.run(binary, "--version")
    except PermissionError as error:
        closed = _first_closed(binary)
        raise ServicesRefused(
            f"The embedded servers run as {SERVICE_USER}, since PostgreSQL refuses root, but"
            f" {closed} is closed to other users and stays so: move the checkout and its Python"
            f" environment to a folder that others may enter, such as /srv or /opt, {WAYS_OUT}"
        ) from error
    except OSError as error:
        raise ServicesRefused(f"{binary} does not run on this machine: {error}.") from error
    if answer.returncode != 0:
        raise ServicesRefused(f"{binary} does not run on this machine: {answer.stdout}")


def _lookup() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(SERVICE_USER)
    except KeyError:
        return None


def _add_service_user() -> None:
    command = [
        "useradd",
        "--system",
        "--no-create-home",
        "--shell",
        "/usr/sbin/nologin",
        SERVICE_USER,
    ]
    try:
        # Another checkout may be adding the same user; whether it is there is asked afterwards.
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError as error:
        raise ServicesRefused(
            f"The system user {SERVICE_USER} could not be made: {error}."
        ) from error


def _first_closed(binary: Path) -> Path:
    for folder in reversed(binary.parents):
        if not folder.stat().st_mode & stat.S_IXOTH:
            return folder
    return binary
