"""Verify a recall certificate: what it says is what was signed, with the key that is expected."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portals.admin_kit.exports import harmless, read_table
from portals.text import nfc
from syndication.recalls.paper import rows
from syndication.recalls.signing import (
    Signed,
    certificate_digest,
    fingerprint,
    is_genuine,
    public_key,
)


class Command(BaseCommand):
    help = (
        "Verify a recall certificate in JSON, and with --csv that a table shows the same. Needs no database. Ends with"
        " an error where anything is not as it was signed."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the certificate as downloaded, in JSON")
        parser.add_argument("--csv", type=Path, help="its table, to be compared")
        parser.add_argument(
            "--key", help="the public key that is expected, in base64; else the one of this install"
        )

    def handle(self, *, file: Path, csv: Path | None, key: str | None, **_: Any) -> None:
        signed = _read(file)
        expected = {key} if key else {public_key(), *settings.CERTIFICATE_FORMER_KEYS}
        if signed.public_key not in expected:
            raise CommandError(
                f"Signed with another key than expected ({fingerprint_of(signed.public_key)})."
            )
        if not is_genuine(signed):
            raise CommandError("The signature does not fit: the content is not what was signed.")
        content = json.loads(signed.content)
        if csv is not None and not _shows(csv, content):
            raise CommandError("The table shows something else than the certificate.")
        of = "correction" if "corrected_by" in content else "recall"
        self.stdout.write(
            f"Genuine: {of} {content['number']}, issued {content['issued_at']},"
            f" {len(content['addresses'])} addresses.\n"
            f"SHA-256 {certificate_digest(signed.content)}\nKey {fingerprint(signed.public_key)}"
        )


def fingerprint_of(key: str) -> str:
    try:
        return fingerprint(key)
    except ValueError:
        return "unreadable"


def _read(file: Path) -> Signed:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        return Signed(str(told["content"]), str(told["signature"]), str(told["public_key"]))
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{file} is no certificate in JSON.") from error


def _shows(table: Path, content: dict[str, Any]) -> bool:
    with table.open("rb") as file:
        shown = [list(cells.values()) for _line, cells in read_table(file, table.name)]
    return shown == [[nfc(str(harmless(cell))).strip() for cell in row] for row in rows(content)]
