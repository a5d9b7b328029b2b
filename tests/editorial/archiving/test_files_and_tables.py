"""Files beside answers and tables to take away, as files of an archive."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import lxml.html
import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from editorial.answers.models import ReleasedAnswer, ReleasedFile
from editorial.archiving import drafting
from editorial.archiving.manifest import files_listed
from portals.accountability.actions.releasing import retract_release
from portals.accountability.models import CaseFile
from portals.boards.enums import Position
from portals.models import Portal
from tests.editorial.answers.cast import release
from tests.factories import make_member, make_portal
from tests.portals.ledger.writing import SIGNER
from tests.support.sheets import make_disclosure

from .test_archive import archive, verified

CONTENT = b"%PDF-1.4 the copy that was made fit"


@pytest.fixture(autouse=True)
def signs(settings: Any, tmp_path: Path) -> None:
    settings.LEDGER_KEY = SIGNER.secret_text
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def commune(db: None) -> Portal:
    return make_portal()


def with_a_file(answer: ReleasedAnswer) -> ReleasedFile:
    given: dict[str, Any] = {
        "media_type": "application/pdf", "size": len(CONTENT), "sha256": "0" * 64,
    }  # fmt: skip
    original, copy = (
        CaseFile.objects.create(
            case=answer.case, file=ContentFile(CONTENT, name=f"{name}.pdf"), name=f"{name}.pdf",
            added_at=timezone.now(), **more, **given,
        )
        for name, more in (("goc", {"event": answer.case.events.first()}), ("che", {"by_person": False}))
    )  # fmt: skip
    CaseFile.objects.filter(pk=copy.pk).update(redacted_from=original)
    return ReleasedFile.objects.create(
        answer=answer, number=1, title="Giấy xác nhận", copy=copy, salt="0" * 64,
        commitment=f"c1:{'0' * 64}", **given,
    )  # fmt: skip


def linked_from(page: Path, ending: str) -> Path:
    """The file of the archive to which the one link of `page` with this ending leads."""
    links = lxml.html.fromstring(page.read_bytes()).xpath("//a/@href")
    (found,) = {link for link in links if unquote(link).partition("#")[0].endswith(ending)}
    return (page.parent / unquote(found)).resolve()


def test_a_file_beside_an_answer_lies_there(commune: Portal, tmp_path: Path) -> None:
    answer = release(commune)
    file = with_a_file(answer)
    other = with_a_file(release(make_portal()))
    archive(tmp_path / "kho", code=commune.code)

    page = tmp_path / "kho" / commune.site.hostname / answer.path.strip("/") / "index.html"
    links = lxml.html.fromstring(page.read_bytes()).xpath("//a/@href")
    (stub,) = {link for link in links if f"/{file.number}" in link and "tep" in link}
    lies = (page.parent / unquote(stub)).resolve()
    if lies.suffix == ".html":
        lies = linked_from(lies, ".pdf")
    assert lies.read_bytes() == CONTENT
    assert not [one for one in files_listed(tmp_path / "kho") if one.get("path") == other.path]
    assert verified("--key", SIGNER.key, script=tmp_path / "kho/verify.py").returncode == 0


def test_what_stands_beside_an_answer_that_is_taken_back_meanwhile_does_not(
    commune: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, head = release(commune), make_member(commune, Position.HEAD)
    with_a_file(answer)
    real: Callable[..., bool] = drafting.take_out_withdrawn
    lay: list[bool] = []

    def retract_first(*arguments: Any) -> bool:
        lay.append(
            any(CONTENT in one.read_bytes() for one in (tmp_path / ".kho.part").rglob("*.pdf"))
        )
        retract_release(case=answer.case, reason="Có tên người.", actor=head, now=timezone.now())
        return real(*arguments)

    monkeypatch.setattr(drafting, "take_out_withdrawn", retract_first)
    archive(tmp_path / "kho")
    assert lay == [True]
    assert not [one for one in (tmp_path / "kho").rglob("*.pdf") if CONTENT in one.read_bytes()]


def test_the_table_of_a_disclosure_lies_there_with_what_explains_it(
    commune: Portal, tmp_path: Path
) -> None:
    page = make_disclosure(commune)
    make_disclosure(commune, year=2023, is_public=False)
    archive(tmp_path / "kho")
    own = tmp_path / "kho" / commune.site.hostname / page.public_path().strip("/") / "index.html"

    table = linked_from(own, ".csv")
    assert table.is_relative_to(tmp_path / "kho")
    assert "," in table.read_text(encoding="utf-8-sig").splitlines()[0]
    told = [one["path"] for one in files_listed(tmp_path / "kho") if one.get("kind") == "data"]
    assert [path for path in told if path.endswith(".json")]
    assert not [path for path in told if "2023" in path]
    assert verified("--key", SIGNER.key, script=tmp_path / "kho/verify.py").returncode == 0
