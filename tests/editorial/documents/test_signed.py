"""What the signatures in documents' files say: checked once a content, by a job, and told on the page."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from editorial.documents.signed import checking
from editorial.documents.signed.jobs import check_signatures
from editorial.file_text.actions import link_file
from editorial.models import FileSignature, FileText, OfficialDocumentPage, PortalDocument
from portals.models import EditionChange, Portal
from portals.signatures.findings import (
    Clock,
    FoundSignature,
    Revocation,
    SignatureReport,
    Standing,
    Trust,
)
from portals.uploads.apart import Exhausting, Unfinished
from tests.factories import make_document, make_official, make_portal
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db
SIGNATURE = FoundSignature(
    holds=True,
    changed_since=False,
    signer="Nguyễn Văn Mẫu",
    organisation="UBND xã Thử",
    issuer="Cơ quan gốc thử",
    serial="1",
    valid_until="2030-01-01T00:00:00+00:00",
    signed_at="2026-11-16T02:30:00+00:00",
    clock=Clock.AUTHORITY,
    trust=Trust.TRUSTED,
    revocation=Revocation.NOT_REVOKED,
)


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


class Checks:
    """Stands for the check in a process apart: says of each file what it is told to."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []
        self.standing = Standing.SIGNED
        self.trust = Trust.TRUSTED
        self.raises: type[Exception] | None = None
        self.digest = ""

    def __call__(self, file: Any, *, now: Any) -> SignatureReport:
        content = file.read()
        self.asked.append(content)
        if self.raises:
            raise self.raises
        signature = FoundSignature(**{**SIGNATURE.__dict__, "trust": self.trust})
        return SignatureReport(
            sha256=self.digest or sha256(content).hexdigest(),
            checked_at=now.isoformat(),
            standing=self.standing,
            signatures=() if self.standing == Standing.COPY else (signature,),
            has_roots=True,
        )


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> Checks:
    made = Checks()
    monkeypatch.setattr(checking, "check_by_job", made)
    return made


@pytest.fixture
def portal() -> Portal:
    return make_portal()


def made_with(
    portal: Portal, content: bytes, *, name: str = "van-ban.pdf", is_public: bool = True
) -> tuple[OfficialDocumentPage, PortalDocument]:
    file = make_document(portal, content=content, name=name)
    link_file(document=file, now=timezone.now())
    body = json.dumps([{"type": "file", "value": {"document": file.pk, "title": ""}}])
    return make_official(portal, body=body, is_public=is_public), file


def said(portal: Portal, document: OfficialDocumentPage) -> str:
    page = BeautifulSoup(visit(portal, document.public_path()).content, "html.parser")
    return page.select_one(".document-files").get_text(" ", strip=True)


class TestTheCheck:
    def test_looks_at_each_content_of_public_documents_once(
        self, portal: Portal, checks: Checks
    ) -> None:
        made_with(portal, b"mot")
        made_with(make_portal(), b"mot")
        made_with(portal, b"hai")
        made_with(portal, b"nhap", is_public=False)
        made_with(portal, b"chu", name="van-ban.docx")
        check_signatures()
        check_signatures()
        assert sorted(checks.asked) == [b"hai", b"mot"]

    def test_is_told_to_the_page_cache(self, portal: Portal, checks: Checks) -> None:
        made_with(portal, b"mot")
        EditionChange.objects.all().delete()
        check_signatures()
        assert EditionChange.objects.filter(portal_ids=[portal.pk]).exists()

    def test_that_fails_here_and_now_is_made_again(self, portal: Portal, checks: Checks) -> None:
        made_with(portal, b"mot")
        checks.raises = Unfinished
        with pytest.raises(ExceptionGroup):
            check_signatures()
        assert not FileSignature.objects.exists()
        checks.raises = None
        assert check_signatures() == 1

    def test_of_one_that_fails_goes_on_with_the_next(self, portal: Portal, checks: Checks) -> None:
        for content in (b"mot", b"hai"):
            made_with(portal, content)
        checks.raises = Unfinished
        with pytest.raises(ExceptionGroup):
            check_signatures()
        assert len(checks.asked) == 2

    def test_that_the_file_breaks_is_not_made_again(self, portal: Portal, checks: Checks) -> None:
        document, _file = made_with(portal, b"mot")
        checks.raises = Exhausting
        check_signatures()
        check_signatures()
        assert len(checks.asked) == 1
        assert "không kiểm tra được" in said(portal, document)

    def test_of_a_file_that_was_replaced_meanwhile_says_nothing(
        self, portal: Portal, checks: Checks
    ) -> None:
        made_with(portal, b"mot")
        checks.digest = "0" * 64
        check_signatures()
        assert not FileSignature.objects.exists()

    def test_is_forgotten_with_the_last_file(self, portal: Portal, checks: Checks) -> None:
        made_with(portal, b"mot")
        check_signatures()
        FileSignature.objects.create(digest="f" * 64, checked_at=timezone.now())
        check_signatures()
        assert [one.digest for one in FileSignature.objects.all()] == [
            FileText.objects.get().digest
        ]


class TestThePage:
    @pytest.mark.parametrize(
        ("standing", "trust", "words"),
        [
            (Standing.SIGNED, Trust.TRUSTED, "Bản gốc ký số: UBND xã Thử"),
            (Standing.SIGNED, Trust.UNKNOWN, "chưa có cơ quan nào"),
            (Standing.COPY, Trust.TRUSTED, "Bản sao quét, không có chữ ký số"),
            (Standing.ALTERED, Trust.TRUSTED, "bị sửa sau khi ký"),
            (Standing.UNREADABLE, Trust.TRUSTED, "không đọc được"),
        ],
    )
    def test_says_what_was_found(
        self, portal: Portal, checks: Checks, standing: Standing, trust: Trust, words: str
    ) -> None:
        document, _file = made_with(portal, b"mot")
        assert "chưa được kiểm tra" in said(portal, document)
        checks.standing, checks.trust = standing, trust
        check_signatures()
        assert words in said(portal, document)
        assert ("Nguyễn Văn Mẫu" in said(portal, document)) is (standing != Standing.COPY)

    def test_says_nothing_of_a_file_that_was_replaced_since(
        self, portal: Portal, checks: Checks
    ) -> None:
        document, file = made_with(portal, b"mot")
        check_signatures()
        PortalDocument.objects.filter(pk=file.pk).update(file="documents/khac/van-ban.pdf")
        assert "chưa được kiểm tra" in said(portal, document)

    def test_says_nothing_of_signatures_in_what_is_no_pdf(self, portal: Portal) -> None:
        document, _file = made_with(portal, b"chu", name="van-ban.docx")
        assert "ký" not in said(portal, document)
