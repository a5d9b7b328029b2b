"""Files that citizens of the demo sent: beside an answer as they were painted over, and waiting to be looked at."""

from __future__ import annotations

import io
from collections.abc import Mapping
from random import Random
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from portals.accountability.actions.attaching import attach_files
from portals.accountability.actions.publishing import (
    choose_files,
    confirm_page,
    order_copy,
    redactions_of,
)
from portals.accountability.drawing import draw_waiting_files
from portals.redaction.boxes import WHOLE
from portals.typeset import typeset

from .pencil import SIZE, Pencil, canvas
from .pictures import PALETTES
from .requests import RequestCourse

CASES_FOLDER = "cases"
LETTER = "editorial/asking/demo_letter.typ"
ADDED_AFTER, LOOKED_AFTER, ANSWERED_AFTER = 1, 3, 6
# Where the photo shows a number plate, in the painter's measure.
PLATE = (500, 470, 700, 525)
IN_PUBLIC: Mapping[str, Any] = {
    "kind": "feedback",
    "topic": "giao-thong",
    "subject": "Xe tải đỗ kín lối vào trường mầm non",
    "text": "Mỗi sáng xe tải đỗ kín lối vào trường mầm non, phụ huynh phải đi xuống lòng đường. Tôi gửi kèm ảnh chụp"
    " và đơn có ghi số của tôi 0912 000 222 để tiện liên hệ.",
    "question": "Mỗi sáng xe tải đỗ kín lối vào trường mầm non, phụ huynh phải đi xuống lòng đường.",
    "answer": "Công an phường đã làm việc với chủ xe và kẻ vạch cấm đỗ trước cổng trường. Từ ngày mai, đầu giờ sáng"
    " và cuối giờ chiều có người trực tại đây.",
}
TO_LOOK_AT: Mapping[str, Any] = {
    "kind": "feedback",
    "topic": "xay-dung",
    "subject": "Cống trước nhà văn hóa khu phố bị tắc",
    "text": "Cống trước nhà văn hóa tắc đã một tháng, mưa là nước tràn vào sân. Tôi gửi kèm đơn.",
    "question": "Cống trước nhà văn hóa khu phố tắc đã một tháng, mưa là nước tràn vào sân.",
    "answer": "",
}


def answer_with_files(one: RequestCourse) -> None:
    """A photo and a letter go out with the answer, with what names a person painted over."""
    case = one.receive()
    files = [
        ContentFile(_photo(), name="IMG_2041.jpg"),
        ContentFile(_letter(one), name="don-cua-toi.pdf"),
    ]
    attach_files(case=case, files=files, now=one.day(ADDED_AFTER))
    one.accept(case, ADDED_AFTER + 1)
    at, editor = one.day(LOOKED_AFTER), one.desk.author
    photo, letter = case.files.order_by("pk")
    titles = {photo.pk: "Ảnh xe đỗ trước cổng trường", letter.pk: "Đơn của người dân"}
    choose_files(case=case, titles=titles, actor=editor, now=at)
    draw_waiting_files(now=at)
    by_hand = {photo.pk: [_plate_in_page()]}
    for redaction in redactions_of(case):
        for page in redaction.pages.all():
            boxes = by_hand.get(redaction.original_id, []) + [tuple(box) for box in page.boxes]
            confirm_page(page=page, boxes=boxes, actor=editor, now=at)
        order_copy(redaction=redaction, actor=editor, now=at)
    draw_waiting_files(now=at)
    one.answer(case, ANSWERED_AFTER)


def leave_file_to_look_at(one: RequestCourse) -> None:
    """A letter whose boxes are proposed, and wait for somebody to look at them."""
    case = one.receive()
    file = ContentFile(_letter(one), name="don.pdf")
    attach_files(case=case, files=[file], now=one.day(ADDED_AFTER))
    one.accept(case, ADDED_AFTER + 1)
    at = one.day(ADDED_AFTER + 1)
    titles = {case.files.get().pk: "Đơn của người dân"}
    choose_files(case=case, titles=titles, actor=one.desk.author, now=at)
    draw_waiting_files(now=at)


def _plate_in_page() -> tuple[int, int, int, int]:
    left, top, right, bottom = PLATE
    return (
        left * WHOLE // SIZE[0],
        top * WHOLE // SIZE[1],
        -(-right * WHOLE // SIZE[0]),
        -(-bottom * WHOLE // SIZE[1]),
    )


def _photo() -> bytes:
    """A truck from behind, with a number plate of no register."""
    palette = PALETTES[0]
    image = canvas(palette, Random("truck"))
    pencil = Pencil(image)
    pencil.rectangle((0, 480, *SIZE), fill=palette[3])
    pencil.rectangle((380, 180, 820, 460), fill=(178, 84, 52))
    pencil.rectangle((400, 200, 800, 440), fill=(201, 112, 74))
    pencil.rectangle((380, 455, 820, 545), fill=(52, 54, 60))
    for x in (420, 700):
        pencil.ellipse((x, 500, x + 90, 590), fill=(28, 28, 30))
    pencil.rectangle(PLATE, fill=(245, 245, 240))
    for place in range(8):
        x = PLATE[0] + 18 + place * 21
        pencil.rectangle((x, PLATE[1] + 14, x + 12, PLATE[3] - 14), fill=(20, 20, 20))
    shown = image.resize(SIZE, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    shown.save(out, "JPEG", quality=85)
    return out.getvalue()


def _letter(one: RequestCourse) -> bytes:
    asker = one.asker
    told = {
        "title": "Đơn phản ánh",
        "agency": one.desk.portal.agency,
        "name": asker,
        "lines": [
            f"Tôi là {asker}, điện thoại 0912 000 222.",
            one.text("question"),
            "Đề nghị phường kiểm tra và có biện pháp để trẻ em đến trường an toàn.",
        ],
    }
    return typeset(LETTER, told, at=one.arrived)
