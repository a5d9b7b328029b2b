"""What a month rests on as files is not deleted from a portal's files, by whichever way."""

from __future__ import annotations

import pytest
from django.urls import reverse

from editorial.models import PortalDocument
from scoring.course.actions import sign_self_assessment
from scoring.enums import ProceedingState
from tests.scoring.course.cast import ON_TIME, make_course, own_line
from tests.scoring.course.cast import sheet as a_file
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("way", ["single", "multiple", "bulk"])
@pytest.mark.parametrize("kept", ["evidence", "notice"])
def test_a_file_on_record_stays(kept: str, way: str) -> None:
    course = make_course(communes=1)
    if kept == "evidence":
        sign_self_assessment(
            card=course.card(), own=[own_line(text="Có biên bản", file=a_file())],
            actor=course.heads[0], now=ON_TIME,
        )  # fmt: skip
        actor = course.heads[0]
    else:
        course.at(ProceedingState.PUBLISHED)
        actor = course.head
    document = PortalDocument.objects.order_by("-pk").first()
    assert document is not None
    client = desk_client(actor)
    addresses = {
        "single": reverse("wagtaildocs:delete", args=[document.pk]),
        "multiple": reverse("wagtaildocs:delete_multiple", args=[document.pk]),
        "bulk": reverse("wagtail_bulk_action", args=["editorial", "portaldocument", "delete"])
        + f"?id={document.pk}",
    }

    answer = client.post(addresses[way], follow=True)

    assert answer.status_code == 200
    assert "đang được sử dụng nên không xóa được" in body(answer).decode()
    assert PortalDocument.objects.filter(pk=document.pk).exists()
