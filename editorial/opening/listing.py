"""A list of portals to open, as a CSV file: read whole, checked whole, and only then acted on."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from tqdm import tqdm

from portals.boards.models import User
from portals.models import Portal
from portals.text import nfc

from .actions import PortalSpec, open_collections, open_portal
from .checks import PortalRow, PortalRowChecks

COLUMNS = ("code", "name", "tier", "overseer", "host", "cluster")


class HostForm(StrEnum):
    """How many levels host names have below the base domain. A certificate for `*.base` covers one, and no more."""

    ONE_LEVEL = "one-level"
    TWO_LEVEL = "two-level"

    def host(self, written: str) -> str:
        """The host that a list writes as `written`, in this form: `vuninh.tpbacninh` is `vuninh-tpbacninh`."""
        return written.replace(".", "-") if self is HostForm.ONE_LEVEL else written


@dataclass(frozen=True)
class BadPortalRow:
    """Why a row cannot be carried out. `line` counts as an editor shows it: the heading is line 1."""

    line: int
    reason: str


@dataclass
class OpeningList:
    """The rows of a file: those to open in the order of oversight, those that stand already, those that are wrong."""

    to_open: list[PortalSpec] = field(default_factory=list)
    unchanged: list[PortalSpec] = field(default_factory=list)
    bad: list[BadPortalRow] = field(default_factory=list)


def read_opening_list(
    path: Path, *, base_domain: str, opened_on: date, form: HostForm = HostForm.TWO_LEVEL
) -> OpeningList:
    """Read and check `path`. `opened_on` holds for rows without that column; an empty host is the base domain.

    Hosts are as they are written unless `form` asks for one level.
    Nothing is changed. A file that cannot be read as such a list has its fault reported as line 1.
    """
    found = OpeningList()
    rows = list(
        _parse(path, base_domain=base_domain, opened_on=opened_on, form=form, bad=found.bad)
    )
    checks = PortalRowChecks(rows)
    good = []
    for row in rows:
        reasons = checks.reasons_against(row)
        found.bad.extend(BadPortalRow(row.line, reason) for reason in reasons)
        if not reasons:
            good.append(row.spec)
    found.bad.sort(key=lambda row: row.line)
    for spec in _overseers_first(good):
        (found.unchanged if checks.stands(spec) else found.to_open).append(spec)
    return found


def open_listed(found: OpeningList, *, actor: User | None, now: datetime) -> None:
    """Open what the list asks for, all of it or nothing, with a progress bar."""
    if found.bad:
        raise ValueError("a list with bad rows is not carried out")
    with transaction.atomic():
        collections = open_collections(found.to_open)
        for spec in tqdm(found.to_open, desc=_("Opening portals"), unit=_("portal"), disable=None):
            open_portal(spec=spec, actor=actor, now=now, collection=collections.get(spec))


def _parse(
    path: Path,
    *,
    base_domain: str,
    opened_on: date,
    form: HostForm,
    bad: list[BadPortalRow],
) -> Iterator[PortalRow]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        bad.append(BadPortalRow(1, _("The file cannot be read as UTF-8 text: %s") % error))
        return
    # A row without a day means the portal that stands, if one does: so a second run finds the first one's portals.
    stands_since = dict(
        Portal.objects.filter(closed_on__isnull=True).values_list("code", "opened_on")
    )
    reader = csv.DictReader(text.splitlines())
    absent = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if absent:
        bad.append(BadPortalRow(1, _("The heading lacks these columns: %s.") % ", ".join(absent)))
        return
    for record in reader:
        values = {key: nfc((value or "").strip()) for key, value in record.items() if key}
        try:
            written = values.get("opened_on")
            day = (
                date.fromisoformat(written)
                if written
                else stands_since.get(values["code"], opened_on)
            )
        except ValueError:
            bad.append(
                BadPortalRow(reader.line_num, _("opened_on must be a date as in 2024-11-28."))
            )
            continue
        host = form.host(values["host"].lower())
        yield PortalRow(
            reader.line_num,
            PortalSpec(
                code=values["code"],
                name=values["name"],
                tier=values["tier"],
                opened_on=day,
                hostname=f"{host}.{base_domain}" if host else base_domain,
                overseer_code=values["overseer"] or None,
                cluster_code=values["cluster"] or None,
            ),
        )


def _overseers_first(specs: Iterable[PortalSpec]) -> list[PortalSpec]:
    """Order rows so that an overseer is opened before those it oversees. Cycles were refused before."""
    by_code = {spec.code: spec for spec in specs}

    def depth(spec: PortalSpec) -> int:
        steps, overseer = 0, by_code.get(spec.overseer_code or "")
        while overseer is not None and steps <= len(by_code):
            steps, overseer = steps + 1, by_code.get(overseer.overseer_code or "")
        return steps

    return sorted(by_code.values(), key=depth)
