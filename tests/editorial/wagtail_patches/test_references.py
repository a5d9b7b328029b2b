"""Breaks when Wagtail finds references otherwise: those of imported stories would be written twice, or missed."""

import pytest
from django.db import transaction
from wagtail.models import ReferenceIndex

from editorial.wagtail_patches.references import reference_hash, references_in
from tests.factories import make_image, make_portal, make_story, picture_block
from tests.support.contracts import must_take


@pytest.mark.django_db
def test_are_those_that_wagtail_writes_for_one_object(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    portal = make_portal()
    image = make_image(portal)
    story = make_story(
        portal, lead_image=image, lead_image_alt="Cầu", body=[picture_block(image)] * 2
    )
    with transaction.atomic():
        ReferenceIndex.objects.filter(object_id=str(story.pk)).delete()
        ReferenceIndex.create_or_update_for_object(story)
    written = set(
        ReferenceIndex.objects.filter(object_id=str(story.pk)).values_list(
            "to_content_type_id", "to_object_id", "model_path", "content_path", "content_path_hash"
        )
    )
    ours = {(*found, reference_hash(found[3])) for found in references_in(story)}
    assert len({path for _type, pk, path, *_ in ours if pk == str(image.pk)}) == 2
    assert ours == written, "Wagtail writes other references than it finds by the private method."


def test_wagtail_has_both_methods():
    must_take(ReferenceIndex, "_extract_references_from_object", "object", used_by="references_in")
    must_take(ReferenceIndex, "_get_content_path_hash", "content_path", used_by="reference_hash")
