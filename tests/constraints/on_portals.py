"""The rules of the floor `portals`: portals and their ties, boards, calendar, offices, visits, the door."""

from datetime import UTC, date, datetime, time, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Model

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
from tests.constraints.violations import Violation, below_zero, broken, twice
from tests.factories import NOON, make_portal, make_user

SATURDAY = date(2031, 3, 8)
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
    *below_zero(AuditorAccess, "status"),
]
# A foreign key that leads nowhere breaks another rule first unless these columns change with it.
COMPANIONS: dict[str, dict[str, object]] = {
    "auditors_auditdecision.revoked_by_id": {
        "revoked_at": datetime(2026, 1, 1, tzinfo=UTC),
        "revoked_because": "Rút",
    },
    "duties_obligation.nothing_by_id": {"nothing_at": NOON, "nothing_reason": "Không thu"},
    "witnesses_witness.mailed_id": {"mailed_at": datetime(2026, 1, 1, tzinfo=UTC)},
}
