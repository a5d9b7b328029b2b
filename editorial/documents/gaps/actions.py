"""Finding missing numbers, and what a board says of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.documents.importing.actions import section_of_documents
from editorial.models import ListedNumber, NumberGap, NumberList, OfficialDocumentPage, Placement
from editorial.models.number_gap import WITH_REASON, GapAnswer
from editorial.permissions import holds_post_for
from portals.boards.enums import STANDING_EDITORS
from portals.calendar.working_days import load_calendar
from portals.models import Portal
from portals.pagecache.cache_invalidation import change_editions
from portals.refusals import NotYourOffice, Refusal

if TYPE_CHECKING:
    from portals.boards.models import User

# The province's target after the number was noticed, and how long the board is heard before citizens are told.
DAYS_TO_PUBLISH = 2
DAYS_TO_ANSWER = 10
# Resolutions of people's councils ("NQ-HĐND"); of all others only those with the year in their number.
COUNCIL = "nq-hdnd/"
# A mistyped number must not make a thousand missing ones: a series with so many for each one that is there is none.
MOST_FOR_EACH = 20

# Each document looks back to the one before it in its series: what lies between is missing. The board that holds
# most of a series is asked for it.
_MISSING = """
    WITH present AS (
        SELECT document.issuer_key, document.series, document.is_normative, document.serial,
            document.number, document.issuer, document.issued_on, placement.portal_id,
            lag(document.serial, 1, 0) OVER line AS before,
            count(*) OVER whole AS held, max(document.serial) OVER whole AS last
        FROM {document} AS document
        JOIN {placement} AS placement ON placement.story_id = document.storypage_ptr_id
            AND placement.role = 'origin' AND placement.removed_at IS NULL
        WHERE document.identity <> '' AND (document.is_normative OR document.series ^@ %(council)s)
        WINDOW whole AS (PARTITION BY document.issuer_key, document.series, document.is_normative),
            line AS (whole ORDER BY document.serial)
    ), home AS (
        SELECT DISTINCT ON (issuer_key, series, is_normative)
            issuer_key, series, is_normative, portal_id, max(issuer) AS issuer
        FROM present GROUP BY 1, 2, 3, 4
        ORDER BY issuer_key, series, is_normative, count(*) DESC, portal_id
    )
    SELECT home.portal_id, home.issuer, home.issuer_key, home.series, home.is_normative,
        missing.serial, later.number, later.issued_on
    FROM present AS later
    JOIN home USING (issuer_key, series, is_normative)
    JOIN {portal} AS portal ON portal.id = home.portal_id AND portal.closed_on IS NULL
    CROSS JOIN LATERAL generate_series(later.before + 1, later.serial - 1) AS missing (serial)
    WHERE later.last <= later.held * %(most)s AND later.issued_on >= portal.opened_on
"""
# Numbers that a records office named as public, of which no document is public on whatever portal.
_LISTED = """
    SELECT list.portal_id, listed.issuer, listed.issuer_key, listed.series, listed.is_normative,
        listed.serial, listed.number, listed.issued_on
    FROM {listed} AS listed
    JOIN {list} AS list ON list.id = listed.number_list_id AND list.ended_at IS NULL
    JOIN {portal} AS portal ON portal.id = list.portal_id AND portal.closed_on IS NULL
    WHERE NOT EXISTS (
        SELECT FROM {document} AS document
        JOIN {placement} AS placement ON placement.story_id = document.storypage_ptr_id
            AND placement.role = 'origin' AND placement.removed_at IS NULL
        WHERE document.issuer_key = listed.issuer_key AND document.series = listed.series
            AND document.serial = listed.serial AND document.is_normative = listed.is_normative
            AND document.identity <> ''
    )
    ORDER BY list.declared_at DESC, listed.id DESC
