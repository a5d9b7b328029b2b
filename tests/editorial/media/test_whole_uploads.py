"""No file comes in past its examination by the upload of many, which the framework does in two steps."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.models import UploadedFile

from editorial.models import PortalDocument, PortalImage
from portals.boards.enums import Position
from tests.factories import make_member, make_portal
from tests.support.files import pdf, picture, upload, zipped
from tests.walls import desk_client

pytestmark = pytest.mark.django_db

KINDS = {"document": ("docs", PortalDocument, "a.zip"), "image": ("images", PortalImage, "a.jpg")}


def content_of(kind: str, document: bytes) -> bytes:
    return picture() if kind == "image" else zipped({"a.pdf": document})


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def portal():
    return make_portal()


@pytest.fixture(params=["contributor", "superuser"])
def person(request, portal):
    person = make_member(portal, Position.CONTRIBUTOR)
    if request.param == "superuser":
        person.is_superuser = True
        person.save()
    return person


@pytest.mark.parametrize("kind", KINDS)
class TestAFileWithWordsThatAreTooLong:
    def test_is_not_kept_and_the_fault_is_told(self, person, portal, own_media, kind):
        app, model, name = KINDS[kind]
        answer = desk_client(person).post(
            reverse(f"wagtail{app}:add_multiple"),
            {
                "files[]": upload(name, content_of(kind, pdf())),
                "title": "d" * 256,
                "collection": portal.collection_id,
            },
        )

        told = answer.json()
        assert told["success"] is False
        assert "255" in told["error_message"]
        assert not UploadedFile.objects.exists()
        assert not model.objects.exists()
        assert [path for path in own_media.rglob("*") if path.is_file()] == []

    def test_that_was_kept_before_is_made_nothing_of(self, person, portal, kind):
        app, model, name = KINDS[kind]
        kept = UploadedFile.objects.create(
            for_content_type=ContentType.objects.get_for_model(model),
            file=ContentFile(content_of(kind, pdf("script on opening")), name),
            uploaded_by_user=person,
        )
        way = reverse(f"wagtail{app}:create_multiple_from_uploaded_{kind}", args=[kept.pk])
        prefix = f"uploaded-{kind}-{kept.pk}"
        answer = desk_client(person).post(
            way,
            {f"{prefix}-title": "Lịch tiêm", f"{prefix}-collection": portal.collection_id},
            headers={"x-requested-with": "XMLHttpRequest"},
        )

        assert answer.status_code == 403
        assert not model.objects.exists()
