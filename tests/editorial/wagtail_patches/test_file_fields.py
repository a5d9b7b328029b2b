"""Breaks when Django notes otherwise whether a file is stored or open, or Wagtail opens images by another class."""

import pytest
from django.core.files.base import ContentFile
from wagtail.images.models import Image, WagtailImageField, WagtailImageFieldFile

from editorial.models import PortalDocument, PortalImage
from editorial.models.media import PictureFile
from editorial.wagtail_patches.file_fields import content_at_hand, is_stored

# A new file asks for the collection that files stand in unless told otherwise.
pytestmark = pytest.mark.django_db


def test_a_file_just_given_is_not_stored_and_one_from_a_row_is():
    given = PortalDocument(file=ContentFile(b"x", name="a.txt"))
    assert not is_stored(given.file), "Django notes otherwise what is to be stored."
    assert is_stored(PortalDocument(file="documents/a.txt").file)


def test_a_file_is_stored_once_it_was_saved(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    given = PortalDocument(file=ContentFile(b"x", name="a.txt"))
    given.file.save("a.txt", given.file.file, save=False)
    assert is_stored(given.file)


def test_what_was_given_is_at_hand_and_a_row_opens_nothing():
    content = ContentFile(b"x", name="a.txt")
    assert content_at_hand(PortalDocument(file=content).file) is content, (
        "Django keeps what was given under another name: sizes that were noted are not found."
    )
    # There is no such file: opening it would fail.
    assert content_at_hand(PortalDocument(file="documents/a.txt").file) is None


def test_only_our_images_are_opened_by_our_class():
    assert type(PortalImage(file="images/a.jpg", width=4, height=3).file) is PictureFile
    assert type(Image(file="images/a.jpg", width=4, height=3).file) is WagtailImageFieldFile
    assert WagtailImageField.attr_class is WagtailImageFieldFile
