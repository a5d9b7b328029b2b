"""Redacted copies beside public answers, while these stand."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from editorial.answers.models import ReleasedAnswer
from editorial.public.views.byte_ranges import answer_with_file
from editorial.public.views.errors import not_found
from portals.requests import PublicRequest

from .views import gone_page

# Asked each time whether it still stands: a copy in a browser would outlive a retraction.
POLICY = "public, no-cache"
# What the renderers make, and nothing else; none of it can hold a script.
SHOWN_IN_PLACE = frozenset({"application/pdf", "image/jpeg", "image/png"})


@require_safe
def answer_file(request: PublicRequest, answer_id: int, number: int) -> HttpResponseBase:
    """A redacted copy; 410 where its answer was taken out of public view, 404 where there is none. Two queries."""
    portal = request.portal
    answer = ReleasedAnswer.objects.on(portal).filter(pk=answer_id).first()
    if answer is None:
        return not_found(request)
    if answer.retracted_at is not None:
        return gone_page(request, answer)
    file = answer.files.filter(number=number).select_related("copy").first()
    if file is None or file.media_type not in SHOWN_IN_PLACE:
        return not_found(request)
    try:
        content = file.copy.file.open("rb")
    except (FileNotFoundError, ValueError):
        return not_found(request)
    response = answer_with_file(
        request,
        content,
        size=file.size,
        content_type=file.media_type,
        etag=f'"{file.sha256}"',
    )
    name = f"tra-loi-{answer.pk}-tep-{file.number}.{file.ending}"
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    response["Cache-Control"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response
