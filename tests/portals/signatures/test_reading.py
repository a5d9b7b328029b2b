"""What is found of signatures: of true ones, and of those that somebody tampered with."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from portals.signatures.findings import (
    Clock,
    Revocation,
    SignatureReport,
    Standing,
    Trust,
    report_of,
)
from portals.signatures.reading import read_signatures
from tests.portals.signatures.authority import (
    SIGNED_AT,
    Authority,
    Holder,
    plain_pdf,
    self_signed,
    sign,
)

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
YEAR = timedelta(days=365)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def person(authority: Authority) -> Holder:
    return authority.issue()


@pytest.fixture(scope="module")
def signed(person: Holder) -> bytes:
    return sign(plain_pdf(), person)


@pytest.fixture
def roots(tmp_path: Path, authority: Authority) -> Path:
    return trusting(tmp_path, authority)


def trusting(folder: Path, authority: Authority, dates: str = "from = 2026-01-01") -> Path:
    (folder / "goc.crt").write_bytes(authority.root.pem)
    (folder / "roots.toml").write_text(f'[[root]]\nfile = "goc.crt"\n{dates}\n')
    return folder


def report(pdf: bytes, roots: Path | str = "", now: datetime = NOW) -> SignatureReport:
    values, contents = read_signatures(BytesIO(pdf), roots=str(roots), now=now.isoformat())
    assert contents == []
    found = report_of(values)
    assert report_of(found.as_values()) == found
    return found


def changed_page(pdf: bytes) -> bytes:
    """A revision behind the signature turns the page."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = generic.NumberObject(90)
    writer.update_container(page)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def with_blank(pdf: bytes) -> bytes:
    """The paper with a field to fill in."""
    written = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as paper:
        field = paper.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx,
                T=pikepdf.String("diem"), Rect=[10, 10, 90, 30], P=paper.pages[0].obj,
            )
        )  # fmt: skip
        paper.pages[0].Annots = paper.make_indirect(pikepdf.Array([field]))
        paper.Root.AcroForm = paper.make_indirect(pikepdf.Dictionary(Fields=[field]))
        paper.save(written)
    return written.getvalue()


