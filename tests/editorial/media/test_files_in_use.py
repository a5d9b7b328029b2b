"""What may be deleted is asked of the pages: the index of references may be behind."""

import json

import pytest
from wagtail.models import ReferenceIndex

from editorial.tenancy.deletion import is_used
from tests.factories import make_document, make_image, make_portal, make_story

pytestmark = pytest.mark.django_db


def write(portal, *blocks):
    body = [{"type": kind, "value": value} for kind, value in blocks]
    make_story(portal, body=json.dumps(body))
    ReferenceIndex.objects.all().delete()


class TestAFileThatTheIndexDoesNotKnowYet:
    def test_an_image_of_a_figure_is_used(self):
        portal = make_portal()
        image, other = make_image(portal), make_image(portal)
        shown = {"image": image.pk, "alt_text": "", "decorative": True}
        write(portal, ("figure", {"image": shown, "caption": ""}))
        assert is_used(image)
        assert not is_used(other)

    def test_a_lead_image_is_used(self):
        portal = make_portal()
        image = make_image(portal)
        make_story(portal, lead_image=image, lead_image_alt="Ảnh")
        ReferenceIndex.objects.all().delete()
        assert is_used(image)

    @pytest.mark.parametrize(
        "link", ['<a linktype="document" id="{}">tệp</a>', '<a id="{}" linktype="document">tệp</a>']
    )
    def test_a_file_that_a_text_links_to_is_used(self, link):
        portal = make_portal()
        file, other = make_document(portal), make_document(portal)
        write(portal, ("text", f"<p>{link.format(file.pk)}</p>"))
        assert is_used(file)
        assert not is_used(other)

    def test_an_attached_file_is_used(self):
        portal = make_portal()
        file, other = make_document(portal), make_document(portal)
        write(portal, ("file", {"document": file.pk, "title": ""}))
        assert is_used(file)
        assert not is_used(other)
