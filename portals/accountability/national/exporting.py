"""The file in which requests go to the national system: all texts and files, with what commits to them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from portals.ledger.commitments import SALT_SIZE
from portals.sealing.commitments import commit
from portals.uploads.states import Examination

from ..erasing import OF_PERSON
from ..models import CaseFile, CitizenCase, NationalHandover

IN_MEMORY = 8 * 1024 * 1024
TOLD = "yeu-cau.json"


@dataclass(slots=True)
class GivenOver:
    """The ZIP, at its beginning; and by the id of a handing over what stays here: pairs of what and commitment."""

    file: IO[bytes]
    commitments: dict[int, list[list[str]]] = field(default_factory=dict)


def give_over(handovers: Iterable[NationalHandover], now: datetime) -> GivenOver:
    """Write the file. Each text has a salt of its own there, which is stored nowhere else."""
    # It is handed to the response, which closes it.
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    given = GivenOver(file)
    told = []
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for one in handovers:
            kept = given.commitments.setdefault(one.pk, [])
            cases = [_case(case, kept, archive) for case in with_joined(one.case)]
            told.append(
                {
                    "so_ho_so": one.number,
                    "can_cu": one.basis,
                    "chuyen_luc": one.handed_at.isoformat(),
                    "yeu_cau": cases,
                }
            )
        body = {"lap_luc": now.isoformat(), "ho_so": told}
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


def _case(case: CitizenCase, kept: list[list[str]], archive: ZipFile) -> dict[str, Any]:
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
        "tep": list(_files(case, kept, archive)),
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


def _files(case: CitizenCase, kept: list[list[str]], archive: ZipFile) -> Iterator[dict[str, str]]:
    for one in case.files.all():
        told = _committed(f"{case.code}/tep-{one.pk}", one.sha256, kept)
        # What was never found fine is told of and not handed on.
        path = _packed(
            one, f"tep/{case.code}/{one.pk}{PurePath(one.name).suffix.lower()[:10]}", archive
        )
        yield {**told, "ten_goc": one.name, "duong_dan": path}


def _packed(one: CaseFile, path: str, archive: ZipFile) -> str:
    if one.examination != Examination.FINE or not one.file:
        return ""
    with one.file.open("rb") as stored:
        archive.writestr(path, stored.read())
    return path
