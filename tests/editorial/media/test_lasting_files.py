"""Nobody exchanges the file under a reviewed text: an image or document keeps the file it came with."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file

from editorial.models import PortalDocument, PortalImage
from portals.boards.enums import Position
from tests.factories import make_document, make_image, make_member, make_portal, published_story
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def portal():
    return make_portal()


@pytest.fixture
def editor(portal):
    return make_member(portal, Position.EDITOR)


@pytest.fixture
def document(portal):
    document = make_document(portal, content=b"da duyet", name="da-duyet.txt")
    published_story(portal, body=[("file", {"document": document, "title": ""})])
    return document


def edit(person, item, **data):
    kind = "wagtailimages" if isinstance(item, PortalImage) else "wagtaildocs"
    form = {"title": item.title, "collection": item.collection_id, "tags": "", **data}
    return desk_client(person).post(reverse(f"{kind}:edit", args=[item.pk]), form)


def another_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("khac.txt", b"chua ai duyet")


class TestTheFile:
    def test_of_a_public_document_is_not_replaced(self, editor, document) -> None:
        response = edit(editor, document, file=another_file())

        kept = PortalDocument.objects.get(pk=document.pk)
        assert kept.file.name == document.file.name
        assert kept.file.read() == b"da duyet"
        assert response.status_code == 200
        assert reverse("wagtaildocs:edit", args=[document.pk]) in body(response).decode()

    def test_of_a_public_image_is_not_replaced(self, portal, editor) -> None:
        image = make_image(portal)
        published_story(portal, lead_image=image, lead_image_alt="Ảnh")

        edit(editor, image, file=get_test_image_file("khac.png", size=(9, 9)))

        kept = PortalImage.objects.get(pk=image.pk)
        assert (kept.file.name, kept.width) == (image.file.name, image.width)

    @pytest.mark.parametrize("position", [Position.CONTRIBUTOR, Position.HEAD])
    def test_of_ones_own_upload_is_not_replaced_either(self, portal, position) -> None:
        person = make_member(portal, position)
        image = make_image(portal)
        PortalImage.objects.update(uploaded_by_user=person)

        edit(person, image, file=get_test_image_file("khac.png", size=(9, 9)))

        assert PortalImage.objects.get(pk=image.pk).file.name == image.file.name

    def test_cannot_be_sent_with_the_forms_of_many_uploads(self, editor, document) -> None:
        address = reverse("wagtaildocs:edit_multiple", args=[document.pk])
        prefix = f"doc-{document.pk}"

        response = desk_client(editor).post(
            address,
            {
                f"{prefix}-title": "Tên mới",
                f"{prefix}-collection": document.collection_id,
                f"{prefix}-tags": "",
                f"{prefix}-file": another_file(),
            },
            headers={"x-requested-with": "XMLHttpRequest"},
        )

        kept = PortalDocument.objects.get(pk=document.pk)
        assert (response.status_code, kept.title) == (200, "Tên mới")
        assert kept.file.name == document.file.name


class TestTheCredit:
    def test_is_asked_for_beside_its_help(self, portal, editor) -> None:
        image = make_image(portal)
        page = desk_client(editor).get(reverse("wagtailimages:edit", args=[image.pk]))
        field = page.context["form"].fields["credit"]
        assert (field.label, bool(field.help_text)) == ("Tác giả ảnh", True)
        edit(editor, image, credit="Nguyễn Văn Mẫu")
        assert PortalImage.objects.get(pk=image.pk).credit == "Nguyễn Văn Mẫu"

    def test_of_a_contributors_upload_is_theirs_until_a_text_uses_it(self, portal) -> None:
        person = make_member(portal, Position.CONTRIBUTOR)
        used, unused = make_image(portal), make_image(portal)
        published_story(portal, lead_image=used, lead_image_alt="Ảnh")
        PortalImage.objects.update(uploaded_by_user=person)

        for image in (used, unused):
            edit(person, image, credit="Nguyễn Văn Mẫu")

        assert PortalImage.objects.get(pk=used.pk).credit == ""
        assert PortalImage.objects.get(pk=unused.pk).credit == "Nguyễn Văn Mẫu"


class TestTheTitle:
    def test_stays_an_editors_to_change(self, editor, document) -> None:
        edit(editor, document, title="Kế hoạch năm")
        assert PortalDocument.objects.get(pk=document.pk).title == "Kế hoạch năm"

    def test_of_a_contributors_upload_is_theirs_until_a_text_uses_it(
        self, portal, document
    ) -> None:
        person = make_member(portal, Position.CONTRIBUTOR)
        unused = make_document(portal, name="chua-dung.txt")
        PortalDocument.objects.update(uploaded_by_user=person)

        for item in (document, unused):
            edit(person, item, title="Tên khác")

        assert PortalDocument.objects.get(pk=document.pk).title == document.title
        assert PortalDocument.objects.get(pk=unused.pk).title == "Tên khác"