"""


@dataclass(frozen=True, slots=True)
class _Missing:
    portal_id: int
    issuer: str
    issuer_key: str
    series: str
    is_normative: bool
    serial: int
    next_number: str
    known_on: date

    @property
    def key(self) -> tuple[str, str, bool, int]:
        return self.issuer_key, self.series, self.is_normative, self.serial

    @property
    def number(self) -> str:
        """As the next one is printed: "79/2025/QĐ-UBND" before "80/2025/QĐ-UBND"."""
        return f"{self.serial}/{self.next_number.partition('/')[2]}"


def note_gaps(*, now: datetime) -> int:
    """Note numbers that are missing and close those that came; return how many changed. Safe to run twice at once."""
    with transaction.atomic():
        missing = {one.key: one for one in _missing()}
        known = {
            (gap.issuer_key, gap.series, gap.is_normative, gap.serial): gap
            for gap in NumberGap.objects.select_for_update().order_by("pk")
        }
        calendar = load_calendar()
        due = calendar.add_working_days(now, DAYS_TO_PUBLISH)
        public_from = calendar.add_working_days(now, DAYS_TO_ANSWER)
        new = [
            NumberGap(
                portal_id=one.portal_id,
                issuer=one.issuer,
                issuer_key=one.issuer_key,
                series=one.series,
                is_normative=one.is_normative,
                serial=one.serial,
                number=one.number,
                known_on=one.known_on,
                noticed_at=now,
                due_at=due,
                public_from=public_from,
            )
            for key, one in missing.items()
            if key not in known
        ]
        came = [gap for key, gap in known.items() if gap.closed_at is None and key not in missing]
        gone = [gap for key, gap in known.items() if gap.closed_at is not None and key in missing]
        NumberGap.objects.bulk_create(new, ignore_conflicts=True)
        NumberGap.objects.filter(pk__in=[gap.pk for gap in came]).update(closed_at=now)
        # Its document was withdrawn: what was said before does not answer for that.
        NumberGap.objects.filter(pk__in=[gap.pk for gap in gone]).update(
            closed_at=None,
            answer="",
            reason="",
            answered_by=None,
            answered_at=None,
            noticed_at=now,
            due_at=due,
            public_from=public_from,
        )
        changed = [*new, *came, *gone]
        change_editions(portal_ids={gap.portal_id for gap in changed})
    return len(changed)


def answer_gap(*, gap: NumberGap, answer: str, reason: str, actor: User, now: datetime) -> None:
    """Say what is with a missing number, in place of what was said before; citizens see it from now on.

    For head, deputy and secretary of the portal's board. A number that is left missing needs a reason. Logged.
    """
    section = section_of_documents(gap.portal)
    if not holds_post_for(actor, section, now, STANDING_EDITORS):
        raise NotYourOffice(
            _("Only head, deputy head and secretary of this portal's board may answer for it.")
        )
    reason = " ".join(reason.split())
    if answer not in GapAnswer.values:
        raise Refusal(_("Choose what is with this number."))
    if answer in WITH_REASON and not reason:
        raise Refusal(_("Say why: citizens read it."))
    if len(reason) > 300:
        raise Refusal(_("The reason is longer than 300 characters. Shorten it."))
    with transaction.atomic():
        held = NumberGap.objects.select_for_update().get(pk=gap.pk)
        if held.closed_at is not None:
            raise Refusal(_("The document of this number was published meanwhile."))
        held.answer, held.reason, held.answered_by, held.answered_at = answer, reason, actor, now
        held.save(update_fields=["answer", "reason", "answered_by", "answered_at"])
        log(
            instance=section,
            action="editorial.answer_gap",
            user=actor,
            data={
                "portal": gap.portal_id,
                "number": gap.number,
                "answer": answer,
                "reason": reason,
            },
        )
        change_editions(portal_ids=[gap.portal_id])


def _missing() -> list[_Missing]:
    """Return what is missing: of one number first the latest list, then the first one, and last what the law says."""
    tables = {
        "document": OfficialDocumentPage._meta.db_table,
        "placement": Placement._meta.db_table,
        "portal": Portal._meta.db_table,
        "listed": ListedNumber._meta.db_table,
        "list": NumberList._meta.db_table,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LISTED.format(**tables))
        listed = [_Missing(*row) for row in cursor.fetchall()]
        cursor.execute(_MISSING.format(**tables), {"council": COUNCIL, "most": MOST_FOR_EACH})
        return [*listed, *(_Missing(*row) for row in cursor.fetchall())]
