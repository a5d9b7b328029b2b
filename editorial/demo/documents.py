"""The official documents of all portals of the demo: who issued what, when, under which number, and what it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from editorial.document_numbers.catalogue import kinds
from portals.clock import LOCAL_ZONE
from portals.demo.organisations import demo_state_of
from portals.demo.people import FAMILY_NAMES, GIVEN_NAMES
from portals.models import Portal

from .dates import Dates
from .grammar import Writer
from .papers_catalogue import PaperTopic, known_rows, paper_topics
from .stories import Board
from .words import words_for

SEED = "Văn bản"
AMOUNT = {"province": 64, "department": 6, "district": 9, "commune": 3}
# The newest is some days old, the oldest of three years ago.
NEWEST, OLDEST = 4, 1090
SHARE_LATE = 0.15
# Letters of departments in numbers, where the portal's code has none of its own.
LETTERS = {
    "VPUB": "VPUBND",
    "VPDBQH": "VP",
    "SKHDT": "SKHĐT",
    "SLDTBXH": "SLĐTBXH",
    "SGDDT": "SGDĐT",
    "BQLKCN": "BQLKCN",
    "BQLATTP": "ATTP",
    "VNCPT": "VNC",
}
# What departments' own papers are about, where their topic does not say it.
FIELDS_OF = {
    "STP": "tu-phap",
    "STC": "tai-chinh",
    "SKHDT": "dau-tu",
    "SCT": "cong-thuong",
    "SNNPTNT": "nong-nghiep",
    "SNNMT": "nong-nghiep",
    "SGTVT": "giao-thong",
    "SXD": "xay-dung",
    "STNMT": "dat-dai",
    "STTTT": "thong-tin",
    "SLDTBXH": "lao-dong",
    "SVHTTDL": "van-hoa",
    "SKHCN": "khoa-hoc",
    "SGDDT": "giao-duc",
    "SYT": "y-te",
    "TTT": "thanh-tra",
    "BQLKCN": "dau-tu",
    "BQLATTP": "y-te",
    "SNV": "noi-vu",
}
# How a later act says what it does to an earlier one, and by which kind of relation the register knows it.
ACTS = (
    ("amend", "Sửa đổi, bổ sung Điều 2 {named}"),
    ("repeal", "Bãi bỏ {named}"),
    ("replace", "Thay thế {named}"),
    ("suspend", "Ngưng hiệu lực Điều 1 {named} đến hết năm"),
)


@dataclass(frozen=True, kw_only=True)
class DemoPaper:
    """One document before it is a page. `acts_on` names the number of an earlier one of the same issuer, and how.

    `is_known`: it stands in the demo whatever day it is, and was sent to all portals.
    """

    portal: Portal
    issuer: str
    kind: str
    number: str
    issued_on: date
    effective_on: date
    abstract: str
    field: str
    grounds: Sequence[str]
    articles: Sequence[str]
    recipients: Sequence[str]
    capacity: str
    position: str
    signer: str
    published_at: datetime
    acts_on: tuple[str, str] | None = None
    in_force_through: date | None = None
    is_known: bool = False

    @property
    def kind_name(self) -> str:
        return kinds()[self.kind].name


def papers_of(board: Board, *, now: datetime) -> list[DemoPaper]:
    """Write the documents of one portal, oldest first, numbered as an office numbers them."""
    random = Random(f"{SEED} {board.portal.code}")
    written: list[DemoPaper] = []
    numbers: dict[str, int] = {}
    abstracts: set[str] = set()
    days = _days(board.portal, random, now)
    for day in days:
        topic = _topic(board.portal, random, written)
        paper = _paper(board, topic, day, numbers, random, now)
        if paper.abstract not in abstracts:
            abstracts.add(paper.abstract)
            written.append(paper)
    if board.portal.tier_id == "province":
        written = [*later_acts(written), *known_papers(board.portal)]
    return sorted(written, key=lambda one: one.issued_on)


def _days(portal: Portal, random: Random, now: datetime) -> list[date]:
    today = now.astimezone(LOCAL_ZONE).date()
    # A body issued nothing before it was there.
    open_for = (today - portal.opened_on).days if portal.opened_on else OLDEST
    oldest = max(NEWEST, min(OLDEST, open_for))
    past = [random.randint(NEWEST, oldest) for _ in range(AMOUNT[portal.tier_id] * 5 // 4)]
    # Most boards published something in the last weeks.
    past[0] = random.randint(NEWEST, min(40, oldest))
    return sorted(
        _working_day(today - timedelta(days=one)) for one in past[: AMOUNT[portal.tier_id]]
    )


def _working_day(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _topic(portal: Portal, random: Random, written: Sequence[DemoPaper]) -> PaperTopic:
    of_state = paper_topics(demo_state_of(portal).code)
    fitting = [topic for topic in of_state if portal.tier_id in topic.tiers]
    fresh = {one.kind for one in written[-2:]}
    weights = [topic.weight / (3 if topic.kind in fresh else 1) for topic in fitting]
    return random.choices(fitting, weights)[0]


def _paper(
    board: Board,
    topic: PaperTopic,
    day: date,
    numbers: dict[str, int],
    random: Random,
    now: datetime,
) -> DemoPaper:
    portal = board.portal
    dates = Dates(day, day + timedelta(days=9), day + timedelta(days=16), day.replace(day=1))
    words = words_for(portal, board.around, dates, random)
    words |= {
        "nam_truoc": str(day.year - 1),
        "quy": ("I", "II", "III", "IV")[(day.month - 1) // 3],
        "thang": str(day.month),
        "ky_hieu": LETTERS.get(portal.code, portal.code),
    }
    writer = Writer(words, random, month=f"{portal.code} {day:%Y-%m}")
    issuer = body_of(portal, topic)
    symbol = writer.write(topic.symbol) or _symbol(portal, topic)
    late = random.randint(4, 12) if random.random() < SHARE_LATE else random.randint(0, 2)
    effective = day + timedelta(days=10) if topic.effective == "+10" else day
    return DemoPaper(
        portal=portal,
        issuer=issuer,
        kind=topic.kind,
        number=_number(symbol, topic, day, numbers, random),
        issued_on=day,
        effective_on=effective,
        abstract=writer.write(random.choice(topic.abstracts)),
        field=topic.field or FIELDS_OF.get(portal.code, "khac"),
        grounds=[writer.write(one) for one in topic.grounds],
        articles=[writer.write(one) for one in topic.articles],
        recipients=[writer.write(one) for one in topic.recipients],
        capacity=topic.capacity,
        position=topic.position,
        signer=signer_of(portal, topic.position),
        published_at=_published(day, late, now, random),
    )


def body_of(portal: Portal, topic: PaperTopic) -> str:
    if topic.issuer == "self":
        return portal.name
    body = "Ủy ban nhân dân" if topic.issuer == "ubnd" else "Hội đồng nhân dân"
    return f"{body} {portal.name_in_sentence}"


def signer_of(portal: Portal, position: str) -> str:
    """Return a plainly made up name, the same for one position of one body."""
    random = Random(f"signer {portal.code} {position}")
    return f"{random.choice(FAMILY_NAMES)} {random.choice(GIVEN_NAMES)}"


def _symbol(portal: Portal, topic: PaperTopic) -> str:
    letters = {"ubnd": "UBND", "hdnd": "HĐND"}.get(topic.issuer)
    return f"{kinds()[topic.kind].symbol}-{letters or LETTERS.get(portal.code, portal.code)}"


def _number(
    symbol: str, topic: PaperTopic, day: date, numbers: dict[str, int], random: Random
) -> str:
    """Return the next number of the series: without holes where the law makes all of it public, but for a few."""
    is_whole = topic.normative or topic.issuer == "hdnd"
    year = f"{day.year}/" if topic.normative else ""
    series = f"{year or day.year}{symbol}"
    step = (2 if random.random() < 0.06 else 1) if is_whole else random.randint(2, 38)
    numbers[series] = numbers.get(series, 0) + step
    return f"{numbers[series]:02d}/{year}{symbol}"


def _published(day: date, late: int, now: datetime, random: Random) -> datetime:
    hour = datetime.combine(
        day + timedelta(days=late), time(random.randint(8, 17), random.randrange(60)), LOCAL_ZONE
    )
    return min(hour, now - timedelta(minutes=random.randint(20, 600)))


def later_acts(written: list[DemoPaper]) -> list[DemoPaper]:
    """Return the papers with acts among them that amend, repeal or replace earlier ones of the same body and kind."""
    normative = [one for one in written if one.effective_on > one.issued_on]
    pairs = []
    for issuer in dict.fromkeys(one.issuer for one in normative):
        own = [one for one in normative if one.issuer == issuer]
        pairs += [(own[at], own[at + 1]) for at in range(0, len(own) - 1, 2)]
    changed = {}
    for number, (old, new) in enumerate(pairs):
        how, words = ACTS[number % len(ACTS)]
        named = f"{old.kind_name} số {old.number} ngày {old.issued_on:%d/%m/%Y} của {old.issuer}"
        changed[new.number] = replace(
            new,
            abstract=words.format(named=named),
            acts_on=(how, old.number),
            articles=[
                f"{words.format(named=named)}.",
                "Các nội dung khác không được nêu tại văn bản này giữ nguyên."
                if how == "amend"
                else "Những việc đang thực hiện dở dang tiếp tục theo quy định mới.",
                new.articles[-1],
            ],
        )
    return [changed.get(one.number, one) for one in written]


def known_papers(province: Portal) -> list[DemoPaper]:
    """Return what people ask for by its number: the rules of the portals themselves, and what changed them."""
    return [_known(province, row) for row in known_rows()]


def _known(province: Portal, row: Mapping[str, Any]) -> DemoPaper:
    published_at = datetime.combine(row["issued_on"] + timedelta(days=1), time(9, 30), LOCAL_ZONE)
    acts_on = (row["acts"], row["acts_on"]) if "acts" in row else None
    return DemoPaper(
        portal=province,
        issuer=f"Ủy ban nhân dân {province.name_in_sentence}",
        kind=row["kind"],
        number=row["number"],
        issued_on=row["issued_on"],
        effective_on=row.get("effective_on", row["issued_on"]),
        in_force_through=row.get("in_force_through"),
        abstract=row["abstract"],
        field=row["field"],
        grounds=row["grounds"],
        articles=row["articles"],
        recipients=row["recipients"],
        capacity="TM",
        position="Chủ tịch",
        signer=signer_of(province, "Chủ tịch"),
        published_at=published_at,
        acts_on=acts_on,
        is_known=True,
    )
