"""A citizen without script asks a commune of the demo, and is answered: over HTTP, by all hands that it takes.

The request is taken up in the commune, handed to the province, answered there by one person and approved by another,
made public, rated, and in the end taken out of public view. What is public meanwhile tells nothing of who asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from http import HTTPStatus
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from editorial.answers.models import ReleasedAnswer
from portals.addresses import main_hostname
from portals.calendar.models import CalendarDay
from portals.clock import local_date
from portals.demo.accounts import Visitor, hidden_fields
from portals.demo.organisations import PROVINCE, WARD, organisation_standing
from portals.models import Portal
from portals.operations.demo.registry import DemoCheck, Result
from portals.operations.demo.running import Address, HttpAnswer, RunningDemo

from .made_up_asker import Asker, fresh_asker
from .public_places import PUBLIC, places_of, searches

OFFICER, AUTHOR, HEAD = "bientapvien.vuninh", "bientapvien.tinh", "truongban.tinh"
SUBJECT = "Đèn chiếu sáng ngõ chợ tắt nhiều đêm"
QUESTION = "Đèn chiếu sáng ở ngõ chợ tắt nhiều đêm, bao giờ được sửa?"
ANSWER = "Đơn vị quản lý đã thay bóng đèn và kiểm tra cả tuyến. Đây là câu trả lời kiểm tra của bản minh họa."
REASON = "Câu trả lời kiểm tra, đã hoàn thành."
LINK = re.compile(r"(/theo-doi/(HD-\w+)/(\w+)/)phieu/")
OWED_BY = re.compile(r"<dd>(\d\d:\d\d, (\d\d/\d\d/\d{4}))</dd>")
DERIVATION = re.compile(r'class="ask-derivation">(.*?)</details>', re.DOTALL)


class NotSo(Exception):
    """What is not as it should be on the way of the request."""


@dataclass
class RequestsWay:
    """One request on its way, as far as it came."""

    demo: RunningDemo
    commune: Portal
    province: Portal
    asker: Asker
    follow: str = ""
    code: str = ""
    secret: str = ""
    owed_by: str = ""
    at_desk: str = ""
    answer: str = ""
    visitors: dict[str, Visitor] = field(default_factory=dict)

    @property
    def page(self) -> Address:
        return Address(main_hostname(self.commune), self.follow)

    def officer(self, username: str) -> Visitor:
        if username not in self.visitors:
            visitor = self.visitors[username] = Visitor(self.demo)
            must_be(HTTPStatus.FOUND, visitor.sign_in(username), f"sign-in of {username}")
        return self.visitors[username]

    def acts(
        self, username: str, act: str, typed: Mapping[str, str], *, form: str | None = None
    ) -> None:
        """Have an officer send the form of an act; `form` is where it stands, if not on a page of its own."""
        asked = f"{self.at_desk}{act}/" if form is None else form
        done = self.officer(username).fill(asked, typed, to=f"{self.at_desk}{act}/")
        must_be(HTTPStatus.FOUND, done.status, f"{act} by {username}")

    def send(self, address: Address, typed: Mapping[str, str]) -> HttpAnswer:
        """Send a public form as a browser without script does."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.demo.ask(address, method="POST", body=urlencode(typed), headers=headers)

    def read(self, address: Address, status: int = HTTPStatus.OK) -> str:
        answer = self.demo.ask(address)
        must_be(status, answer.status, f"{address.host}{self.without_secret(address.path)}")
        return unescape(answer.body.decode())

    def without_secret(self, text: str) -> str:
        return text.replace(self.secret, "…") if self.secret else text


def must_be(wanted: int, found: int, where: str) -> None:
    must(wanted == found, f"{where}: {found}")


def must(is_so: object, what: str) -> None:
    if not is_so:
        raise NotSo(what)


def asks(way: RequestsWay) -> None:
    """Send the form, once more where it offers what was answered before; the receipt says when an answer is owed."""
    want = reverse("ask_want", args=["cau-hoi"], urlconf=PUBLIC)
    form = Address(main_hostname(way.commune), want)
    typed = {**hidden_fields(way.read(form)), **way.asker.typed()}
    sent = way.send(form, typed)
    if sent.status == HTTPStatus.OK:
        sent = way.send(form, typed | hidden_fields(sent.body.decode()))
    led = LINK.fullmatch(sent.headers.get("Location", ""))
    if led is None:
        raise NotSo(f"{form}: {sent.status}, without a receipt")
    way.follow, way.code, way.secret = led.groups()
    receipt = way.read(Address(form.host, led[0]))
    owed_by = OWED_BY.search(receipt)
    must(owed_by and way.code in receipt, "the receipt: no code, or no day")
    way.owed_by = owed_by[1] if owed_by else ""


def is_triaged(way: RequestsWay) -> None:
    """An officer of the commune finds it in the queue and takes it up."""
    queue = reverse("case_queue", args=[way.commune.pk])
    listed = way.officer(OFFICER).get(f"{queue}?q={way.code}").body.decode()
    found = re.search(rf'href="([^"]+)">{way.code}<', listed)
    must(found, "the queue: without the request")
    way.at_desk = found[1] if found else ""
    way.acts(OFFICER, "tiep-nhan", {}, form=way.at_desk)


