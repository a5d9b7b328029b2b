"""Breaks when Wagtail's form field counts pixels by another name: it would draw every picture in the request."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.images.fields import WagtailImageField

from editorial.wagtail_patches.pixels import leave_pixels_uncounted
from tests.support.contracts import must_take
from tests.support.files import picture, upload


def field_for_one_pixel(settings) -> WagtailImageField:
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 1
    return WagtailImageField()


def test_a_picture_of_too_many_pixels_is_left_to_others(settings):
    must_take(WagtailImageField, "check_image_pixel_size", "f", used_by="leave_pixels_uncounted")
    field = field_for_one_pixel(settings)
    leave_pixels_uncounted(field)
    assert field.clean(upload("a.jpg", picture())), "Wagtail counts pixels by another method now."


def test_which_wagtail_itself_refuses(settings):
    with pytest.raises(ValidationError):
        field_for_one_pixel(settings).clean(upload("a.jpg", picture()))
