"""How long a change of all communes makes writers wait, and whether old addresses answer in one step afterwards."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import batched, cycle, islice

from django.db import connection
from django.utils import timezone
from tqdm import tqdm

from editorial.models import ArticlePage, Placement
from portals.boards.enums import Position
from portals.boards.models import User
from portals.clock import local_date
from portals.models import Portal
from portals.operations.bench.cast import username_of
from portals.operations.bench.measure import Cast, Measured, seconds
from portals.operations.bench.registry import Amiss, BenchOption
from portals.operations.bench.serving import served
from portals.operations.bench.table import BenchResult, TableRow, ms
from portals.reforms.actions import ask_for_plan, enter_reform
from portals.reforms.enums import ActDirection
from portals.reforms.jobs import make_plans
from portals.reforms.models import Reform, ReformAct
from portals.reforms.old_addresses import what_is_wrong_at
from portals.reforms.sheet import ReformLine, ReformUnitSpec
from portals.reforms.switch_actions import confirm_reform_act, run_reform_act, want_reform_act

from .copied_stories import COPIES, copy_stories
from .old_addresses import OldStoryAddress, generated_addresses, wrong_in_bulk
from .province import member_of

PLACEMENTS = BenchOption("placements", "placements in all, filled up by sets of rows", 0)
UNITS = BenchOption("units", "communes after the change", 99)
ADDRESSES = BenchOption("addresses", "old addresses that are generated and resolved", 1_000_000)
# Of every third new commune the news of those that were move to it; of the others all stands as an archive.
MOVING_EVERY = 3
MOST_WINDOW = 60.0
ASKED_BY_HTTP = 500
BETWEEN_DRAFTS = 0.1
PORTALS_AT_ONCE = 5
_FILL = """
    INSERT INTO editorial_placement
        (portal_id, section_id, story_id, role, kind, via, placed_at, removal_kind, removal_reason)
    SELECT section.portal_id, section.page_ptr_id, story.story_id, 'republished', story.kind, 'bench',
        story.placed_at + interval '1 second', '', ''
    FROM editorial_sectionpage AS section, editorial_placement AS story
    WHERE section.portal_id = ANY(%(portals)s) AND section.section_type_id = 'tin-tuc'
      AND story.portal_id = %(province)s AND story.role = 'origin' AND story.removed_at IS NULL
      AND story.story_id IN (SELECT story_id FROM editorial_placement WHERE portal_id = %(province)s
                             AND role = 'origin' ORDER BY story_id LIMIT %(stories)s)
    ON CONFLICT (story_id, portal_id) WHERE removed_at IS NULL DO NOTHING