def is_handed_over(way: RequestsWay) -> None:
    """The day by which an answer is owed stays; who gave it away opens it no more."""
    typed = {"to": str(way.province.pk), "reason": "Tuyến đèn này do cơ quan cấp tỉnh quản lý."}
    way.acts(OFFICER, "chuyen", typed)
    must(way.owed_by in way.read(way.page), "handed over: another day")
    left = way.officer(OFFICER).get(way.at_desk).status
    must(left != HTTPStatus.OK, "handed over: still open to who gave it away")


def is_answered(way: RequestsWay) -> None:
    words = {
        "text": ANSWER,
        "is_public": "on",
        "public_subject": SUBJECT,
        "public_question": QUESTION,
        "public_answer": ANSWER,
        "submit": "1",
    }
    way.acts(AUTHOR, "tra-loi", words)
    must(ANSWER not in way.read(way.page), "a draft: shown to the citizen")


def is_approved_by_another(way: RequestsWay) -> None:
    own = way.officer(AUTHOR).fill(f"{way.at_desk}duyet/", {})
    must(own.status != HTTPStatus.FOUND, "approved by its author")
    way.acts(HEAD, "duyet", {})


def is_released(way: RequestsWay) -> None:
    answer = ReleasedAnswer.objects.standing().filter(case__code=way.code).first()
    must(answer and answer.portal_id == way.province.pk, "not released")
    way.answer = answer.path if answer else ""
    told = way.read(Address(main_hostname(way.province), way.answer))
    must(QUESTION in told and ANSWER in told, f"{way.answer}: other words")
    listed = way.read(Address(main_hostname(way.province), reverse("answers", urlconf=PUBLIC)))
    must(way.answer in listed, "the list of answers: without it")


def is_rated(way: RequestsWay) -> None:
    rated = way.send(way.page, {"viec": "danh-gia", "sao": "4", "nhan-xet": way.asker.name})
    must_be(HTTPStatus.SEE_OTHER, rated.status, "rating")
    must("4/5" in way.read(way.page), "the rating: not shown")


def shows_its_clock(way: RequestsWay) -> None:
    """The citizen reads day by day how the day was counted, which days off were not, and that it was handed over."""
    found = DERIVATION.search(way.read(way.page))
    told = found[1] if found else ""
    must("ask-days" in told and way.owed_by.partition(", ")[2] in told, "the clock: not derived")
    must(way.province.name in told, "the clock: not handed over")
    day, month, year = way.owed_by.partition(", ")[2].split("/")
    owed_on = date(int(year), int(month), int(day))
    off = CalendarDay.objects.filter(
        kind=CalendarDay.Kind.OFF, day__gt=local_date(timezone.now()), day__lte=owed_on
    )
    for one in off:
        line = rf"{one.day:%d/%m/%Y}: [^<\d(]+ \({re.escape(one.name)}\)"
        must(re.search(line, told), f"the clock: {one.name} is not said")


def tells_nobody(way: RequestsWay) -> None:
    """No public address has a word of the person, and the link opens nothing but on its own host."""
    private = [*way.asker.markers, way.code, way.secret]
    for portal in (way.commune, way.province):
        for address in (*places_of(portal), *searches(portal, SUBJECT)):
            told = way.read(address).casefold()
            leaked = [word for word in private if word.casefold() in told]
            must(not leaked, f"{address}: tells {len(leaked)} of the words")
        for address in searches(portal, *way.asker.markers[:3]):
            must(way.answer not in way.read(address), f"{address}: found by what is private")
    host = main_hostname(way.province)
    must(way.answer in way.read(next(iter(searches(way.province, SUBJECT)))), "not found")
    way.read(Address(host, way.follow), HTTPStatus.NOT_FOUND)
    way.read(Address(way.page.host, way.follow.replace(way.secret, "0" * 40)), HTTPStatus.NOT_FOUND)


def is_taken_down(way: RequestsWay) -> None:
    """The demo's lists stay as they were; the citizen keeps the answer."""
    way.acts(HEAD, "go", {"reason": REASON})
    gone = way.read(Address(main_hostname(way.province), way.answer), HTTPStatus.GONE)
    must(REASON in gone and QUESTION not in gone, f"{way.answer}: still told")
    must(ANSWER in way.read(way.page), "the citizen: without the answer")


STEPS = (
    asks, is_triaged, is_handed_over, is_answered, is_approved_by_another,
    is_released, is_rated, shows_its_clock, tells_nobody, is_taken_down,
)  # fmt: skip


def answers_a_citizen(demo: RunningDemo) -> Iterator[Result]:
    """Count the steps. Leaves an answered request behind, of which nothing is public any more."""
    portals = Portal.objects.select_related("site").filter(closed_on=None)
    organisation = organisation_standing()
    commune, province = (organisation.portal_of(part, portals) for part in (WARD, PROVINCE))
    way = RequestsWay(demo, commune, province, fresh_asker())
    done, faults = 0, []
    for step in STEPS:
        try:
            step(way)
        except NotSo as fault:
            faults.append(way.without_secret(f"{step.__name__}: {fault}"))
            break
        done += 1
    yield Result("request_answered", done, len(STEPS), faults)


REQUEST_ANSWERED = DemoCheck(
    {"request_answered": _("Steps of a request from question to rating")},
    answers_a_citizen,
    rank=45,
)
