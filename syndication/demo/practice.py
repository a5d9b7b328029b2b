"""On the practice install beside the demo a board publishes, receives and answers; the real one shows none of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portals.addresses import main_hostname
from portals.demo.accounts import Visitor
from portals.demo.organisations import WARD, organisation_standing
from portals.models import Portal
from portals.operations.demo.registry import DemoCheck, Result
from portals.operations.demo.running import Address, RunningDemo

TITLE = "Tin tập của phường"
TEXT = "Phường tập đăng một tin ngắn. Tin này không có thật."
ANSWER = "Bộ phận một cửa làm việc cả sáng thứ Bảy. Đây là câu trả lời tập."
SECTION = "tin-tuc"
HANDBOOK_PAGE = "viet-nhanh"


def practised(demo: RunningDemo) -> Iterator[Result]:
    if demo.beside is None:
        raise LookupError("No practice install runs beside this demo.")
    organisation = organisation_standing()
    ward = organisation.portal_of(WARD, Portal.objects.filter(closed_on=None))
    label = organisation.parts[WARD].label
    title = f"{TITLE} lúc {timezone.localtime():%H:%M:%S}"
    writer, head = Visitor(demo.beside), Visitor(demo.beside)
    for visitor, account in ((writer, f"bientapvien.{label}"), (head, f"truongban.{label}")):
        visitor.sign_in(account)
    yield _told("practice_received", receives(head))
    yield _told("practice_answered", answers(ward, writer, head))
    yield _told("practice_published", publishes(demo.beside, ward, writer, head, title))
    shown = demo.ask(Address(main_hostname(ward), f"/{SECTION}/")).body.decode()
    link = Visitor(demo)
    link.sign_in(f"truongban.{label}")
    handbook = link.get(reverse("handbook_read", args=[HANDBOOK_PAGE])).body.decode()
    offered = f"http://{demo.beside.desk}:{demo.beside.port}/" in handbook
    faults = {
        "the real portal shows what was practised": title in shown,
        "the real desk does not lead to practice": not offered,
    }
    yield _told("practice_apart", [fault for fault, is_so in faults.items() if is_so])


def receives(head: Visitor) -> list[str]:
    """Take over what the province sent for practice; return what went wrong."""
    received = reverse("syndication:received")
    offered = re.findall(r'name="tin" value="(\d+)"', head.get(received).body.decode())
    if not offered:
        return ["nothing was sent to practise on"]
    head.fill(received, {"tin": offered[0]}, to=reverse("syndication:place"))
    left = re.findall(r'name="tin" value="(\d+)"', head.get(received).body.decode())
    return [f"delivery {offered[0]} still waits"] if offered[0] in left else []


def answers(ward: Portal, writer: Visitor, head: Visitor) -> list[str]:
    """Take a made-up request up, answer it, and have the answer approved; return what went wrong."""
    queue = writer.get(reverse("case_queue", args=[ward.pk])).body.decode()
    case = re.search(r'/hoi-dap/yeu-cau/(\d+)/"[^>]*>\[Tập\]', queue)
    if case is None:
        return ["no request to practise on"]
    page, draft, decide = (
        reverse(name, args=[case[1]]) for name in ("case_page", "case_draft", "case_approve")
    )
    writer.fill(page, {}, to=reverse("case_accept", args=[case[1]]))
    writer.fill(draft, {"text": ANSWER, "submit": "1"})
    answer = head.fill(decide, {})
    told = head.get(page).body.decode()
    return [] if ANSWER in told and answer.status == HTTPStatus.FOUND else [f"{answer.status}"]


def publishes(
    practice: RunningDemo, ward: Portal, writer: Visitor, head: Visitor, title: str
) -> list[str]:
    """Write a story, approve it, and read it on the ward's portal of practice; return what went wrong."""
    typed = {"kind": "article", "title": title, "text": TEXT, "section": SECTION, "act": "submit"}
    writer.fill(reverse("quick_write"), typed)
    waiting = head.get(reverse("review_list")).body.decode()
    found = re.search(rf"/duyet/(\d+)/[^>]*>[^<]*{re.escape(title)}", waiting)
    if found is None:
        return ["the story does not wait for approval"]
    story = found[1]
    head.fill(reverse("story_review", args=[story]), {}, to=reverse("story_approve", args=[story]))
    base = settings.PORTALS_BASE_DOMAIN
    host = f"{main_hostname(ward).removesuffix(base)}{practice.desk.removeprefix('quantri.')}"
    shown = practice.ask(Address(host, f"/{SECTION}/"))
    return [] if title in shown.body.decode() else [f"{host}: {shown.status}, without the story"]


def _told(key: str, faults: list[str]) -> Result:
    return Result(key, 0 if faults else 1, 1, faults)


PRACTISED = DemoCheck(
    {
        "practice_received": _("Practice: a story taken over"),
        "practice_answered": _("Practice: a request answered"),
        "practice_published": _("Practice: a story published"),
        "practice_apart": _("Practice: nothing of it is real"),
    },
    practised,
    rank=95,
    of_practice=True,
)
