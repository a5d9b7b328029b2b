"""A certificate to take away: as paper, as a table, and as what is signed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from portals.admin_kit.current import current_portal
from portals.admin_kit.exports import csv_response
from portals.audit_log.actions import note_export
from syndication.recalls.models import RecallCertificate
from syndication.recalls.paper import proof_columns, rows
from syndication.recalls.signing import ALGORITHM

from .recalls import recall_for

if TYPE_CHECKING:
    from portals.boards.models import User


@require_safe
def as_pdf(request: HttpRequest, recall_id: int) -> HttpResponse:
    certificate = _certificate(request, recall_id)
    return _file(bytes(certificate.pdf), "application/pdf", f"xac-nhan-go-{recall_id}.pdf")


@require_safe
def as_csv(request: HttpRequest, recall_id: int) -> HttpResponse:
    content = json.loads(_certificate(request, recall_id).content)
    note_export(
        actor=cast("User", request.user),
        portal=current_portal(request),
        what=f"xac-nhan-go-{recall_id}",
        rows=len(list(rows(content))),
        now=timezone.now(),
    )
    response: HttpResponse = csv_response(
        f"xac-nhan-go-{recall_id}", proof_columns(), rows(content)
    )
    return response


@require_safe
def as_json(request: HttpRequest, recall_id: int) -> HttpResponse:
    certificate = _certificate(request, recall_id)
    told = {
        "content": certificate.content,
        "signature": certificate.signature,
        "algorithm": ALGORITHM,
        "public_key": certificate.public_key,
    }
    text = json.dumps(told, ensure_ascii=False, indent=1)
    return _file(text.encode(), "application/json", f"xac-nhan-go-{recall_id}.json")


def _certificate(request: HttpRequest, recall_id: int) -> RecallCertificate:
    if not request.user.is_authenticated:
        raise Http404
    recall = recall_for(request.user, recall_id)
    return get_object_or_404(RecallCertificate, proof__recall=recall.pk)


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response
