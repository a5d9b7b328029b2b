"""The rules of the floor `syndication`: dispatches, deliveries, proposals, recalls and their proof, own versions."""

from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Model

from editorial.models import Correction
from syndication.adaptations.models import Adaptation, SourceChange
from syndication.models import (
    Delivery,
    Dispatch,
    DutyShift,
    Nudge,
    Objection,
    PortalList,
    Proposal,
    Recall,
    RecallRequest,
    ReceivingGrant,
    SectionChoice,
    StandingRule,
)
from syndication.recalls.models import ProvenAddress, RecallCertificate, RecallProof
from tests.constraints.rows import ANOTHER, Recipe
from tests.constraints.violations import Violation, below_zero, broken, twice
from tests.factories import NOON

BEFORE = NOON - timedelta(hours=1)
ON_TOP = {
    "urgency": "urgent",
    "confirmed_by": ANOTHER,
    "confirmed_at": NOON,
    "urgent_until": NOON,
    "urgent_slot": 1,
}

RECIPES: dict[type[Model], Recipe] = {
    Adaptation: {"copy": ANOTHER},
    RecallProof: {"recall": lambda rows: rows.one(Recall)},
}

VIOLATIONS: list[Violation] = [
    # Dispatches
    broken("ended_dispatch_has_an_hour", Dispatch, state="recalled"),
    broken("priority_has_a_deadline", Dispatch, urgency="priority"),
    broken("urgent_is_confirmed_and_ends", Dispatch, urgency="urgent"),
    broken("urgent_takes_two_people", Dispatch, confirmed_by=F("sent_by")),
    broken("urgent_slots_are_few", Dispatch, given=ON_TOP, urgent_slot=4),
    *below_zero(Dispatch, "urgent_slot"),
    twice(
        "urgent_slot_held_by_one",
        Dispatch,
        given=ON_TOP,
        besides={"story": ANOTHER},
        urgent_slot=2,
    ),
    twice(
        "story_is_urgent_once", Dispatch, given=ON_TOP, besides={"urgent_slot": 2}, story=ANOTHER
    ),
    # What becomes of them
    broken("failed_delivery_says_why", Delivery, state="failed"),
    broken("a_hand_has_a_name", Delivery, how="hand"),
    twice("delivered_once_a_portal", Delivery, portal=ANOTHER),
    broken("objection_says_why", Objection, reason=""),
    broken("answered_objection_has_a_hand", Objection, state="accepted"),
    broken(
        "refused_objection_says_why",
        Objection,
        state="refused",
        answered_at=NOON,
        answered_by=ANOTHER,
    ),
    twice("syndication_objection_delivery_id_key", Objection, delivery=ANOTHER),
    twice("one_nudge_a_portal_and_day", Nudge, day=date(2031, 3, 8)),
    # What boards and desks arrange
    broken("taken_over_after_handed_over", DutyShift, taken_over_at=NOON),
    twice("one_on_duty_at_a_time", DutyShift, period=DateTimeTZRange(BEFORE, NOON)),
    # The sender and the section are empty: as a rule for all of them it is held too.
    twice("one_rule_a_sender_and_section", StandingRule, portal=ANOTHER),
    twice("one_section_a_portal_and_kind", SectionChoice, portal=ANOTHER),
    twice("one_list_an_owner_and_name", PortalList, name="khác"),
    twice(
        "syndication_portallist_p_portallist_id_portal_id_a83e96cf_uniq",
        PortalList.portals.through,
        portal=ANOTHER,
    ),
    broken("decided_proposal_has_an_hour", Proposal, state="taken"),
    broken("declined_proposal_says_why", Proposal, state="declined", decided_at=NOON),
    twice("one_proposal_waits_a_receiver", Proposal, receiver=ANOTHER),
    broken("ended_receiving_grant_has_a_hand", ReceivingGrant, ended_at=NOON),
    twice("one_receiving_grant_a_portal", ReceivingGrant, portal=ANOTHER),
    # Recalls and their proof
    broken("recall_says_why", Recall, reason=""),
    *below_zero(Recall, "placements_ended"),
    broken("recall_request_says_why", RecallRequest, reason=""),
    broken("recall_request_is_settled_whole", RecallRequest, answer="Đúng rồi"),
    twice("recall_is_asked_for_once", RecallRequest, story=ANOTHER),
    broken("proven_after_it_was_planned", RecallProof, proven_at=NOON),
    broken("proof_of_a_recall_or_a_correction", RecallProof, recall=None),
    twice("proof_recallproof_recall_id_key", RecallProof, recall=ANOTHER),
    twice(
        "proof_recallproof_correction_id_key",
        RecallProof,
        given={"recall": None, "correction": lambda rows: rows.one(Correction)},
        correction=ANOTHER,
    ),
    broken("right_answer_has_status_and_hour", ProvenAddress, state="right"),
    *below_zero(ProvenAddress, "status", "tries"),
    twice("address_proven_once", ProvenAddress, path="/khac/"),
    twice("proof_recallcertificate_proof_id_key", RecallCertificate, proof=ANOTHER),
    # Own versions
    broken("own_version_is_not_its_source", Adaptation, copy=F("source")),
    twice(
        "one_own_version_a_portal_and_source", Adaptation, besides={"copy": ANOTHER}, portal=ANOTHER
    ),
    twice("adapting_adaptation_copy_id_key", Adaptation, besides={"portal": ANOTHER}, copy=ANOTHER),
    broken("decided_source_change_has_an_hour", SourceChange, outcome="khac"),
    broken(
        "source_change_in_force_after_it_happened",
        SourceChange,
        outcome="khac",
        decided_at=NOON,
        in_force_at=BEFORE,
    ),
]
COMPANIONS: dict[str, dict[str, object]] = {
    "proof_recallproof.correction_id": {"recall": None},
    "syndication_receivinggrant.ended_by_id": {"ended_at": NOON},
    "syndication_recallrequest.recall_id": {"settled_at": NOON, "settled_by": ANOTHER},
    "syndication_recallrequest.settled_by_id": {"settled_at": NOON, "answer": "Đúng rồi"},
    "syndication_delivery.by_id": {"how": "hand"},
}
