"""The rules of the floor `portals`: portals and their ties, boards, calendar, offices, visits, the door."""

from datetime import UTC, date, datetime, time, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Model

from portals.accountability.models import (
    AnswerDraft,
    AnswerPromise,
    AnswerTemplate,
    CalendarNotice,
    CaseConsult,
    CaseEvent,
    CaseFile,
    CaseRating,
    CaseReview,
    CaseTerm,
    CaseText,
    CitizenCase,
    CorrectionRuling,
    CouncilPetition,
    DueMove,
    ErasureDemand,
    ErasureGround,
    FileRedaction,
    NationalHandover,
    RedactionPage,
    RefusalGround,
)
from portals.audit_log.models import Retention, RetentionRun
from portals.auditors.models import AuditDecision, Auditor, AuditorAccess
from portals.boards.models import (
    Absence,
    BoardMember,
    Delegation,
    EditorialBoard,
    Invitation,
    RequiredPost,
    RightsGroup,
    StandingWaiver,
    User,
)
from portals.calendar.models import CalendarDay, WorkingHours
from portals.duties.models import Duty, DutyExemption, Obligation
from portals.ledger.models import (
    LedgerCosignature,
    LedgerEntry,
    LedgerGrowth,
    LedgerKey,
    LedgerLeaf,
    LedgerSalt,
    LedgerTile,
)
from portals.mail.models import OutgoingMail
from portals.models import (
    Cluster,
    ClusterMembership,
    Oversight,
    Portal,
    PortalAddress,
    SocialAccount,
    Succession,
    Tier,
)
from portals.organisation.models import Official, Unit
from portals.sign_in.models import KnownDevice
from portals.visits.models import PageViews
from portals.witnesses.models import Witness
from tests.constraints.rows import A_DAY, ANOTHER, Recipe
from tests.constraints.violations import Violation, below_zero, broken, twice, unsealed
from tests.factories import NOON, make_portal, make_user

SATURDAY = date(2031, 3, 8)
# Before the install has terms.
LONG_AGO = DateRange(date(2010, 1, 1), date(2011, 1, 1))
EARLIER = DateRange(date(2030, 1, 1), A_DAY)
A_HASH = bytes(32)
# What a second portal cannot share with the first, except what a rule is about.
OWN = {"code": "KHAC", "root": None, "site": None, "collection": None}

RECIPES: dict[type[Model], Recipe] = {
    Portal: lambda _rows: make_portal(),
    User: lambda _rows: make_user(),
    Absence: {"stand_in": ANOTHER},
    AuditDecision: {
        "period": DateRange(A_DAY, SATURDAY),
        "first_month": date(2031, 3, 1),
    },
    BoardMember: {},
    Duty: {
        "fulfilled_by": "post:budget",
        "frequency": "quarter",
        "due_from": "end",
        "period": DateRange(A_DAY, None),
    },
    Obligation: {
        "starts_on": A_DAY,
        "ends_on": SATURDAY,
        "due_at": NOON,
        "told_at": NOON,
        "nothing_at": None,
        "nothing_by": None,
        "nothing_reason": "",
    },
    # The install has terms and grounds of its own.
    CaseTerm: {"kind": "comment", "step": "answer", "period": LONG_AGO},
    RefusalGround: {"code": "thu", "kind": "comment"},
    ErasureGround: {"code": "thu", "period": LONG_AGO},
    ErasureDemand: {
        "demanded_at": NOON,
        "due_at": NOON + timedelta(days=3),
        "granted": None,
        "ground": "",
    },
    CalendarNotice: {"day": SATURDAY, "is_off": True},
    CitizenCase: {"kind": "question", "source": "form", "state": "new", "due_at": NOON},
    CaseEvent: {"step": "accepted"},
    CaseRating: {"stars": 5},
    DueMove: {"after": NOON + timedelta(days=1)},
    # The install has rows for the posts that every board of a tier must fill.
    RequiredPost: {"position": "contributor"},
    Delegation: {"receiver": ANOTHER},
    Oversight: {"overseer": ANOTHER},
    PortalAddress: {"is_main": False},
    Succession: {"successor": ANOTHER},
    OutgoingMail: {"state": "waiting", "text": "Thư.", "reason": ""},
    LedgerLeaf: {"hash": A_HASH},
    LedgerTile: {"root": A_HASH},
    LedgerGrowth: {"root": A_HASH},
    WorkingHours: {
        "portal": lambda rows: rows.one(Portal),
        "morning_from": time(7, 30),
        "morning_to": time(11, 30),
        "afternoon_from": time(13),
        "afternoon_to": time(17),
    },
}

