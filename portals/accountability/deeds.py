"""By which deeds it is shown that somebody takes up and answers what citizens ask, in time.

A request is named by its number alone: what a citizen wrote is in no training record.
"""

from __future__ import annotations

from portals.learning.skills.registry import DeedSource, register_deeds

# A request that was taken up in time may be refused later: that is no late look.
_TRIAGE = """
    SELECT event.actor_id AS user_id, event.at, '#' || request.id AS evidence,
        coalesce(request.triaged_at, event.at) <= request.triage_due_at AS is_right
    FROM accountability_caseevent AS event
    JOIN accountability_citizencase AS request ON request.id = event.case_id
    WHERE event.step IN ('accepted', 'refused') AND event.actor_id IS NOT NULL
"""
_ANSWER = """
    SELECT draft.author_id AS user_id, draft.decided_at AS at, '#' || request.id AS evidence,
        request.ended_late IS NOT TRUE AS is_right
    FROM accountability_answerdraft AS draft
    JOIN accountability_citizencase AS request ON request.id = draft.case_id
    WHERE draft.state = 'approved'
"""


def tell_deeds() -> None:
    register_deeds(DeedSource("triage", _TRIAGE))
    register_deeds(DeedSource("answer", _ANSWER))
