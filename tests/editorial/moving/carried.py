"""Records of a former portal, as an import leaves them."""

from __future__ import annotations

import hashlib
import json

from django.utils import timezone

from editorial.models import CarriedRecord
from portals.models import Portal

CARRIED_PAGE = "/du-lieu-cong-cu/"


def carry(portal: Portal, name: str, content: bytes) -> CarriedRecord:
    return CarriedRecord.objects.create(
        portal=portal,
        name=f"record/xa-cu.example.vn/{name}",
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        arrived_at=timezone.now(),
    )


def former_answers(number: int) -> bytes:
    rows = [
        {
            "subject": f"Câu hỏi {one:02}",
            "question": "<script>x()</script>",
            "answer": "Đã sửa.",
            "answered_on": f"2021-01-{one:02}",
        }
        for one in range(1, number + 1)
    ]
    return json.dumps(rows).encode()


def carried_pages(portal: Portal) -> dict[str, tuple[Portal, str]]:
    """The page of what came along, with all that it may have."""
    carry(portal, "answers/answers.json", former_answers(25))
    carry(portal, "views.json", json.dumps([{"id": "7", "views": 120}]).encode())
    carry(portal, "scores/2023.csv", b"don_vi,diem\n")
    return {"data from the former portal": (portal, CARRIED_PAGE)}
