"""By which deeds it is shown that somebody minds the score, and which measures are lost for want of which skill."""

from __future__ import annotations

from portals.learning.skills.registry import (
    DeedSource,
    LossSource,
    register_deeds,
    register_losses,
)

# Whose points a skill would have kept. Measures of no skill, such as links, are mended by nobody's training.
SKILLS_OF_MEASURES = {
    "news.original": "write",
    "news.longest_gap": "write",
    "news.delay": "write",
    "news.illustrated": "pictures",
    "content.accessible": "pictures",
    "own.reviews": "approve",
    "republishing.province": "receive",
    "republishing.government": "receive",
    "republishing.corrections": "receive",
    "schedules.weeks": "week",
    "documents.register": "document",
    "files.searchable": "document",
    "cases.triaged": "triage",
    "cases.answered": "answer",
    "cases.information": "answer",
    "round.in_time": "score",
}
_SCORE = """
    SELECT signed.signed_by_id AS user_id, signed.signed_at AS at, to_char(round.month, 'MM/YYYY') AS evidence,
        true AS is_right
    FROM scoring_selfassessment AS signed
    JOIN scoring_scorecard AS card ON card.id = signed.card_id
    JOIN scoring_round AS round ON round.id = card.round_id
    UNION ALL
    SELECT appeal.made_by_id, appeal.made_at, to_char(round.month, 'MM/YYYY') || ' ' || appeal.criterion_code, true
    FROM scoring_appeal AS appeal
    JOIN scoring_scorecard AS card ON card.id = appeal.card_id
    JOIN scoring_round AS round ON round.id = card.round_id
"""
_LOST = """
    SELECT card.portal_id, belongs.skill, round.month,
        (line ->> 'most')::numeric - (line ->> 'points')::numeric AS points
    FROM scoring_scorecard AS card
    JOIN scoring_round AS round ON round.id = card.round_id AND round.month >= %(since)s
    LEFT JOIN scoring_proceeding AS proceeding ON proceeding.id = card.proceeding_id
    LEFT JOIN scoring_owncard AS own ON own.card_id = card.id
    CROSS JOIN LATERAL jsonb_array_elements(card.lines -> 'criteria') AS line
    JOIN scoring_rubricgroup AS part ON part.rubric_id = card.rubric_id
    JOIN scoring_criterion AS criterion ON criterion.group_id = part.id AND criterion.code = line ->> 'code'
    JOIN (VALUES {pairs}) AS belongs (measure, skill) ON belongs.measure = criterion.measure
    WHERE line ->> 'points' IS NOT NULL
        AND (proceeding.published_at IS NOT NULL OR own.published_at IS NOT NULL OR round.published_at IS NOT NULL)
"""


def tell_deeds() -> None:
    pairs = ", ".join(f"('{measure}', '{skill}')" for measure, skill in SKILLS_OF_MEASURES.items())
    register_deeds(DeedSource("score", _SCORE))
    register_losses(LossSource("scores", _LOST.format(pairs=pairs)))
