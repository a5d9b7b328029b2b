"""Photos and PDFs on the page of a request: examined, bounded, and served to nobody in public."""

from __future__ import annotations

import io
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from portals.accountability import scanning
from portals.accountability.actions.following import take_back_case
from portals.accountability.links import follow_path
from portals.accountability.models import CaseFile, CitizenCase
from portals.serving.bodies import LETTERS, STRANGERS, bounds_of
from portals.uploads.scanner import ScannerUnavailable
from portals.uploads.states import Examination
from tests.editorial.asking.asked import post
from tests.factories import make_portal
from tests.portals.accountability.cases import local, make_case
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return make_case(make_portal())


def photo(name: str = "Nguyễn Văn Thử.png") -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(content, "png")
    return SimpleUploadedFile(name, content.getvalue(), "image/png")


def add(case: CitizenCase, *files: SimpleUploadedFile) -> Any:
    with time_machine.travel(local(3), tick=False):
        return post(case.received_by, follow_path(case), {"viec": "tep", "tep": list(files)})


class TestFiles:
    def test_are_kept_under_no_words_of_the_person_and_served_by_no_address(self, case) -> None:
        assert add(case, photo()).status_code == 303
        kept = CaseFile.objects.get()
        assert kept.by_person
        assert "Thử" not in kept.file.name
        assert kept.name.startswith("Nguyễn Văn Thử")
        assert kept.examination == Examination.FINE
        for path in (f"/media/{kept.file.name}", f"/tep/{kept.pk}/{kept.name}", kept.file.url):
            assert visit(case.received_by, path).status_code in {404, 410}, path
        with kept.file.open() as drawn:
            assert Image.open(drawn).size == (8, 8)

    def test_of_another_kind_or_false_are_refused(self, case) -> None:
        for name, content in (("x.exe", b"MZ"), ("x.pdf", b"<html>"), ("x.jpg", b"GIF")):
            told = add(case, SimpleUploadedFile(name, content))
            assert told.status_code == 422, name
            assert 'role="alert"' in told.content.decode()
        assert add(case).status_code == 422
        assert not CaseFile.objects.exists()

    def test_are_five_at_most_in_all(self, case) -> None:
        assert add(case, *(photo() for _time in range(6))).status_code == 422
        assert add(case, *(photo() for _time in range(4))).status_code == 303
        assert add(case, photo(), photo()).status_code == 422
        assert add(case, photo()).status_code == 303
        assert CaseFile.objects.count() == 5

    def test_are_not_added_to_what_has_ended(self, case) -> None:
        take_back_case(case=case, now=local(3))
        assert add(case, photo()).status_code == 422
        assert not CaseFile.objects.exists()

    def test_wait_for_the_scanner_where_there_is_one(self, case, settings, monkeypatch) -> None:
        settings.CLAMAV_ADDRESS = "127.0.0.1:1"
        add(case, photo(), photo())
        assert {one.examination for one in CaseFile.objects.all()} == {Examination.EXAMINING}

        def away(_content):
            raise ScannerUnavailable

        monkeypatch.setattr(scanning, "virus_in", away)
        assert scanning.scan_case_files() == 0
        verdicts = iter(["", "Eicar"])
        monkeypatch.setattr(scanning, "virus_in", lambda _content: next(verdicts))
        assert scanning.scan_case_files() == 2
        fine, infected = CaseFile.objects.order_by("pk")
        assert (fine.examination, bool(fine.file)) == (Examination.FINE, True)
        assert (infected.examination, bool(infected.file)) == (Examination.REFUSED, False)


def test_large_bodies_are_taken_on_that_page_alone() -> None:
    host = "xa.bacninh.localhost"
    assert bounds_of({"PATH_INFO": "/theo-doi/HD-2/x/"}, host) is LETTERS
    for path in ("/gui-cau-hoi/cau-hoi/", "/theo-doi", "/huu-ich/1/", "/"):
        assert bounds_of({"PATH_INFO": path}, host) is STRANGERS
