"""The notice of a decided month to take away: as PDF and as DOCX."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.generic import View

from portals.audit_log.actions import note_export
from scoring.enums import ProceedingState
from scoring.notices.paper import notice_paper_of
from scoring.notices.pdf import notice_pdf
from scoring.notices.word_file import notice_docx

from .course import OfProceeding

FORMS = {
    "pdf": (notice_pdf, "application/pdf"),
    "docx": (
        notice_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}
# Before that the points that it would tell are nobody's yet.
TOO_EARLY = frozenset({ProceedingState.FROZEN, ProceedingState.SELF_ASSESSED})


class NoticeToSign(OfProceeding, View):
    """The notice as it would be signed; until the month is decided on it says that it is a draft."""

    def get(self, _request: HttpRequest, proceeding_id: int, form: str) -> HttpResponse:
        if form not in FORMS or self.proceeding.state in TOO_EARLY:
            raise Http404
        write, content_type = FORMS[form]
        paper = notice_paper_of(self.proceeding, self.now)
        response = HttpResponse(write(paper), content_type=content_type)
        name = f"{paper.file_name}.{form}"
        response["Content-Disposition"] = content_disposition_header(True, name)
        note_export(
            actor=self.user,
            portal=self.proceeding.acting,
            what=name,
            rows=sum(len(one.rows) for one in paper.annex),
            now=self.now,
        )
        return response