VIOLATIONS: list[Violation] = [
    # Portals and their ties
    *below_zero(Tier, "level"),
    broken("portal_closes_after_it_opens", Portal, closed_on=F("opened_on")),
    twice("portal_code_once_a_day", Portal, besides=OWN | {"opened_on": A_DAY}, code="KHAC"),
    twice("portal_identity", Portal, besides=OWN, behind="portal_code_once_a_day", code="KHAC"),
    *(
        twice(f"portals_portal_{tie}_id_key", Portal, besides=OWN, **{tie: None})
        for tie in ("root", "site", "collection")
    ),
    broken("hostname_is_lower_case", PortalAddress, hostname="Thu.Example"),
    twice("hostname_leads_to_one_portal", PortalAddress, period=EARLIER),
    # The portal was opened with one.
    broken("portal_has_one_main_address", PortalAddress, is_main=True),
    twice("portals_cluster_code_key", Cluster, code="khac"),
    twice("one_cluster_at_a_time", ClusterMembership, period=EARLIER),
    broken("nobody_oversees_itself", Oversight, overseer=F("portal")),
    twice("one_overseer_at_a_time", Oversight, period=EARLIER),
    broken("nobody_succeeds_itself", Succession, successor=F("portal")),
    twice("succession_once", Succession, happened_on=SATURDAY),
    twice("one_account_a_service_and_portal", SocialAccount, service="khac"),
    # Boards and who acts for them
    twice("boards_user_username_key", User, username="khac"),
    twice("boards_user_groups_user_id_group_id_8eaefaa0_uniq", User.groups.through, user=ANOTHER),
    twice(
        "boards_user_user_permiss_user_id_permission_id_c30173c0_uniq",
        User.user_permissions.through,
        user=ANOTHER,
    ),
    *below_zero(EditorialBoard, "silent_hours"),
    # Every portal was opened with a board.
    broken("boards_editorialboard_portal_id_key", EditorialBoard, portal=ANOTHER),
    twice("one_post_a_person_and_board_at_a_time", BoardMember, period=EARLIER),
    twice("post_is_required_once_at_a_time", RequiredPost, period=EARLIER),
    twice("rights_group_once", RightsGroup, besides={"group": ANOTHER}, kind="khac"),
    twice("boards_rightsgroup_group_id_key", RightsGroup, besides={"kind": "khac"}, group=ANOTHER),
    broken("delegation_to_somebody_else", Delegation, receiver=F("giver")),
    twice("one_delegate_a_head_at_a_time", Delegation, ended_at=NOON),
    broken("stand_in_is_somebody_else", Absence, stand_in=F("user")),
    twice("one_stand_in_a_member_at_a_time", Absence, ended_at=NOON),
    twice("one_waiver_a_board_at_a_time", StandingWaiver, ended_at=NOON),
    *below_zero(Invitation, "wrong_codes"),
    twice("boards_invitation_selector_key", Invitation, given={"selector": "day"}, selector="khac"),
    # Calendar and log
    broken("calendar_day_has_an_occasion", CalendarDay, name=""),
    broken("only_weekends_are_worked_in_exchange", CalendarDay, kind="worked", day=A_DAY),
    twice("calendar_calendarday_day_key", CalendarDay, day=SATURDAY),
    broken("working_hours_follow_each_other", WorkingHours, morning_to=F("morning_from")),
    twice("one_working_day_a_portal_at_a_time", WorkingHours, period=EARLIER),
    broken("log_kept_a_year", Retention, months=11),
    *below_zero(Retention, "months"),
    *below_zero(RetentionRun, "removed"),
    twice("journal_retention_begins_with_key", Retention, begins_with="khac."),
    # Offices, visits, the door
    *below_zero(Official, "position"),
    *below_zero(Unit, "position"),
    broken("unit_not_its_own_parent", Unit, parent=F("id")),
    twice("unit_named_once", Unit, name="Phòng khác"),
    broken("page_views_some", PageViews, views=0),
    *below_zero(PageViews, "views", behind="page_views_some"),
    twice("page_views_once_a_day", PageViews, day=SATURDAY),
    twice("known_device_once", KnownDevice, digest="khac"),
    # Ledger
    broken("ledger_entry_not_too_long", LedgerEntry, entry=bytes(65_536)),
    broken("ledger_leaves_from_nought", LedgerLeaf, index=-1),
    broken("ledger_leaf_has_a_hash", LedgerLeaf, hash=bytes(31)),
    twice("ledger_ledgerleaf_entry_id_key", LedgerLeaf, besides={"index": 7}, entry=ANOTHER),
    broken("ledger_tiles_above_leaves", LedgerTile, level=0),
    *below_zero(LedgerTile, "level", behind="ledger_tiles_above_leaves"),
    broken("ledger_tile_has_a_hash", LedgerTile, root=bytes(33)),
    twice("ledger_tile_once", LedgerTile, number=7),
    broken("ledger_grows_from_one", LedgerGrowth, size=0),
    broken("ledger_growth_has_a_root", LedgerGrowth, root=b""),
    twice("ledger_witnessed_once_each", LedgerCosignature, name="khac"),
    twice("ledger_ledgerkey_text_key", LedgerKey, text="khac"),
    twice("ledger_ledgersalt_commitment_key", LedgerSalt, commitment="khac"),
    # Mail
    *below_zero(OutgoingMail, "tries"),
    broken("mail_says_nothing_once_it_left", OutgoingMail, state="sent"),
    broken("unsent_mail_says_why", OutgoingMail, state="given_up", subject="", text="", html=""),
    # Witnesses
    twice("witness_known_once", Witness, key_name="khac.example.vn"),
    broken("witness_forgotten_after_known", Witness, forgotten_at=datetime(2000, 1, 1, tzinfo=UTC)),
    broken("witness_mailed_at_a_time", Witness, mailed_at=datetime(2026, 1, 1, tzinfo=UTC)),
    # Auditors
    twice("audit_decision_once", AuditDecision, number="khac"),
    broken("audit_decision_is_on_paper", AuditDecision, number=""),
    broken("audit_begins_and_ends", AuditDecision, period=DateRange(A_DAY, None)),
    broken("audit_is_of_whole_months", AuditDecision, first_month=A_DAY),
    broken("revoked_audit_says_by_whom_and_why", AuditDecision, revoked_because="Rút"),
    twice("auditor_once_a_decision", Auditor, user=ANOTHER),
    twice(
        "one_leads_an_audit",
        Auditor,
        given={"leads": True, "decision": ANOTHER},
        besides={"user": ANOTHER},
        leads=False,
    ),
    twice(
        "auditors_auditdecision_p_auditdecision_id_portal__07669fbc_uniq",
        AuditDecision.portals.through,
        portal=ANOTHER,
    ),
    twice(
        "auditors_auditdecision_t_auditdecision_id_tier_id_f70244d0_uniq",
        AuditDecision.tiers.through,
        tier=ANOTHER,
    ),
    broken("access_is_of_a_month", AuditorAccess, month=A_DAY),
    # Duties
    twice("one_duty_a_code_and_tier", Duty, code="khac"),
    broken("duty_has_a_first_day", Duty, period=DateRange(None, A_DAY)),
    broken("duty_names_a_fulfilment", Duty, fulfilled_by="post"),
    *below_zero(Duty, "due_days"),
    *below_zero(Duty, "told_after"),
    *below_zero(Duty, "kept_days"),
    *below_zero(Duty, "minutes"),
    *below_zero(Duty, "times_a_year"),
    broken("duty_of_events_names_their_source", Duty, begins_with="document:nghi-quyet"),
    twice("one_exemption_a_portal_and_duty", DutyExemption, period=EARLIER),
    broken("exemption_from_duty_says_why", DutyExemption, reason=""),
    twice("one_obligation_a_portal_and_period", Obligation, starts_on=date(2031, 3, 1)),
    twice(
        "one_obligation_a_portal_and_event",
        Obligation,
        given={"event": "document:1"},
        event="document:2",
    ),
    broken("obligation_has_a_period", Obligation, ends_on=F("starts_on")),
    broken("citizens_are_told_after_it_was_due", Obligation, told_at=NOON - timedelta(days=1)),
    broken("nothing_arose_has_hand_hour_and_reason", Obligation, nothing_reason="Không thu"),
    # Requests of citizens
    *unsealed(
        CitizenCase, "subject", "text", "person_name", "email", "phone", "address", "identity"
    ),
    *unsealed(CaseText, "text"),
    *unsealed(CaseFile, "name"),
    *unsealed(AnswerDraft, "text"),
    *unsealed(CaseRating, "words"),
    twice("one_term_a_kind_and_step", CaseTerm, step="review"),
    broken("term_has_days", CaseTerm, days=0),
    *below_zero(CaseTerm, "days", behind="term_has_days"),
    *below_zero(CaseTerm, "extension_days"),
    broken("term_has_a_basis", CaseTerm, basis=""),
    twice("one_ground_a_code_and_kind", RefusalGround, code="khac"),
    broken("ground_says_what_and_what_instead", RefusalGround, advice=""),
    twice("one_notice_a_day_and_moment", CalendarNotice, day=A_DAY),
    broken("notice_is_off_or_worked", CalendarNotice, is_worked=True),
    broken("due_day_moved", DueMove, after=F("before")),
    twice("accountability_citizencase_code_key", CitizenCase, code="HD-KHAC"),
    broken("ended_case_has_an_hour_and_an_outcome", CitizenCase, state="ended"),
    broken("joined_case_names_the_other", CitizenCase, joined_into=ANOTHER),
    broken(
        "case_is_not_joined_with_itself",
        CitizenCase,
        state="ended",
        ended_at=NOON,
        outcome="joined",
        joined_into=F("pk"),
    ),
    broken("case_is_due_or_waits", CitizenCase, due_at=None),
    broken("sealed_case_has_one_officer", CitizenCase, sealed_for=ANOTHER),
    broken(
        "sealed_case_is_never_public",
        CitizenCase,
        state="ended",
        ended_at=NOON,
        outcome="sealed",
        sealed_for=ANOTHER,
        released_at=NOON,
    ),
    *below_zero(CitizenCase, "left_minutes", behind="case_is_due_or_waits"),
    *below_zero(CitizenCase, "revision"),
    twice(
        "accountability_nationalhandover_case_id_key",
        NationalHandover,
        case=ANOTHER,
        besides={"number": "9"},
    ),
    twice(
        "accountability_nationalhandover_number_key",
        NationalHandover,
        number="9",
        besides={"case": ANOTHER},
    ),
    broken("national_has_number_and_ground", NationalHandover, basis=""),
    broken("national_export_has_hand_and_hour", NationalHandover, exported_at=NOON),
    broken("national_erased_once_exported", NationalHandover, erased_at=NOON),
    broken("national_state_was_told", NationalHandover, told_at=NOON),
    broken("national_answer_has_its_state", NationalHandover, answered_on=A_DAY),
    broken(
        "national_due_after_receipt",
        NationalHandover,
        due_on=A_DAY,
        received_on=A_DAY + timedelta(days=1),
    ),
    broken("council_alone_sets_days", CitizenCase, set_days=9),
    *below_zero(CitizenCase, "set_days", behind="council_alone_sets_days"),
    twice(
        "accountability_councilpetition_case_id_key",
        CouncilPetition,
        case=ANOTHER,
        besides={"number": "Số khác"},
    ),
    twice(
        "one_petition_a_session_and_number",
        CouncilPetition,
        number="Số khác",
        besides={"case": ANOTHER},
    ),
    broken("petition_has_place_and_words", CouncilPetition, session=""),
    broken("petitions_result_has_a_day", CouncilPetition, result="Đã xong"),
    twice("one_event_a_place", CaseEvent, sequence=7),
    *below_zero(CaseEvent, "sequence"),
    *below_zero(CaseEvent, "days"),
    *below_zero(CaseEvent, "most"),
    broken("handing_over_names_the_agency", CaseEvent, step="handed_over"),
    broken(
        "extension_has_days_limit_and_ground", CaseEvent, step="extended", days=3, most=2, basis="x"
    ),
    broken("joining_names_the_other", CaseEvent, step="joined"),
    *below_zero(CaseFile, "size"),
    twice("one_ground_for_not_erasing_a_code", ErasureGround, code="khac"),
    broken("ground_for_not_erasing_has_words", ErasureGround, words=""),
    twice("one_open_demand_to_erase_a_case", ErasureDemand, case=ANOTHER),
    broken("decided_demand_has_hand_hour_and_result", ErasureDemand, decided_at=NOON),
    broken(
        "refused_demand_names_its_ground",
        ErasureDemand,
        decided_at=NOON,
        decided_by=ANOTHER,
        granted=False,
    ),
    broken("demand_is_due_later", ErasureDemand, due_at=F("demanded_at")),
    broken("file_for_the_public_has_a_title", FileRedaction, title=""),
    broken("file_for_the_public_is_done_with_its_copy", FileRedaction, state="done"),
    broken("failed_copy_says_why", FileRedaction, state="failed"),
    twice("accountability_fileredaction_original_id_key", FileRedaction, original=ANOTHER),
    twice(
        "accountability_fileredaction_copy_id_key",
        FileRedaction,
        given={
            "state": "done",
            "original": ANOTHER,
            "copy": lambda rows: rows.one(CaseFile),
        },
        besides={"original": lambda rows: rows.new(CaseFile)},
        copy=ANOTHER,
    ),
    *below_zero(FileRedaction, "attempts"),
    twice("one_page_a_number", RedactionPage, number=7),
    *below_zero(RedactionPage, "number"),
    *below_zero(RedactionPage, "width"),
    *below_zero(RedactionPage, "height"),
    broken("redacted_copy_is_the_agencys", CaseFile, redacted_from=ANOTHER, by_person=True),
    twice("one_open_draft_a_case", AnswerDraft, case=ANOTHER),
    broken("approved_answer_has_hand_and_hour", AnswerDraft, state="approved"),
    broken(
        "four_eyes_on_answers",
        AnswerDraft,
        state="approved",
        decided_at=NOON,
        decided_by=F("author"),
    ),
    broken(
        "public_answer_has_public_words",
        AnswerDraft,
        state="approved",
        decided_at=NOON,
        decided_by=ANOTHER,
        is_public=True,
    ),
    twice("one_open_consult_a_case_and_portal", CaseConsult, portal=ANOTHER),
    broken("answered_consult_has_answer_hand_and_hour", CaseConsult, answered_at=NOON),
    broken("answers_promise_says_what", AnswerPromise, words=""),
    broken("answers_promise_decided_has_hand_hour_note", AnswerPromise, decided_at=NOON),
    broken("rating_is_one_to_five", CaseRating, stars=6),
    *below_zero(CaseRating, "stars", behind="rating_is_one_to_five"),
    twice("accountability_caserating_case_id_key", CaseRating, case=ANOTHER),
    broken("decided_review_has_hand_hour_and_result", CaseReview, changed=True),
    twice("accountability_casereview_case_id_key", CaseReview, case=ANOTHER),
    broken("ruling_says_what_was_wrong_and_is_right", CorrectionRuling, right=F("wrong")),
    broken("ruling_in_part_says_what_stays", CorrectionRuling, verdict="partly"),
    broken("ruling_applied_after_it_was_made", CorrectionRuling, applied_at=NOON),
    twice("accountability_correctionruling_case_id_key", CorrectionRuling, case=ANOTHER),
    twice("one_answer_template_a_portal_and_name", AnswerTemplate, name="Khác"),
    broken("answer_template_has_name_and_text", AnswerTemplate, text=""),
    *below_zero(AuditorAccess, "status"),
]
# A foreign key that leads nowhere breaks another rule first unless these columns change with it.
COMPANIONS: dict[str, dict[str, object]] = {
    "accountability_answerdraft.decided_by_id": {"state": "approved", "decided_at": NOON},
    "accountability_answerpromise.decided_by_id": {
        "state": "kept",
        "decided_at": NOON,
        "note": "Đã xong",
    },
    "accountability_casefile.redacted_from_id": {"by_person": False},
    "accountability_erasuredemand.decided_by_id": {"decided_at": NOON, "granted": True},
    "accountability_fileredaction.copy_id": {"state": "done"},
    "accountability_casereview.decided_by_id": {"decided_at": NOON, "changed": False},
    "accountability_nationalhandover.exported_by_id": {"exported_at": NOON},
    "accountability_citizencase.sealed_for_id": {
        "state": "ended",
        "ended_at": NOON,
        "outcome": "sealed",
    },
    "accountability_citizencase.joined_into_id": {
        "state": "ended",
        "ended_at": NOON,
        "outcome": "joined",
    },
    "accountability_caseconsult.answer_id": {
        "answered_at": NOON,
        "answered_by": lambda rows: rows.one(User),
    },
    "accountability_caseconsult.answered_by_id": {
        "answered_at": NOON,
        "answer": lambda rows: rows.one(CaseText),
    },
    "auditors_auditdecision.revoked_by_id": {
        "revoked_at": datetime(2026, 1, 1, tzinfo=UTC),
        "revoked_because": "Rút",
    },
    "duties_obligation.nothing_by_id": {"nothing_at": NOON, "nothing_reason": "Không thu"},
    "witnesses_witness.mailed_id": {"mailed_at": datetime(2026, 1, 1, tzinfo=UTC)},
}
