"""Uploads in the desk: examined by content, scanned for viruses, and public only as far as both allow."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from wagtail.models import ModelLogEntry

from editorial import jobs
from editorial.media.scanning import scan_waiting
from editorial.models import PortalDocument, PortalImage
from portals.boards.enums import Position
from portals.uploads.scanner import ScanState
from tests.factories import make_document, make_member, make_portal, published_story
from tests.support.clamd import EICAR, clamd
from tests.support.files import docx, pdf, picture, upload, zipped
from tests.support.visiting import visit
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def portal():
    return make_portal()


@pytest.fixture
def desk(portal):
    return desk_client(make_member(portal, Position.EDITOR))


@pytest.fixture
def daemon(settings):
    with clamd() as running:
        settings.CLAMAV_ADDRESS = running.address
        yield running


def stored() -> list[str]:
    """Everything that lies in the storage."""
    found, folders = [], [""]
    while folders:
        folder = folders.pop()
        inner, files = default_storage.listdir(folder)
        found += [f"{folder}/{name}" for name in files]
        folders += [f"{folder}/{name}".strip("/") for name in inner]
    return found


class TestTheFormOfFiles:
    def test_says_before_what_it_takes(self, desk):
        shown = body(desk.get(reverse("wagtaildocs:add"))).decode()

        assert "PDF, DOC, DOCX" in shown
        assert "50 MB" in shown

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.pdf", b"<script>alert(1)</script>"),
            ("a.pdf", pdf("script on opening")),
            ("a.docx", docx({"word/vbaProject.bin": b"x"})),
            ("a.zip", zipped({"a.txt": b"0" * 20_000_000})),
            ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ],
        ids=["page", "script", "macros", "bomb", "drawing"],
    )
    @pytest.mark.parametrize("way", ["wagtaildocs:add", "wagtaildocs:add_multiple"])
    def test_refuses_traps_and_keeps_nothing_of_them(self, desk, portal, way, name, content):
        field = "files[]" if way.endswith("multiple") else "file"

        response = desk.post(
            reverse(way),
            {field: upload(name, content), "title": "Tệp", "collection": portal.collection_id},
        )

        assert response.status_code == 200, response
        assert not PortalDocument.objects.exists()
        assert stored() == []

    def test_says_once_that_a_photo_is_no_document_and_keeps_no_title_of_it(self, desk, portal):
        shown = body(
            desk.post(
                reverse("wagtaildocs:add"),
                {
                    "file": upload("le-hoi.jpg", picture()),
                    "title": "le-hoi",
                    "collection": portal.collection_id,
                },
            )
        ).decode()

        assert len(re.findall(r'class="error-message"', shown)) == 1
        assert 'value="le-hoi"' not in shown

    def test_takes_an_honest_one_and_tells_of_the_scan(self, desk, portal):
        response = desk.post(
            reverse("wagtaildocs:add"),
            {"file": upload("a.pdf", pdf()), "title": "Tệp", "collection": portal.collection_id},
        )

        document = PortalDocument.objects.get()
        shown = body(desk.get(reverse("wagtaildocs:edit", args=[document.pk]))).decode()
        assert response.status_code == 302
        assert document.scan_state == ScanState.NOT_SCANNED
        assert str(ScanState.NOT_SCANNED.label) in shown


class TestTheFormOfImages:
    @pytest.mark.asvs("5.3.2")
    def test_keeps_only_pixels_under_a_name_that_nobody_guesses(self, desk, portal):
        exif = Image.Exif()
        exif.get_ifd(0x8825)[2] = (21.0, 11.0, 0.0)
        out = io.BytesIO()
        Image.new("RGB", (40, 30), "teal").save(out, "JPEG", exif=exif.tobytes())

        desk.post(
            reverse("wagtailimages:add"),
            {
                "file": upload("a.jpg", out.getvalue()),
                "title": "Ảnh",
                "collection": portal.collection_id,
            },
        )

        image = PortalImage.objects.get()
        with image.file.open() as file:
            content = file.read()
        assert b"Exif" not in content
        assert (image.width, image.height, image.file_size) == (40, 30, len(content))
        assert len(image.file.name.split("/")[-2]) >= 16

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"),
            ("a.jpg", picture() + zipped({"a.class": b"x"})),
            ("a.gif", b"GIF89a/*<svg/onload=alert(1)>*/=1;"),
        ],
        ids=["drawing", "archive behind", "script"],
    )
    @pytest.mark.parametrize("way", ["wagtailimages:add", "wagtailimages:add_multiple"])
    def test_refuses_traps(self, desk, portal, way, name, content):
        field = "files[]" if way.endswith("multiple") else "file"

        desk.post(
            reverse(way),
            {field: upload(name, content), "title": "Ảnh", "collection": portal.collection_id},
        )

        assert not PortalImage.objects.exists()
        assert stored() == []


class TestTheScan:
    def test_lets_a_file_out_once_it_is_clean(self, portal, daemon):
        document = make_document(portal, content=b"xyz", name="a.pdf")
        published_story(portal, body=[("file", {"document": document, "title": "Tệp"})])

        before = visit(portal, document.url)
        scanned = jobs.scan_files()
        after = visit(portal, document.url)
        after.close()

        assert (before.status_code, before["Retry-After"]) == (503, "120")
        assert scanned == 1
        assert daemon.scanned == [b"xyz"]
        assert after.status_code == 200

    def test_looks_at_a_new_file_at_once(self, portal, daemon, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks() as callbacks:
            document = make_document(portal, content=b"xyz", name="a.pdf")
        assert len(callbacks) >= 1

        jobs.scan_file_now(document.pk)

        document.refresh_from_db()
        assert document.scan_state == ScanState.CLEAN

    def test_keeps_an_infected_file_from_everybody(self, portal, desk, daemon):
        document = make_document(portal, content=EICAR, name="a.pdf")
        published_story(portal, body=[("file", {"document": document, "title": "Tệp"})])

        scan_waiting(limit=10, now=timezone.now())

        document.refresh_from_db()
        shown = body(desk.get(reverse("wagtaildocs:edit", args=[document.pk]))).decode()
        assert (document.scan_state, document.virus) == ("infected", "Win.Test.EICAR_HDB-1")
        assert visit(portal, document.url).status_code == 410
        assert desk.get(document.url).status_code == 403
        assert "Win.Test.EICAR_HDB-1" in shown
        entry = ModelLogEntry.objects.get(action="editorial.virus_found")
        assert entry.data["portal"] == portal.pk

    def test_keeps_a_file_waiting_while_the_scanner_is_down(self, portal, settings):
        settings.CLAMAV_ADDRESS = "127.0.0.1:1"
        document = make_document(portal, content=b"xyz", name="a.pdf")

        assert jobs.scan_files() == 0
        document.refresh_from_db()
        assert document.scan_state == ScanState.WAITING

    def test_of_files_from_before_there_was_a_scanner(self, portal, settings):
        document = make_document(portal, content=b"xyz", name="a.pdf")
        assert document.scan_state == ScanState.NOT_SCANNED
        with clamd() as running:
            settings.CLAMAV_ADDRESS = running.address

            assert jobs.scan_files() == 1

    def test_has_no_verdict_without_its_hour(self, portal):
        document = make_document(portal, content=b"xyz", name="a.pdf")

        with pytest.raises(IntegrityError):
            PortalDocument.objects.filter(pk=document.pk).update(scan_state=ScanState.CLEAN)
