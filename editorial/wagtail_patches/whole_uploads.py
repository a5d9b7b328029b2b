"""Uploads of many files, of which each is taken with its words or not at all."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from wagtail.admin.views.generic import multiple_upload


def add_whole(view: Any, request: HttpRequest) -> HttpResponse:
    """Take the file, or say what is wrong with it or its words. Nothing of it is kept then."""
    file = request.FILES.get("files[]")
    if file is None:
        return HttpResponseBadRequest("Must upload a file")
    given = {
        "title": request.POST.get("title", file.name),
        "collection": request.POST.get("collection"),
    }
    form = view.get_upload_form_class()(given, {"file": file}, user=request.user)
    if form.is_valid():
        view.object = view.save_object(form)
        return JsonResponse(view.get_edit_object_response_data())
    faults = [str(fault) for told in form.errors.values() for fault in told]
    return JsonResponse({"success": False, "error_message": "\n".join(faults)})


def refuse_halves(_view: Any, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    raise PermissionDenied


def take_files_whole() -> None:
    """Keep no file whose words are to be mended first.

    The framework keeps it as it was sent, and its second step makes an image or a document of it without asking a form
    for the file, so without examination. It has no setting or hook for that, which would replace this.
    """
    for view, ours in (
        (multiple_upload.AddView, add_whole),
        (multiple_upload.CreateFromUploadView, refuse_halves),
    ):
        if "post" not in vars(view):
            raise LookupError(f"{view.__name__} takes files by another method now")
        view.post = ours
