"""The file in which requests go to the national system: all texts and files, with what commits to them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.translation import gettext as _

from portals.ledger.commitments import SALT_SIZE
from portals.sealing.commitments import commit
from portals.uploads.states import Examination

from ..erasing import OF_PERSON
from ..models import CaseFile, CitizenCase, NationalHandover

IN_MEMORY = 8 * 1024 * 1024
TOLD = "yeu-cau.json"


@dataclass(slots=True)
class GivenOver:
    """The ZIP, at its beginning, and what became of each handing over.

    `commitments` are by the id of each that is in it: what stays here, pairs of what and commitment. `left_out` are
    pairs of the number of one that is not, and why in words.
    """

    file: IO[bytes]
    commitments: dict[int, list[list[str]]] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)


def give_over(handovers: Iterable[NationalHandover], now: datetime) -> GivenOver:
    """Write the file. Each text has a salt of its own there, which is stored nowhere else.

    Left out whole is a request with a file that is still being examined, or that the store has lost.
    """
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    given = GivenOver(file)
    told = []
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for one in handovers:
            try:
                told.append(_handover(one, given, archive))
            except _NotWholeError as fault:
                given.left_out.append((one.number, str(fault)))
        left = [{"so_ho_so": number, "vi_sao": why} for number, why in given.left_out]
        body = {"lap_luc": now.isoformat(), "ho_so": told, "de_lai": left}
        archive.writestr(TOLD, json.dumps(body, ensure_ascii=False, indent=1))
    file.seek(0)
    return given


def with_joined(case: CitizenCase) -> list[CitizenCase]:
    """Return a case with those that were joined into it, at any depth: they are of the same matter."""
    found, rest = [case], [case.pk]
    while rest:
        joined = list(CitizenCase.objects.filter(joined_into__in=rest).order_by("pk"))
        found += joined
        rest = [one.pk for one in joined]
    return found


def is_being_examined(handover: NationalHandover) -> bool:
    """Whether a file of it, or of what was joined into it, waits for the scanner: it is not given over before."""
    waiting = CaseFile.objects.filter(examination=Examination.EXAMINING)
    return waiting.filter(case__in=with_joined(handover.case)).exists()


class _NotWholeError(Exception):
    """What was handed over cannot be given over whole now; says why, in words."""


def _handover(one: NationalHandover, given: GivenOver, archive: ZipFile) -> dict[str, Any]:
    if is_being_examined(one):
        raise _NotWholeError(_("a file is still being examined"))
    kept: list[list[str]] = []
    cases = with_joined(one.case)
    # All are open before the first is written: nothing of what is left out stands in the archive.
    with ExitStack() as closing:
        opened = _opened(cases, closing)
        told = [_case(case, kept, archive, opened) for case in cases]
    given.commitments[one.pk] = kept
    return {
        "so_ho_so": one.number,
        "can_cu": one.basis,
        "chuyen_luc": one.handed_at.isoformat(),
        "yeu_cau": told,
    }


def _opened(cases: Iterable[CitizenCase], closing: ExitStack) -> dict[int, IO[bytes]]:
    """Open what was found fine; what was not is told of and not handed on."""
    opened: dict[int, IO[bytes]] = {}
    fine = CaseFile.objects.filter(case__in=cases, examination=Examination.FINE)
    for one in fine.exclude(file=""):
        try:
            opened[one.pk] = closing.enter_context(one.file.storage.open(str(one.file.name), "rb"))
        except OSError as error:
            raise _NotWholeError(
                _("the file %(number)s of %(code)s is missing in the store")
                % {"number": one.pk, "code": one.case.code}
            ) from error
    return opened


def _case(
    case: CitizenCase, kept: list[list[str]], archive: ZipFile, opened: Mapping[int, IO[bytes]]
) -> dict[str, Any]:
    return {
        "ma": case.code,
        "loai": case.kind,
        "tiep_nhan": case.received_by.name,
        "den_luc": case.arrived_at.isoformat(),
        "han": case.due_at.isoformat() if case.due_at else "",
        "noi_dung": [
            _committed(f"{case.code}/{name}", getattr(case, name), kept) for name in OF_PERSON
        ],
        "trao_doi": [
            {
                "vai_tro": text.role,
                "luc": text.written_at.isoformat(),
                **_committed(f"{case.code}/{text.role}-{text.pk}", text.text, kept),
            }
            for text in case.texts.all()
        ],
        "tep": list(_files(case, kept, archive, opened)),
    }


def _committed(what: str, value: str, kept: list[list[str]]) -> dict[str, str]:
    """Return a text with its salt and commitment, and note what stays; of an empty one nothing does."""
    told = {"ten": what, "noi_dung": value}
    if not value:
        return told
    salt = secrets.token_bytes(SALT_SIZE)
    commitment = commit(value, salt)
    kept.append([what, commitment])
    return {**told, "muoi": salt.hex(), "cam_ket": commitment}


def _files(
    case: CitizenCase, kept: list[list[str]], archive: ZipFile, opened: Mapping[int, IO[bytes]]
) -> Iterator[dict[str, str]]:
    for one in case.files.all():
        told = _committed(f"{case.code}/tep-{one.pk}", one.sha256, kept)
        path = ""
        if stored := opened.get(one.pk):
            path = f"tep/{case.code}/{one.pk}{PurePath(one.name).suffix.lower()[:10]}"
            archive.writestr(path, stored.read())
        yield {**told, "ten_goc": one.name, "duong_dan": path}
