"""The certificate of a correction, for anybody: on the portal whose text was corrected."""

from __future__ import annotations

import json

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from editorial.public.views.errors import not_found
from portals.requests import PublicRequest
from syndication.recalls.correcting import certificate_on
from syndication.recalls.signing import ALGORITHM


@require_safe
def correction_certificate(
    request: PublicRequest, request_number: str, certificate_form: str
) -> HttpResponse:
    """As paper, or as what is signed. 404 until every address showed the correction, and once the text is gone."""
    certificate = certificate_on(request.portal.pk, int(request_number))
    if certificate is None:
        return not_found(request)
    name = f"xac-nhan-dinh-chinh-{request_number}.{certificate_form}"
    if certificate_form == "pdf":
        response = HttpResponse(bytes(certificate.pdf), content_type="application/pdf")
    else:
        told = {
            "content": certificate.content,
            "signature": certificate.signature,
            "algorithm": ALGORITHM,
            "public_key": certificate.public_key,
        }
        text = json.dumps(told, ensure_ascii=False, indent=1)
        response = HttpResponse(text.encode(), content_type="application/json")
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
