"""What people and machines send to a guarded form."""

from __future__ import annotations

import base64
import json
import random
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from altcha import Challenge, Payload, solve_challenge
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone

from portals.form_guard import FormGuard, GuardVerdict, tasks

GUARD = FormGuard("phan-anh", ("title", "text"))
HOST = "dongky.bacninh.localhost"
FORM = f"phan-anh@{HOST}"

_REQUESTS = RequestFactory()
# Of the syllables in which people complain about roads, water and papers.
_SYLLABLES = [
    word
    for line in (
        "đường thôn tôi ngập nước mưa lớn trẻ em đi học khó xe tải chạy đêm bụi ồn cống tắc rác chưa thu đèn tối",
        "hỏng mấy tháng nay đề nghị xã xem xét sớm sửa chữa giấy tờ đất nhà ông bà cụ hàng xóm chợ mới mở bán giữa",
        "lòng trạm y tế thiếu thuốc điện mất luôn kênh mương cạn ruộng lúa khô dân góp tiền làm cầu gỗ mục nguy",
        "hiểm trường lớp chật học sinh đông cô giáo phí gửi xe cao bến đò ngang sông chó thả rông cắn người già",
        "bãi tập thể thao bị lấn chiếm họp tổ dân phố",
    )
    for word in line.split()
]


def honest(seed: int) -> str:
    """What one villager writes, of forty to ninety syllables; many write about the same things."""
    drawn = random.Random(seed)
    opening = "Kính gửi Ủy ban nhân dân xã, tôi là người dân trong thôn, xin phản ánh việc sau: "
    return opening + " ".join(drawn.choices(_SYLLABLES, k=drawn.randint(40, 90)))


def spam(seed: int) -> str:
    """One letter, with another name, number, place of a word and way of typing each time."""
    drawn = random.Random(seed)
    words = honest(9999).split()
    words[drawn.randrange(len(words))] = drawn.choice(_SYLLABLES)
    words.insert(drawn.randrange(len(words)), f"0{drawn.randrange(10**9)}")
    text = " ".join(words) + f" Liên hệ {drawn.choice(_SYLLABLES)} số {drawn.randrange(999)}!"
    return text.upper() if seed % 5 == 0 else text.replace("ườ", "uờ") if seed % 5 == 1 else text


def task(form: str = FORM, *, at: datetime, cost: int = 1) -> dict[str, Any]:
    """A task of a form, solved by one of the first few numbers."""
    with patch.multiple(tasks, FEWEST_TRIES=1, MOST_TRIES=4):
        return json.loads(tasks.new_task(form, now=at, cost=cost))


def solved(asked: dict[str, Any]) -> str:
    """What the browser sends once it has solved a task."""
    challenge = Challenge.from_dict(asked)
    solution = solve_challenge(challenge)
    assert solution is not None
    return Payload(challenge, solution).to_base64()


def packed(answer: object) -> str:
    return base64.b64encode(json.dumps(answer).encode()).decode()


def unpacked(answer: str) -> Any:
    return json.loads(base64.b64decode(answer))


def posted(
    address: str = "203.0.113.7", *, host: str = HOST, fetched: str = "same-origin", **values: str
) -> HttpRequest:
    return _REQUESTS.post(
        "/hoi-dap/gui/", values, REMOTE_ADDR=address, headers={"host": host, "sec-fetch-site": fetched}
    )  # fmt: skip


def send(
    text: str,
    *,
    address: str = "203.0.113.7",
    now: datetime | None = None,
    by_script: bool = True,
    guard: FormGuard = GUARD,
    **changed: str,
) -> GuardVerdict:
    """Fill in the form a minute after it was shown, and send it."""
    now = now or timezone.now()
    shown = now - timedelta(minutes=1)
    values = {"luc-mo": tasks.new_moment(FORM, now=shown), "altcha": ""}
    if by_script and "altcha" not in changed:
        values["altcha"] = solved(task(at=shown))
    request = posted(address, **values | changed)
    return guard.judge(request, {"title": "Phản ánh", "text": text}, now=now)