def filled_in(pdf: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
    fields = [one.get_object() for one in writer.root["/AcroForm"]["/Fields"]]
    [blank] = [one for one in fields if one["/T"] == "diem"]
    blank["/V"] = generic.pdf_string("100")
    writer.update_container(blank)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


class TestATrueSignature:
    def test_names_the_signer_and_the_time(self, signed, roots) -> None:
        found = report(signed, roots)
        [one] = found.signatures
        assert found.standing == Standing.SIGNED
        assert (one.signer, one.organisation) == ("Nguyễn Văn Mẫu", "Ban Biên tập minh họa")
        assert one.issuer == "Chứng thực số minh họa"
        assert (one.at, one.clock) == (SIGNED_AT, Clock.SIGNER)
        assert (one.holds, one.changed_since) == (True, False)
        assert (one.trust, one.revocation) == (Trust.TRUSTED, Revocation.UNCHECKED)
        assert found.is_trusted

    def test_may_bear_a_stamp_of_time(self, authority, person, roots) -> None:
        at = SIGNED_AT - timedelta(days=30)
        pdf = sign(plain_pdf(), person, stamper=authority.stamper(at))
        [one] = report(pdf, roots).signatures
        assert (one.at, one.clock) == (at, Clock.AUTHORITY)

    def test_is_not_trusted_for_its_stamp(self, person, roots) -> None:
        pdf = sign(plain_pdf(), person, stamper=Authority("Khác").stamper(SIGNED_AT))
        [one] = report(pdf, roots).signatures
        assert (one.clock, one.trust, one.holds) == (Clock.UNKNOWN_AUTHORITY, Trust.TRUSTED, True)

    def test_stays_so_when_another_signs_after_it(self, authority, signed, roots) -> None:
        twice = sign(signed, authority.issue("Trần Thị Thử"), field="Ky2")
        found = report(twice, roots)
        assert found.standing == Standing.SIGNED
        assert [one.signer for one in found.signatures] == ["Nguyễn Văn Mẫu", "Trần Thị Thử"]
        assert not any(one.changed_since for one in found.signatures)

    def test_stays_so_when_its_certificate_ends_later(self, signed, roots) -> None:
        [one] = report(signed, roots, now=NOW + 5 * YEAR).signatures
        assert one.trust == Trust.TRUSTED
        assert one.valid_until == "2028-01-01T00:00:00+00:00"


class TestWhoVouches:
    def test_nobody_where_no_authority_is_set_up(self, signed) -> None:
        found = report(signed)
        assert (found.standing, found.has_roots) == (Standing.SIGNED, False)
        assert found.signatures[0].trust == Trust.UNKNOWN
        assert not found.is_trusted

    def test_not_another_authority(self, roots) -> None:
        found = report(sign(plain_pdf(), Authority("Lạ").issue()), roots)
        assert (found.standing, found.has_roots) == (Standing.SIGNED, True)
        assert found.signatures[0].trust == Trust.UNKNOWN

    def test_not_one_of_the_same_name(self, signed, tmp_path) -> None:
        [one] = report(signed, trusting(tmp_path, Authority())).signatures
        assert one.trust == Trust.UNKNOWN

    def test_not_the_signer_alone(self, roots) -> None:
        [one] = report(sign(plain_pdf(), self_signed()), roots).signatures
        assert (one.trust, one.holds) == (Trust.SELF_SIGNED, True)

    def test_not_with_a_certificate_that_had_ended(self, authority, roots) -> None:
        ended = authority.issue(ends=SIGNED_AT - timedelta(days=1))
        [one] = report(sign(plain_pdf(), ended), roots).signatures
        assert (one.trust, one.holds) == (Trust.EXPIRED, True)
        to_come = authority.issue(begins=SIGNED_AT + timedelta(days=1))
        [one] = report(sign(plain_pdf(), to_come), roots).signatures
        assert one.trust == Trust.EXPIRED

    def test_not_a_certificate_that_is_not_for_signing(self, authority, roots) -> None:
        [one] = report(sign(plain_pdf(), authority.below), roots).signatures
        assert one.trust == Trust.UNFIT

    @pytest.mark.parametrize(
        ("dates", "trust"),
        [
            ("from = 2026-11-16", Trust.TRUSTED), ("from = 2026-11-17", Trust.UNKNOWN),
            ("from = 2026-01-01\nuntil = 2026-11-16", Trust.TRUSTED),
            ("from = 2026-01-01\nuntil = 2026-11-15", Trust.UNKNOWN),
        ],
    )  # fmt: skip
    def test_a_root_for_the_days_of_its_dates(self, signed, authority, tmp_path, dates, trust):
        [one] = report(signed, trusting(tmp_path, authority, dates)).signatures
        assert one.trust == trust

    def test_not_a_certificate_that_the_list_does_not_name(self, signed, authority, tmp_path):
        other = trusting(tmp_path, Authority("Khác"))
        (other / "them.crt").write_bytes(authority.root.pem)
        [one] = report(signed, other).signatures
        assert one.trust == Trust.UNKNOWN

    def test_but_such_a_one_shows_the_way_to_a_root(self, authority, person, roots) -> None:
        alone = Holder(person.certificate, person.key)
        pdf = sign(plain_pdf(), alone)
        assert report(pdf, roots).signatures[0].trust == Trust.UNKNOWN
        (roots / "trung-gian.pem").write_bytes(authority.below.pem)
        assert report(pdf, roots).signatures[0].trust == Trust.TRUSTED


class TestRevocation:
    def test_that_the_file_speaks_of_is_read(self, authority, person, roots) -> None:
        revoked = authority.issue("Đã thu hồi")
        for holder, trust, word in (
            (person, Trust.TRUSTED, Revocation.NOT_REVOKED),
            (revoked, Trust.REVOKED, Revocation.REVOKED),
        ):
            pdf = sign(plain_pdf(), holder, lists=authority.lists(revoked))
            found = report(pdf, roots)
            assert (found.signatures[0].trust, found.signatures[0].revocation) == (trust, word)
            assert found.standing == Standing.SIGNED


class TestWhatWasTamperedWith:
    def test_a_byte(self, signed, roots) -> None:
        place = signed.index(b"/MediaBox")
        digit = next(at for at in range(place, place + 40) if signed[at : at + 1].isdigit())
        found = report(signed[:digit] + b"9" + signed[digit + 1 :], roots)
        assert (found.standing, found.signatures[0].holds) == (Standing.ALTERED, False)
        assert not found.is_trusted

    def test_a_revision_behind(self, signed, roots) -> None:
        found = report(changed_page(signed), roots)
        [one] = found.signatures
        assert found.standing == Standing.ALTERED
        assert (one.holds, one.changed_since) == (True, True)

    def test_a_revision_between_two(self, authority, signed, roots) -> None:
        found = report(sign(changed_page(signed), authority.issue(), field="Ky2"), roots)
        assert found.standing == Standing.ALTERED
        assert [one.changed_since for one in found.signatures] == [True, False]

    def test_a_blank_that_was_filled_in_behind_the_last_signature(
        self, authority, person, roots
    ) -> None:
        """Many readers let it pass; of a paper that was signed it is a change."""
        blank = sign(with_blank(plain_pdf()), person)
        assert report(blank, roots).standing == Standing.SIGNED
        found = report(filled_in(blank), roots)
        assert (found.standing, found.signatures[0].changed_since) == (Standing.ALTERED, True)
        # What is filled in for the next signer is signed by them.
        again = sign(filled_in(blank), authority.issue(), field="Ky2")
        assert report(again, roots).standing == Standing.SIGNED

    def test_words_behind_the_end(self, signed, roots) -> None:
        assert report(signed + b"\r\n \n", roots).standing == Standing.SIGNED
        assert (
            report(signed + b"\n1 0 obj <</Type/Page>> endobj", roots).standing == Standing.ALTERED
        )

    def test_another_signature_put_in_its_place(self, signed, person, roots) -> None:
        """The signature of one paper, pasted into another."""
        other = sign(plain_pdf("Một văn bản khác"), person)

        def contents(pdf: bytes) -> tuple[int, int]:
            begin = pdf.index(b"/Contents <", pdf.index(b"/ByteRange") - 40_000)
            return begin, pdf.index(b">", begin)

        begin, end = contents(signed)
        theirs = other[slice(*contents(other))]
        pasted = signed[:begin] + theirs.ljust(end - begin, b"0") + signed[end:]
        found = report(pasted, roots)
        assert found.standing != Standing.SIGNED

    def test_a_field_that_was_taken_out(self, signed, roots) -> None:
        writer = IncrementalPdfFileWriter(BytesIO(signed), strict=False)
        del writer.root["/AcroForm"]
        writer.update_root()
        written = BytesIO()
        writer.write(written)
        assert report(written.getvalue(), roots).standing == Standing.UNREADABLE


class TestWhatIsNoSignature:
    def test_is_a_copy(self, roots) -> None:
        found = report(plain_pdf(), roots)
        assert (found.standing, found.signatures) == (Standing.COPY, ())

    def test_with_a_field_that_nobody_signed_in_too(self, roots) -> None:
        writer = IncrementalPdfFileWriter(BytesIO(plain_pdf()), strict=False)
        append_signature_field(writer, SigFieldSpec("Ky1"))
        written = BytesIO()
        writer.write(written)
        assert b"/Sig" in written.getvalue()
        assert report(written.getvalue(), roots).standing == Standing.COPY

    @pytest.mark.parametrize(
        "pdf",
        [
            b"%PDF-1.7\n/ByteRange [0 1 2 3]\n%%EOF",
            b"%PDF-1.7\n" + b"[" * 200_000 + b"/ByteRange",
            b"ByteRange",
        ],
    )
    def test_or_nothing_that_can_be_read(self, pdf, roots, caplog) -> None:
        assert report(pdf, roots).standing == Standing.UNREADABLE
        # So that a fault of ours is not taken for one of the file.
        [told] = caplog.records
        assert told.exc_info

    def test_cut_off_in_the_middle(self, signed, roots) -> None:
        assert report(signed[: len(signed) - 900], roots).standing in {
            Standing.UNREADABLE, Standing.ALTERED,
        }  # fmt: skip


def test_nobody_is_asked_over_the_network(signed, roots, monkeypatch) -> None:
    def refuse(*_args: object) -> None:
        raise AssertionError("asked over the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert report(signed, roots).standing == Standing.SIGNED


def test_names_are_kept_to_a_line(authority, roots) -> None:
    holder = authority.issue("Dòng\n\u202eđảo  ngược " + "dài " * 3, "x")
    [one] = report(sign(plain_pdf(), holder), roots).signatures
    assert "\n" not in one.signer
    assert "\u202e" not in one.signer
    assert one.signer.startswith("Dòngđảo ngược dài")
