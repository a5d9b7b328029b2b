"""A check in a process apart, the list of trusted authorities, the words, and the field of forms."""

from __future__ import annotations

import asyncio
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from cryptography.hazmat.primitives.serialization import Encoding
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from portals.signatures.checking import check_at_once, check_by_job
from portals.signatures.checks import root_checks
from portals.signatures.fields import SignedPdf, SignedPdfField
from portals.signatures.findings import Standing, Trust
from portals.signatures.reading import read_signatures
from portals.signatures.roots import UnreadableRoots, read_roots
from portals.signatures.words import sentences_of
from portals.uploads import Accepts
from portals.uploads.apart import Unfinished, UploadDeadline
from tests.portals.signatures.authority import (
    SIGNED_AT,
    Authority,
    plain_pdf,
    self_signed,
    sign,
)
from tests.portals.signatures.test_reading import changed_page, trusting
from tests.support.files import pdf

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def roots(tmp_path: Path, authority: Authority, settings) -> Path:
    settings.PORTALS_SIGNATURE_ROOTS = str(trusting(tmp_path, authority))
    return tmp_path


def said(pdf: bytes) -> str:
    with translation.override("vi"):
        return " ".join(sentences_of(check_by_job(BytesIO(pdf), now=NOW)))


def zeros_squeezed(count: int) -> bytes:
    """What zlib makes of `count` zeros, a multiple of a million, without going through all of them."""
    million = 1_000_000
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    block = packer.compress(bytes(million)) + packer.flush(zlib.Z_FULL_FLUSH)
    # Adler-32 of zeros: the first sum stays 1, the second counts them.
    check = (count % 65521) << 16 | 1
    return b"\x78\xda" + block * (count // million) + packer.flush() + check.to_bytes(4, "big")


def packed(count: int) -> bytes:
    """A signed paper with a stream behind it that unpacks to `count` zeros, named as its table of objects."""
    squeezed = zeros_squeezed(count)
    return (
        b"%%PDF-1.7\n1 0 obj\n<</Type/XRef/Size 9/W[1 8 8]/Root 2 0 R/Filter/FlateDecode/Length %d>>\n"
        b"stream\n%s\nendstream\nendobj\n%%/ByteRange\nstartxref\n9\n%%%%EOF"
        % (len(squeezed), squeezed)
    )


class TestApart:
    def test_gives_the_same_as_within(self, authority, roots) -> None:
        pdf = sign(plain_pdf(), authority.issue())
        at_once = check_at_once(BytesIO(pdf), now=NOW)
        assert at_once == check_by_job(BytesIO(pdf), now=NOW)
        assert at_once.is_trusted

    def test_ends_at_its_bounds(self, roots) -> None:
        assert zlib.decompress(zeros_squeezed(3_000_000)) == bytes(3_000_000)
        began = datetime.now(UTC)
        try:
            found = check_by_job(BytesIO(packed(2_000_000_000)), now=NOW)
        except Unfinished:
            pass
        else:
            assert found.standing == Standing.UNREADABLE
        assert datetime.now(UTC) - began < timedelta(seconds=60)

    def test_waits_no_longer_than_the_request_may(self, authority, roots) -> None:
        with pytest.raises(Unfinished):
            check_at_once(BytesIO(plain_pdf()), now=NOW, until=UploadDeadline(0))

    def test_trusts_nobody_where_the_list_cannot_be_read(self, authority, roots) -> None:
        (roots / "roots.toml").write_text("[[root]]\nfile = 7\n")
        found = check_by_job(BytesIO(sign(plain_pdf(), authority.issue())), now=NOW)
        assert (found.standing, found.has_roots) == (Standing.SIGNED, False)


class TestTheList:
    def test_is_empty_where_no_folder_is_named(self) -> None:
        assert read_roots("").roots == ()

    def test_takes_certificates_in_both_forms(self, authority, tmp_path) -> None:
        trusting(tmp_path, authority)
        (tmp_path / "goc.crt").write_bytes(authority.root.certificate.public_bytes(Encoding.DER))
        [root] = read_roots(str(tmp_path)).roots
        assert (root.since, root.until) == (date(2026, 1, 1), None)

    @pytest.mark.parametrize(
        "text",
        [
            "[[root", "[[root]]\nfrom = 2026-01-01", '[[root]]\nfile = "goc.crt"',
            '[[root]]\nfile = "goc.crt"\nfrom = "2026"', '[[root]]\nfile = "khac.crt"\nfrom = 2026-01-01',
            '[[root]]\nfile = "../goc.crt"\nfrom = 2026-01-01',
            '[[root]]\nfile = "roots.toml"\nfrom = 2026-01-01',
            '[[root]]\nfile = "goc.crt"\nfrom = 2026-01-01\nuntil = 5',
        ],
    )  # fmt: skip
    def test_says_what_is_wrong_with_it(self, authority, tmp_path, settings, text) -> None:
        trusting(tmp_path, authority)
        (tmp_path / "roots.toml").write_text(text)
        with pytest.raises(UnreadableRoots, match=str(tmp_path)):
            read_roots(str(tmp_path))
        settings.PORTALS_SIGNATURE_ROOTS = str(tmp_path)
        [check] = root_checks()
        assert len(list(check.faults())) == 1

    def test_is_missed_where_it_is_missing(self, tmp_path) -> None:
        with pytest.raises(UnreadableRoots):
            read_roots(str(tmp_path / "khong-co"))

    def test_tells_the_operator_who_is_about_to_lapse(self, roots) -> None:
        [check] = root_checks()
        with time_machine.travel(datetime(2027, 10, 1, tzinfo=UTC)):
            assert list(check.faults()) == []
        with time_machine.travel(datetime(2027, 11, 10, tzinfo=UTC)):
            assert "2028-01-01" in next(iter(check.faults()))


class TestWords:
    def test_of_a_trusted_signer(self, authority, roots) -> None:
        told = said(sign(plain_pdf(), authority.issue(), stamper=authority.stamper(SIGNED_AT)))
        assert "Ký số bởi Nguyễn Văn Mẫu (Ban Biên tập minh họa), lúc 09:30:00 16/11/2026." in told
        assert "Chứng thư do Chứng thực số minh họa cấp, được cấu hình tin cậy." in told
        assert "Chưa kiểm tra chứng thư có bị thu hồi hay không." in told
        assert "đồng hồ" not in told

    def test_of_the_signers_own_clock(self, authority, roots) -> None:
        assert "Giờ ký do máy của người ký ghi." in said(sign(plain_pdf(), authority.issue()))

    def test_of_an_unknown_authority(self, roots) -> None:
        told = said(sign(plain_pdf(), Authority("Lạ").issue()))
        assert "Đơn vị cấp chứng thư “Lạ” chưa được cấu hình tin cậy." in told

    def test_of_no_authority_at_all(self, authority) -> None:
        told = said(sign(plain_pdf(), authority.issue()))
        assert "Chưa cấu hình đơn vị cấp chứng thư nào được tin cậy" in told

    def test_of_a_copy(self) -> None:
        assert "bản chụp, bản quét" in said(plain_pdf())

    def test_of_what_was_changed(self, authority, roots) -> None:
        told = said(changed_page(sign(plain_pdf(), authority.issue())))
        assert "Tệp đã bị sửa sau khi ký" in told

    def test_of_who_vouches_for_themselves(self, roots) -> None:
        assert "tự cấp" in said(sign(plain_pdf(), self_signed()))


class PaperForm(forms.Form):
    file = SignedPdfField(accepts=Accepts(endings=("pdf",), largest=1024 * 1024))


class TestTheField:
    def given(self, content: bytes, name: str = "thong-bao.pdf") -> PaperForm:
        return PaperForm({}, {"file": SimpleUploadedFile(name, content)})

    def test_gives_file_and_report(self, authority, roots) -> None:
        form = self.given(sign(plain_pdf(), authority.issue()))
        assert form.is_valid(), form.errors
        given = form.cleaned_data["file"]
        assert isinstance(given, SignedPdf)
        assert given.report.signatures[0].trust == Trust.TRUSTED
        assert given.file.read(5) == b"%PDF-"

    def test_refuses_what_the_examination_of_uploads_does(self) -> None:
        assert not self.given(pdf(password="x")).is_valid()
        assert not self.given(b"text", "a.txt").is_valid()

    def test_refuses_what_was_not_done_in_time(self, authority, settings) -> None:
        settings.PORTALS_UPLOAD_SECONDS = 0
        assert not self.given(plain_pdf()).is_valid()


def test_signatures_are_read_where_an_event_loop_runs_too() -> None:
    """As in a thread of an asynchronous server, or beside a browser that is driven."""
    signed = sign(plain_pdf(), Authority().issue())

    async def read() -> object:
        values, _pictures = read_signatures(
            BytesIO(signed), roots="", now="2026-11-16T09:00:00+07:00"
        )
        return values["standing"]

    # Where a browser was driven before, this thread has a loop already.
    with ThreadPoolExecutor(max_workers=1) as apart:
        assert apart.submit(lambda: asyncio.run(read())).result() == "signed"