"""


def measure_reforms(cast: Cast) -> list[Measured]:
    """Seconds of the plan, of the window in which writers wait, of one old address, and of taking all back."""
    copy_stories(province=cast.province, wanted=cast.options[COPIES.name] or 0)
    _fill_up(cast)
    now = timezone.now()
    deputy = member_of(cast.province, Position.DEPUTY, username_of(Position.DEPUTY))
    reform, planned = _planned(cast, now)
    wanted = cast.options[ADDRESSES.name] or 0
    addresses = list(generated_addresses(_ending(reform), wanted))

    with _writing(cast) as writers:
        forward = _done(reform, ActDirection.FORWARD, cast.head, deputy, now)
    found = forward.findings or {}
    if found["differences"]:
        raise Amiss(f"It did otherwise than planned: {found['differences'][:3]}")
    if writers.faults:
        raise Amiss(f"Who wrote meanwhile met {writers.faults[0]}.")
    window = Measured(
        name="reforms.window",
        ours_seconds=(forward.took_ms or 0) / 1000,
        more={
            "rows_written": forward.changes.count(),
            "placements": Placement.objects.count(),
            "moved": Placement.objects.filter(removal_kind="moved").count(),
            "longest_wait_seconds": writers.longest,
            "drafts": writers.drafts,
        },
    )
    asked = _addresses(addresses)
    taken = seconds(lambda: _done(reform, ActDirection.BACK, cast.head, deputy, timezone.now()))
    return [
        Measured(name="reforms.plan", ours_seconds=planned),
        window,
        asked,
        Measured(name="reforms.undo", ours_seconds=taken),
    ]


def _fill_up(cast: Cast) -> None:
    """Let the oldest stories of the province stand on every portal, until there are as many placements as wanted."""
    wanted = (cast.options[PLACEMENTS.name] or 0) - Placement.objects.count()
    portals = list(Portal.objects.exclude(pk=cast.province.pk).values_list("pk", flat=True))
    stories = (
        Placement.objects.filter(via="bench", portal=portals[0]).exclude(role="origin").count()
    )
    each = stories + max(0, wanted) // len(portals)
    if wanted <= 0:
        return
    with tqdm(total=len(portals), desc="placements", disable=None) as bar:
        for some in batched(portals, PORTALS_AT_ONCE):
            with connection.cursor() as cursor:
                cursor.execute(
                    _FILL, {"portals": list(some), "province": cast.province.pk, "stories": each}
                )
            bar.update(len(some))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE editorial_placement")


def _planned(cast: Cast, now: datetime) -> tuple[Reform, float]:
    """The change by which all communes become `units`, entered and planned; and how long its plan took."""
    units = cast.options[UNITS.name] or 1
    communes = list(Portal.objects.exclude(pk=cast.province.pk).order_by("pk"))
    reform = enter_reform(
        title="Sắp xếp để đo",
        mandate=f"Đo {now:%H:%M:%S}",
        # Sections move on the first of a month; what is late is carried out all the same.
        takes_effect_on=local_date(now).replace(day=1),
        lines=_lines(communes, units, cast.province),
        actor=cast.head,
        now=now - timedelta(days=32),
    )
    ask_for_plan(reform=reform, actor=cast.head, now=now)
    taken = seconds(lambda: make_plans(now=now))
    return reform, taken


def _lines(communes: Sequence[Portal], units: int, province: Portal) -> list[ReformLine]:
    return [
        ReformLine(
            line,
            portal.code,
            portal.name,
            kind="merge",
            result=ReformUnitSpec(f"M{unit}", f"Xã Sau Đo {unit}", portal.tier_id, province.code),
            sections=("tin-tuc",) if unit % MOVING_EVERY == 0 else (),
        )
        for line, portal in enumerate(communes, start=2)
        for unit in [(line - 2) % units]
    ]


def _ending(reform: Reform) -> list[int]:
    return [pk for pk in reform.rows.values_list("original", flat=True) if pk]


def _done(
    reform: Reform, direction: ActDirection, first: User, second: User, now: datetime
) -> ReformAct:
    act = want_reform_act(reform=reform, direction=direction, actor=first, now=now)
    confirm_reform_act(act=act, actor=second, now=now)
    done = run_reform_act(act_id=act.pk, now=now)
    if done is None or done.done_at is None:
        raise Amiss(done.failure if done else "The act was not carried out.")
    return done


@dataclass(slots=True)
class _Writers:
    longest: float = 0.0
    drafts: int = 0
    faults: list[str] = field(default_factory=list)


@contextmanager
def _writing(cast: Cast) -> Iterator[_Writers]:
    """Save drafts on the portal that stays and on those that end, again and again, until the block is over."""
    found, over = _Writers(), threading.Event()
    pages = [
        ArticlePage.objects.filter(placements__portal=portal, placements__role="origin").first()
        for portal in (cast.province, *Portal.objects.exclude(pk=cast.province.pk)[:4])
    ]

    def write() -> None:
        try:
            for page in cycle(filter(None, pages)):
                if over.wait(BETWEEN_DRAFTS):
                    return
                draft = ArticlePage.objects.get(pk=page.pk)
                draft.title = f"Bản nháp {found.drafts}"
                found.longest = max(found.longest, seconds(draft.save_revision))
                found.drafts += 1
        except Exception as error:  # noqa: BLE001  (told by the bench, which ends with it)
            found.faults.append(f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()


def _addresses(addresses: Sequence[OldStoryAddress]) -> Measured:
    began = time.perf_counter()
    wrong = wrong_in_bulk(addresses)
    taken = time.perf_counter() - began
    if wrong:
        raise Amiss(f"{len(wrong)} of {len(addresses)} old addresses do not answer: {wrong[:3]}")
    step = max(1, len(addresses) // ASKED_BY_HTTP)
    some = list(islice(addresses, 0, None, step))[:ASKED_BY_HTTP]
    with served() as server:
        faults = [
            fault
            for one in some
            if (fault := what_is_wrong_at((one.hostname, one.path), server.port))
        ]
    if faults:
        raise Amiss(f"{len(faults)} of {len(some)} old addresses by HTTP: {faults[:3]}")
    return Measured(
        name="reforms.addresses",
        ours_seconds=taken,
        more={"resolved": len(addresses), "by_http": len(some)},
    )


def reform_rows(one: BenchResult, name: str) -> Iterator[TableRow]:
    ours, what = ms(one["ours_seconds"]), f"Change of units: {name}"
    target, met = "-", True
    if name == "window":
        what = f"Change of units: writers wait ({one['placements']:,} placements)"
        ours += f", {one['rows_written']:,} rows; longest wait {ms(one['longest_wait_seconds'])}"
        target, met = ms(MOST_WINDOW), one["ours_seconds"] <= MOST_WINDOW
    elif name == "addresses":
        what = f"{one['resolved']:,} old addresses in one step"
        ours += f", {one['by_http']} by HTTP"
        target = "all"
    yield TableRow(what=what, stock="none", limit="-", ours=ours, target=target, met=met)
