"""A checkpoint on paper: what the code of the printed sheet says is the checkpoint that verifies."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from django.core.management import call_command
from django.urls import reverse

from portals.boards.enums import Position
from portals.ledger.growing import grow
from portals.ledger.keys import add_key
from portals.ledger.notes import SignedCheckpoint, countersign
from portals.ledger.paper import closing_sheet, last_checkpoint_of, months_signed
from portals.ledger.queries import newest_checkpoint, note_of
from portals.ledger.signing import take
from tests.factories import NOON, make_member, make_portal
from tests.walls import desk_client

from .test_verify import verify
from .writing import ORIGIN, SIGNER, WITNESS, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trial")]

OCTOBER = date(2026, 10, 1)


def grown(settings: object, *things: str, at: datetime) -> None:
    settings.LEDGER_KEY = SIGNER.secret_text
    write(*things)
    grow(now=at)


def printed(content: bytes) -> tuple[str, str]:
    """The text of the sheet, and what a scanner reads from its code."""
    document = pypdfium2.PdfDocument(content)
    assert len(document) == 1
    [code] = zxingcpp.read_barcodes(document[0].render(scale=3).to_pil())
    return document[0].get_textpage().get_text_bounded().replace("\u200b", ""), code.text


def test_verifies_as_it_was_printed(settings, tmp_path: Path) -> None:
    """Printed in October, read from the paper after the ledger grew, and after it was rewritten."""
    grown(settings, "a", "b", "c", at=datetime(2026, 10, 31, 16, 59, tzinfo=UTC))
    add_key(WITNESS.key, now=NOON)
    signed = SignedCheckpoint.parse(note_of(newest_checkpoint()))
    take(signed.with_signature(countersign(signed.checkpoint, WITNESS, NOON)).to_bytes(), now=NOON)
    province = make_portal("province")
    content = closing_sheet(last_checkpoint_of(OCTOBER), province=province, month=OCTOBER)
    text, read = printed(content)
    together = "".join(text.split())
    for told in (
        ORIGIN,
        "10/2026",
        signed.checkpoint.text.splitlines()[2],
        str(SIGNER.key),
        WITNESS.name,
    ):
        assert "".join(told.split()) in together
    assert read == last_checkpoint_of(OCTOBER).note

    grown(settings, "d", at=datetime(2026, 11, 5, tzinfo=UTC))
    call_command("ledger", "export", str(tmp_path / "so-cai"), stdout=None)
    (tmp_path / "paper").write_text(read, newline="\n")
    given = [
        str(tmp_path / "so-cai"),
        "--key",
        str(SIGNER.key),
        "--checkpoint",
        str(tmp_path / "paper"),
    ]
    assert verify.main(given) == 0
    other = read.replace("\n3\n", "\n2\n")
    (tmp_path / "paper").write_text(other, newline="\n")
    assert verify.main(given) == 1


def test_is_the_same_paper_each_time(settings) -> None:
    grown(settings, "a", at=NOON)
    province, newest = make_portal("province"), newest_checkpoint()
    assert (
        len({closing_sheet(newest, province=province, month=OCTOBER) for _again in range(2)}) == 1
    )


def test_is_of_the_last_checkpoint_of_the_month_here(settings) -> None:
    """The month ends at midnight in Vietnam, seven hours before that of UTC."""
    for hours in (
        datetime(2026, 9, 30, 16, 59, tzinfo=UTC),
        datetime(2026, 9, 30, 17, 0, tzinfo=UTC),
        datetime(2026, 10, 31, 16, 59, tzinfo=UTC),
        datetime(2026, 10, 31, 17, 0, tzinfo=UTC),
        datetime(2026, 12, 31, 16, 59, tzinfo=UTC),
    ):
        grown(settings, str(hours), at=hours)
    found = {month: last_checkpoint_of(date(2026, month, 1)) for month in (8, 9, 10, 11, 12)}
    sizes = {month: one and one.pk for month, one in found.items()}
    assert sizes == {8: None, 9: 1, 10: 3, 11: 4, 12: 5}
    assert [(one.year, one.month) for one in months_signed()] == [
        (2026, 12), (2026, 11), (2026, 10), (2026, 9),
    ]  # fmt: skip


def test_is_printed_by_who_keeps_the_witnesses(settings) -> None:
    grown(settings, "a", at=datetime(2026, 10, 5, tzinfo=UTC))
    province = make_portal("province")
    url = reverse("ledger_closing_sheet", args=["2026-10"])
    head = desk_client(make_member(province, Position.HEAD))
    assert url in head.get(reverse("witnesses")).content.decode()
    assert head.get(url)["Content-Type"] == "application/pdf"
    for month in ("2026-09", "2026-13", "thang-9"):
        assert head.get(reverse("ledger_closing_sheet", args=[month])).status_code == 404
    other = desk_client(make_member(make_portal(), Position.HEAD))
    assert other.get(url).status_code in {302, 403}
