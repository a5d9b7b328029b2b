"""Breaks when Wagtail notes size and hash of a file by another name: they would stay empty, and nobody be told."""

import hashlib

import pytest
from django.core.files.base import ContentFile

from editorial.models import PortalDocument, PortalImage
from editorial.wagtail_patches.file_metadata import note_document_file, note_image_file
from tests.support.contracts import must_take
from tests.support.files import picture

# A new file asks for the collection that files stand in unless told otherwise.
pytestmark = pytest.mark.django_db


def test_size_and_hash_of_an_image_are_noted():
    must_take(PortalImage, "_set_image_file_metadata", used_by="note_image_file")
    content = picture()
    image = PortalImage(title="Ảnh", file=ContentFile(content, name="a.jpg"))
    note_image_file(image)
    assert (image.file_size, image.file_hash) == (len(content), hashlib.sha1(content).hexdigest())
    assert image.file.tell() == 0, "The file is not wound back: what is stored would be empty."


def test_and_of_a_document():
    must_take(PortalDocument, "_set_document_file_metadata", used_by="note_document_file")
    document = PortalDocument(title="Tệp", file=ContentFile(b"noi dung", name="a.txt"))
    note_document_file(document)
    assert (document.file_size, document.file_hash) == (
        8,
        hashlib.sha1(b"noi dung").hexdigest(),
    )
    assert document.file.tell() == 0
