"""Breaks when Wagtail takes several files by other views or methods than those that are replaced.

What the upload then does is shown in `tests/editorial/media/test_whole_uploads.py`.
"""

import pytest
from wagtail.admin.views.generic import multiple_upload
from wagtail.documents.views import multiple as documents
from wagtail.images.views import multiple as images

from editorial.wagtail_patches.whole_uploads import add_whole, refuse_halves
from tests.support.contracts import must_take

ADDING = (images.AddView, documents.AddView)
SECOND_STEPS = (images.CreateFromUploadedImageView, documents.CreateFromUploadedDocumentView)


def test_the_views_of_images_and_documents_take_files_by_ours():
    for view in ADDING:
        assert view.post is add_whole, f"{view.__module__} takes files by a method of its own now."
    for view in SECOND_STEPS:
        assert view.post is refuse_halves, (
            f"{view.__module__} makes a file of a half upload by a method of its own now."
        )


@pytest.mark.parametrize("view", ADDING)
def test_they_have_what_ours_asks_them(view):
    must_take(view, "get_upload_form_class", used_by="add_whole")
    must_take(view, "save_object", "form", used_by="add_whole")
    must_take(view, "get_edit_object_response_data", used_by="add_whole")


def test_there_is_no_third_way_in():
    making = {
        name
        for name, view in vars(multiple_upload).items()
        if isinstance(view, type) and "save_object" in vars(view) and hasattr(view, "post")
    }
    # The third changes the words of a file that was taken.
    assert making == {"AddView", "CreateFromUploadView", "EditView"}, (
        "Wagtail has another view that makes files of uploads: take_files_whole must reach it."
    )
