"""By which deeds the skills of this floor are shown: texts and what became of them, weeks, corrections."""

from __future__ import annotations

from portals.learning.skills.registry import DeedSource, register_deeds

# What somebody submitted: how often others sent it back, and when it was approved. Taking back one's own is no return.
_REVIEWS = """
    SELECT review.id, review.created_at AS begun_at, review.requested_by_id AS user_id, page.id AS page_id, page.title,
        approval.approved_at, returns.times AS returned
    FROM wagtailcore_workflowstate AS review
    JOIN editorial_approval AS approval ON approval.workflow_state_id = review.id AND approval.taken_back_at IS NULL
    JOIN wagtailcore_page AS page ON page.id = approval.page_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS times FROM wagtailcore_taskstate AS step
        WHERE step.workflow_state_id = review.id AND step.status = 'rejected'
            AND step.finished_by_id IS DISTINCT FROM review.requested_by_id
    ) AS returns
    WHERE review.requested_by_id IS NOT NULL
"""
_RETURNS = """
    SELECT review.requested_by_id AS user_id, step.finished_at, step.comment, page.id AS page_id, page.title,
        row_number() OVER (PARTITION BY review.id ORDER BY step.finished_at) AS nth
    FROM wagtailcore_taskstate AS step
    JOIN wagtailcore_workflowstate AS review ON review.id = step.workflow_state_id
    JOIN wagtailcore_page AS page ON page.id::text = review.object_id
    WHERE step.status = 'rejected' AND step.finished_at IS NOT NULL AND review.requested_by_id IS NOT NULL
        AND step.finished_by_id IS DISTINCT FROM review.requested_by_id
"""
_WRITE = f"""
    SELECT user_id, approved_at AS at, title AS evidence, true AS is_right, begun_at
    FROM ({_REVIEWS}) AS texts WHERE returned = 0
    UNION ALL
    SELECT user_id, finished_at, title, false, finished_at FROM ({_RETURNS}) AS returns
"""
# A return is one for its pictures where its reason speaks of them, and not of "tình hình", "hình thức", "ảnh hưởng".
_OF_PICTURES = r"(^|\W)(ảnh(?!\s+hưởng)|hình\s+ảnh|(tấm|bức)\s+hình)(\W|$)"
_PICTURES = f"""
    SELECT user_id, approved_at AS at, texts.title AS evidence, true AS is_right, begun_at FROM ({_REVIEWS}) AS texts
    JOIN editorial_storypage AS story ON story.page_ptr_id = texts.page_id
    WHERE returned = 0 AND story.lead_image_id IS NOT NULL AND story.lead_image_alt <> ''
    UNION ALL
    SELECT user_id, finished_at, title, false, finished_at FROM ({_RETURNS}) AS returns
    WHERE comment ~* '{_OF_PICTURES}'
"""
_MEND = f"""
    SELECT user_id, approved_at AS at, title AS evidence, true AS is_right, begun_at
    FROM ({_REVIEWS}) AS texts WHERE returned = 1
    UNION ALL
    SELECT user_id, finished_at, title, false, finished_at FROM ({_RETURNS}) AS returns WHERE nth > 1
"""
_DOCUMENT = f"""
    SELECT user_id, approved_at AS at, title AS evidence, true AS is_right, begun_at FROM ({_REVIEWS}) AS texts
    JOIN editorial_officialdocumentpage AS document ON document.storypage_ptr_id = texts.page_id WHERE returned = 0
    UNION ALL
    SELECT user_id, finished_at, title, false, finished_at FROM ({_RETURNS}) AS returns
    JOIN editorial_officialdocumentpage AS document ON document.storypage_ptr_id = returns.page_id
"""
# What was looked at afterwards and found wrong, or withdrawn as published in error, was approved wrongly.
_APPROVE = """
    SELECT approval.approver_id AS user_id, coalesce(wrong.at, approval.approved_at) AS at, page.title AS evidence,
        wrong.at IS NULL AS is_right
    FROM editorial_approval AS approval
    JOIN wagtailcore_page AS page ON page.id = approval.page_id
    CROSS JOIN LATERAL (
        SELECT min(found.at) AS at FROM (
            SELECT later.checked_at AS at FROM editorial_latercheck AS later
            WHERE later.approval_id = approval.id AND later.verdict IN ('withdrawn', 'faulted')
            UNION ALL
            SELECT withdrawal.removed_at FROM editorial_storywithdrawal AS withdrawal
            WHERE withdrawal.story_id = approval.page_id AND withdrawal.kind = 'in_error'
                AND withdrawal.removed_at > approval.approved_at
        ) AS found
    ) AS wrong
    WHERE approval.taken_back_at IS NULL
"""
_CORRECT = """
    SELECT correction.written_by_id AS user_id, correction.published_at AS at, page.title AS evidence, true AS is_right,
        correction.written_at AS begun_at
    FROM editorial_correction AS correction JOIN wagtailcore_page AS page ON page.id = correction.story_id
    WHERE correction.published_at IS NOT NULL
    UNION ALL
    SELECT withdrawal.by_id, withdrawal.removed_at, page.title, true, withdrawal.removed_at
    FROM editorial_storywithdrawal AS withdrawal JOIN wagtailcore_page AS page ON page.id = withdrawal.story_id
"""
# By the hour of the list of duties, which knows of days off; without one by Monday morning.
_WEEK = """
    SELECT week.published_by_id AS user_id, week.published_at AS at,
        to_char(week.monday, 'DD/MM/YYYY') || ' · ' || portal.name AS evidence,
        week.published_at <= coalesce(owed.due_at, (week.monday + time '08:00') AT TIME ZONE 'Asia/Ho_Chi_Minh')
            AS is_right
    FROM schedules_leaderschedule AS week
    JOIN portals_portal AS portal ON portal.id = week.portal_id
    LEFT JOIN LATERAL (
        SELECT min(obligation.due_at) AS due_at FROM duties_obligation AS obligation
        JOIN duties_duty AS duty ON duty.id = obligation.duty_id
        WHERE obligation.portal_id = week.portal_id AND obligation.starts_on = week.monday
            AND duty.fulfilled_by = 'schedule:week'
    ) AS owed ON true
    WHERE week.published_at IS NOT NULL
"""


def tell_deeds() -> None:
    for skill, sql in (
        ("write", _WRITE),
        ("pictures", _PICTURES),
        ("mend", _MEND),
        ("document", _DOCUMENT),
        ("approve", _APPROVE),
        ("correct", _CORRECT),
        ("week", _WEEK),
    ):
        register_deeds(DeedSource(skill, sql))
