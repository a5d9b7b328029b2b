"""What must hold of requests of citizens. Asked by `doctor`."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from portals.operations.checking import Check

from .chains import told_lost_clocks
from .erasing import OF_PERSON
from .sweeping import LONG_GONE, strays

# The job of the night has two days. The rule itself is `erasing.past_retention`.
_KEPT_TOO_LONG = """
    SELECT 'request ' || citizen.id || ' ended on ' || citizen.ended_at::date || ' and is past its retention'
    FROM accountability_citizencase citizen
    JOIN accountability_caseterm term ON term.step = 'retention' AND term.kind = citizen.kind
        AND term.period @> (citizen.arrived_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
    LEFT JOIN accountability_citizencase other ON other.id = citizen.joined_into_id
    WHERE citizen.state = 'ended' AND citizen.erased_at IS NULL
      AND citizen.ended_at <= %(now)s - make_interval(days => term.days + 2)
      AND coalesce(other.state, 'ended') = 'ended'
      AND NOT EXISTS (
          SELECT FROM accountability_casereview review WHERE review.case_id = citizen.id AND review.decided_at IS NULL
      )
"""
_STILL_THERE = f"""
    SELECT 'request ' || citizen.id || ' was erased and still holds personal data'
    FROM accountability_citizencase citizen
    WHERE citizen.erased_at IS NOT NULL AND (
        {" || ".join(f"citizen.{name}" for name in OF_PERSON)} <> ''
        OR EXISTS (SELECT FROM accountability_casetext held WHERE held.case_id = citizen.id AND held.text <> '')
        OR EXISTS (
            SELECT FROM accountability_casefile held
            WHERE held.case_id = citizen.id AND (
                held.redacted_from_id IS NULL AND held.file <> ''
                OR held.redacted_from_id IS NOT NULL AND citizen.released_at IS NULL
            )
        )
        OR EXISTS (
            SELECT FROM accountability_fileredaction chosen
            JOIN accountability_casefile held ON held.id = chosen.original_id
            WHERE held.case_id = citizen.id AND (
                citizen.released_at IS NULL OR chosen.state <> 'done'
                OR EXISTS (SELECT FROM accountability_redactionpage page WHERE page.redaction_id = chosen.id)
            )
        )
        OR EXISTS (SELECT FROM accountability_caserating held WHERE held.case_id = citizen.id AND held.words <> '')
        OR EXISTS (
            SELECT FROM accountability_answerdraft held
            WHERE held.case_id = citizen.id AND (
                held.text <> '' OR citizen.released_at IS NULL
                AND held.public_subject || held.public_question || held.public_answer <> ''
            )
        )
        OR EXISTS (
            SELECT FROM accountability_refusalcheck held
            WHERE held.case_id = citizen.id AND held.reason NOT IN ('', '–')
        )
        OR EXISTS (
            SELECT FROM accountability_answerpromise held
            WHERE held.case_id = citizen.id AND held.state <> 'open' AND NOT held.is_public AND held.words <> '–'
        )
    )
"""
_UNDECIDED = """
    SELECT 'request ' || demand.case_id || ': the demand to erase was to be decided on by ' || demand.due_at
    FROM accountability_erasuredemand demand WHERE demand.decided_at IS NULL AND demand.due_at < %(now)s
"""
_NOT_COUNTED = """
    SELECT 'calendar of ' || notice.day || ', known since ' || notice.known_at
    FROM accountability_calendarnotice notice
    LEFT JOIN accountability_countednotice counted ON counted.notice_id = notice.id
    WHERE counted.notice_id IS NULL AND notice.known_at < %(now)s - interval '1 hour'
"""


def request_checks() -> Sequence[Check]:
    return (
        Check(
            "requests.retention",
            "what citizens told of themselves is kept no longer than its dated term",
            _KEPT_TOO_LONG,
        ),
        Check("requests.erased", "what was erased is gone, texts and files as well", _STILL_THERE),
        Check(
            "requests.files",
            "the private store has no file that no request knows",
            lambda: list(strays(older_than=timezone.now() - LONG_GONE)),
        ),
        Check(
            "requests.demands",
            "demands to erase personal data are decided on within their time",
            _UNDECIDED,
        ),
        Check(
            "requests.calendar",
            "open requests were counted anew with every change of the calendar",
            _NOT_COUNTED,
        ),
        Check(
            "requests.chains",
            "what was joined one into the next goes on with the earliest clock of all",
            lambda: list(told_lost_clocks()),
        ),
    )
