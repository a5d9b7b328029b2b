"""The certificate on paper bears the ledger's root: what a scanner reads from it is a checkpoint that verifies."""

from __future__ import annotations

import pypdfium2
import pytest
import zxingcpp
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.public_record.recording import record_waiting
from portals.ledger.exporting import export
from portals.ledger.growing import grow
from portals.ledger.queries import newest_checkpoint
from portals.ledger.recorded import acts_about
from syndication.jobs import place_dispatch
from syndication.recalls import ledger_entries
from syndication.recalls.actions import proving
from syndication.recalls.models import RecallCertificate
from syndication.recalls.recalling import recall_story
from tests.portals.ledger.test_verify import run
from tests.portals.ledger.writing import ORIGIN, SIGNER
from tests.syndication.casts import make_cast, send

from .test_proving import prove
from .visitors import Visitors

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(proving, "fetch_own_all", Visitors())
    settings.MEDIA_ROOT = tmp_path / "media"
    made = make_cast()
    place_dispatch(dispatch_id=send(made.story, made.head).pk)
    return made


def recall(cast):
    return recall_story(
        story=cast.story, kind=RemovalKind.IN_ERROR, reason="Sai", actor=cast.head, now=timezone.now()
    )  # fmt: skip


def settle() -> None:
    record_waiting(now=timezone.now())
    grow(now=timezone.now())


def printed(certificate: RecallCertificate) -> tuple[str, list[str]]:
    """The words of the certificate without spaces, and what its codes say."""
    document = pypdfium2.PdfDocument(bytes(certificate.pdf))
    text, codes = "", []
    for page in document:
        text += page.get_textpage().get_text_bounded()
        codes += [one.text for one in zxingcpp.read_barcodes(page.render(scale=3).to_pil())]
    return "".join(text.replace("\u200b", "").split()), codes


def test_is_read_from_the_paper_and_is_part_of_what_the_ledger_became(
    cast, settings, tmp_path, capsys
) -> None:
    settings.LEDGER_KEY = SIGNER.secret_text
    made = recall(cast)
    settle()
    signed = newest_checkpoint()
    assert prove(made)
    text, [code] = printed(RecallCertificate.objects.get())

    assert code == signed.note
    origin, size, root = signed.note.splitlines()[:3]
    assert origin == ORIGIN
    assert all(told in text for told in (origin, root, str(SIGNER.key)))
    [index] = [one.index for one in acts_about("content", [made.story_id]) if one.entry.kind == "recall"]  # fmt: skip
    assert f"mục{index}trongsổcái" in text
    grow(now=timezone.now())
    kept = tmp_path / "kept"
    kept.write_bytes(code.encode())
    export(tmp_path / "so-cai")
    arguments = [tmp_path / "so-cai", "--key", SIGNER.key, "--checkpoint", kept]
    assert run(capsys, *arguments)[0] == 0
    kept.write_bytes(code.replace(f"\n{size}\n", f"\n{int(size) - 1}\n").encode())
    assert run(capsys, *arguments)[0] == 1


def test_says_so_where_the_recall_comes_behind_it(cast, settings) -> None:
    settings.LEDGER_KEY = SIGNER.secret_text
    settle()
    assert prove(recall(cast))
    text, codes = printed(RecallCertificate.objects.get())
    assert len(codes) == 1
    assert "sauđiểmchốtnày" in text


@pytest.mark.parametrize("is_forged", [False, True])
def test_is_issued_without_one_where_nothing_good_is_signed(
    cast, settings, monkeypatch, is_forged
) -> None:
    if is_forged:
        settings.LEDGER_KEY = SIGNER.secret_text
        settle()
        newest = newest_checkpoint()
        newest.note = newest.note.replace(f"\n{newest.pk}\n", f"\n{newest.pk + 1}\n")
        monkeypatch.setattr(ledger_entries, "newest_checkpoint", lambda: newest)
    assert prove(recall(cast))
    _text, codes = printed(RecallCertificate.objects.get())
    assert codes == []
