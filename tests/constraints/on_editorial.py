"""The rules of the floor `editorial`: pages, placements, approvals, files, the home page, what is guarded."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Model
from wagtail.models import Page

from editorial.answers.models import ReleasedAnswer, ReleasedFile
from editorial.appearance.home_links.models import HomeFigure, HomeLink
from editorial.broadcasts.models import BroadcastPage
from editorial.conclusions.models import ConclusionPage, Recommendation
from editorial.consultations.models import (
    ConsultationPage,
    ConsultationSummary,
    DraftArticle,
    DraftComment,
)
from editorial.content_scan.models import ScanRound, Suspicion, TrustedHost
from editorial.integrity_watch.models import (
    FoundAlteration,
    KnownState,
    WatchedAddress,
    WatchState,
)
from editorial.kinds.registry import ContentKind, content_kinds
from editorial.land.models import LandPlanPage, LandPrice
from editorial.models import (
    ActToRecord,
    AddedForm,
    Approval,
    BoardReviewTask,
    CarriedRecord,
    Correction,
    DisclosureFigure,
    DisclosurePage,
    DocumentForce,
    DocumentMention,
    DocumentProvision,
    DocumentRelation,
    DocumentStub,
    FileSignature,
    FileText,
    FindingConfirmation,
    HomeBlockChoice,
    InformationPage,
    InformationRemoval,
    LaterCheck,
    ListedNumber,
    MovedThing,
    NumberGap,
    OfficialDocumentPage,
    OldAddress,
    Placement,
    PortalDocument,
    PortalImage,
    PortalPopulation,
    PortalRendition,
    PublishedFile,
    PublishedImage,
    RegisterImport,
    SectionPage,
    SectionRequirement,
    SectionType,
    SheetUpload,
    StoryPage,
    StoryWithdrawal,
    TextSignature,
    UsefulnessCount,
    WordImport,
)
from editorial.plans.models import (
    AgencyPromise,
    Plan,
    PlanTarget,
    PromiseStep,
    TargetValue,
)
from editorial.press.models import PressCorner
from editorial.procedures.models import (
    CatalogueFile,
    PointHours,
    PointOfficer,
    Procedure,
    ProcedureBasis,
    ProcedureFee,
    ProcedurePaper,
    ProcedureStep,
    ServiceLink,
    ServiceOutage,
    ServicePoint,
)
from editorial.reception.models import (
    ReceptionDay,
    ReceptionMonth,
    ReceptionOffice,
    ReceptionRule,
)
from editorial.recordings.models import Captions, Recording, SyntheticVoice
from editorial.schedules.models import LeaderSchedule, ScheduleChange, ScheduleRow
from editorial.spoken.models import SpokenForm
from editorial.stations.models import AirException, Airing, AirSlot, Station, StationKey
from editorial.stations.source_system.models import SourceSystemPush
from portals.boards.models import User
from portals.clock import LOCAL_ZONE
from portals.inbox.models import InboxMail, InboxSnooze
from portals.models import Portal
from tests.constraints.rows import A_DAY, ANOTHER, Recipe, Rows
from tests.constraints.violations import Violation, below_zero, broken, twice
from tests.editorial.consultations.drafts import make_consultation
from tests.editorial.land.plans import make_plan
from tests.factories import NOON, make_official, published_story, section_of
from tests.support.sheets import make_disclosure

EARLIER = DateRange(date(2030, 1, 1), A_DAY)


def a_story(rows: Rows) -> StoryPage:
    return StoryPage.objects.get(pk=published_story(rows.one(Portal)).pk)


def a_page(rows: Rows) -> Page:
    return Page.objects.get(pk=a_story(rows).pk)


def draft_of(kind: ContentKind) -> Recipe:
    def write(rows: Rows) -> StoryPage:
        of_any_story = {field.name for field in StoryPage._meta.concrete_fields}
        own = rows.filled(kind.model, leave=of_any_story)
        story = kind.model(title=f"Bản nháp {kind.code}", lead="Tóm tắt.", live=False, **own)
        return section_of(rows.one(Portal)).add_child(instance=story)

    return write


def an_information_page(rows: Rows) -> InformationPage:
    page = InformationPage(title="Trang giới thiệu thử")
    return rows.one(Portal).root.specific.add_child(instance=page)


def a_section(rows: Rows) -> SectionPage:
    taken = rows.made.get(SectionPage)
    sections = SectionPage.objects.filter(portal=rows.one(Portal)).order_by("pk")
    return sections.exclude(pk=taken.pk if taken else 0)[0]


RECIPES: dict[type[Model], Recipe] = {
    ReleasedAnswer: {
        **{
            "kind": "question",
            "subject": "Đèn",
            "question": "Bao giờ?",
            "answer": "Mai.",
            "salt": "0",
        },
        **{"retracted_at": None, "retraction_reason": ""},
    },
    Page: a_page,
    StoryPage: a_story,
    **{kind.model: draft_of(kind) for kind in content_kinds()},
    InformationPage: an_information_page,
    SectionPage: a_section,
    LaterCheck: {"due_at": NOON + timedelta(days=1), "opened_at": NOON},
    SectionRequirement: {"section_type": ANOTHER},
    Suspicion: {"page": lambda rows: rows.one(Page)},
    TrustedHost: {"host": "thu.example"},
    ActToRecord: {"page": a_story, "at": NOON, "portal": None},
    WatchState: {"id": 1},
    MovedThing: {"page": a_story, "image": None, "document": None},
    RegisterImport: {"ended_at": NOON, "written": 1, "file": ""},
    WordImport: {"state": "done", "file": ""},
    OfficialDocumentPage: lambda rows: make_official(rows.one(Portal)),
    DisclosurePage: lambda rows: make_disclosure(
        rows.one(Portal), year=2001 + next(rows.numbers) % 99
    ),
    DisclosureFigure: {"page": lambda rows: rows.one(DisclosurePage), "row": "thu"},
    LandPlanPage: lambda rows: make_plan(rows.one(Portal)),
    ConsultationPage: lambda rows: make_consultation(
        rows.one(Portal), section="tin-tuc", articles=()
    ),
    LandPrice: {"page": lambda rows: rows.one(DisclosurePage), "valid_to": A_DAY},
    AddedForm: {"period": DateRange(A_DAY, None)},
    InboxSnooze: {"made_on": A_DAY, "until": A_DAY + timedelta(days=3)},
    SheetUpload: {"ended_at": NOON, "file": "", "read": None, "faults": None},
    DocumentForce: lambda rows: DocumentForce.objects.get(page=rows.one(OfficialDocumentPage)),
    DocumentStub: {"number_key": "1/2025/nd-cp"},
    DocumentProvision: {"path": "d1"},
    DocumentRelation: {
        "kept_at": lambda rows: rows.one(OfficialDocumentPage),
        "source_page": lambda rows: rows.one(OfficialDocumentPage),
        "target_stub": lambda rows: rows.one(DocumentStub),
        "kind": "amend",
        "quote": "Sửa đổi Điều 1.",
    },
    Procedure: {
        "code": "1.000001",
        "working_days": 3,
        "levels": ["xa"],
        "ended_on": A_DAY,
        "valid_from": A_DAY,
    },
    ProcedureFee: {"amount": 0},
    Plan: {"first_year": 2026, "last_year": 2026},
    PlanTarget: {"base": None, "wanted": 1, "ended_at": None, "ended_reason": ""},
    DraftArticle: {"number": 1, "page": lambda rows: rows.one(ConsultationPage)},
    AgencyPromise: {"first_due_on": A_DAY, "due_on": A_DAY},
    PromiseStep: {"act": "confirm", "new_day": None},
    LeaderSchedule: {"monday": A_DAY, "published_at": None, "published_by": None},
    ScheduleRow: {"weekday": 1, "leader": "Lãnh đạo thử", "content": "Họp"},
    PointHours: {"weekday": 1, "morning_from": "07:30", "morning_to": "11:30"},
    ReceptionRule: {
        "days": [15],
        "opens": "07:30",
        "pause_from": None,
        "pause_to": None,
        "closes": "11:30",
    },
    AirSlot: {"weekday": 1, "begins": "05:00", "content": "own", "source": ""},
    AirException: {"kind": "extra", "minutes": 15},
    StationKey: {"revoked_at": NOON, "revoked_by": lambda rows: rows.one(User)},
    Airing: {"by_system": None, "by_push": None, "by_person": lambda rows: rows.one(User)},
    SourceSystemPush: {"state": "waiting", "noted_at": NOON, "since": NOON},
    ReceptionDay: {"state": "held", "sits": "head", "sat": "head", "told_at": NOON},
    CatalogueFile: {
        "closed_at": NOON,
        "file": "",
        "exported_on": A_DAY,
        "begun": 0,
        "changed": 0,
        "ended": 0,
    },
}

VIOLATIONS: list[Violation] = [
    # Sections and where stories stand
    *below_zero(SectionType, "position"),
    broken(
        "section_once_a_portal",
        SectionPage,
        section_type=lambda rows: rows.another(SectionPage).section_type,
    ),
    *below_zero(SectionRequirement, "max_age_days"),
    twice("one_requirement_a_section_and_tier", SectionRequirement, period=EARLIER),
    broken("removal_has_a_kind", Placement, removed_at=F("placed_at")),
    broken(
        "removed_after_it_was_placed",
        Placement,
        removed_at=F("placed_at") - timedelta(hours=1),
        removal_kind="moved",
    ),
    twice("story_has_one_origin", Placement, besides={"portal": ANOTHER}, role="republished"),
    twice("story_stands_once_a_portal", Placement, besides={"role": "republished"}, portal=ANOTHER),
    twice("old_address_leads_to_one", OldAddress, path="/khac/"),
    # What came from elsewhere
    twice("moved_here_once", MovedThing, key="khac"),
    broken("moved_is_one_thing", MovedThing, page=None),
    twice("record_carried_once", CarriedRecord, name="khac"),
    # Documents
    broken(
        "document_published_once",
        OfficialDocumentPage,
        identity=lambda rows: rows.another(OfficialDocumentPage).identity,
    ),
    broken(
        "document_ends_after_it_begins",
        OfficialDocumentPage,
        in_force_through=F("effective_on") - timedelta(days=1),
    ),
    broken("document_retroactive_is_before_issue", OfficialDocumentPage, is_retroactive=True),
    *below_zero(OfficialDocumentPage, "serial"),
    twice("number_gap_once", NumberGap, serial=9),
    broken("answered_gap_has_its_hour", NumberGap, answered_at=NOON),
    broken("gap_left_says_why", NumberGap, answer="unused", answered_at=NOON),
    *below_zero(NumberGap, "serial"),
    broken(
        "disclosed_once_a_period",
        DisclosurePage,
        series=lambda rows: rows.another(DisclosurePage).series,
        period_ends=lambda rows: rows.another(DisclosurePage).period_ends,
    ),
    broken("disclosure_has_a_period", DisclosurePage, period_quarter=5),
    twice("figure_once_a_cell", DisclosureFigure, row="khac"),
    twice("land_price_once_a_position", LandPrice, position=9),
    broken("land_price_is_something", LandPrice, price=0),
    *below_zero(LandPrice, "price", behind="land_price_is_something"),
    broken("land_price_has_a_position", LandPrice, position=10),
    *below_zero(LandPrice, "position", behind="land_price_has_a_position"),
    *below_zero(LandPrice, "line"),
    broken("land_price_ends_after_it_begins", LandPrice, valid_to=A_DAY - timedelta(days=1)),
    broken(
        "land_posting_ends_after_it_begins",
        LandPlanPage,
        posted_to=F("posted_from") - timedelta(days=1),
    ),
    broken(
        "land_objections_after_posting",
        LandPlanPage,
        complain_until=F("posted_from") - timedelta(days=1),
    ),
    broken("land_plan_year_is_one", LandPlanPage, plan_year=1999),
    *below_zero(LandPlanPage, "plan_year", behind="land_plan_year_is_one"),
    *below_zero(LandPlanPage, "households"),
    broken("land_plan_area_is_some", LandPlanPage, area=0),
    twice("population_once_a_day", PortalPopulation, as_of=NOON.date()),
    broken("population_is_somebody", PortalPopulation, people=0),
    *below_zero(PortalPopulation, "people", behind="population_is_somebody"),
    broken("population_has_a_source", PortalPopulation, source=""),
    twice("one_added_form_a_code", AddedForm, code="khac"),
    broken("added_form_has_a_first_day", AddedForm, period=DateRange(None, A_DAY)),
    broken("sheet_is_kept_until_it_ends", SheetUpload, file="sheets/a.xlsx"),
    broken("sheet_is_read_or_wrong", SheetUpload, read={}, faults=[]),
    twice("number_listed_once", ListedNumber, serial=9),
    *below_zero(ListedNumber, "serial"),
    *below_zero(DocumentMention, "position"),
    broken("table_is_kept_until_it_ends", RegisterImport, file="registers/a.csv"),
    broken("table_writes_when_it_ends", RegisterImport, ended_at=None),
    *below_zero(RegisterImport, "written"),
    twice("document_mention_once", DocumentMention, number_key="khac"),
    twice("stub_known_once", DocumentStub, number_key="2/2025/nd-cp"),
    broken("stub_told_apart", DocumentStub, issued_on=None, number_key="1/nd-cp"),
    twice("provision_listed_once", DocumentProvision, path="d9"),
    broken("provision_is_a_path", DocumentProvision, path="Điều 1"),
    *below_zero(DocumentProvision, "position"),
    broken(
        "relation_has_a_source",
        DocumentRelation,
        source_page=None,
        target_page=F("kept_at"),
    ),
    broken("relation_has_a_target", DocumentRelation, target_stub=None),
    broken(
        "relation_kept_at_an_end",
        DocumentRelation,
        source_page=None,
        source_stub=lambda rows: rows.one(DocumentStub),
    ),
    broken("relation_between_two", DocumentRelation, target_page=F("kept_at")),
    broken("relation_replaces_the_whole", DocumentRelation, kind="replace", provisions=["d1"]),
    broken("relation_names_provisions", DocumentRelation, provisions=[]),
    broken("relation_only_suspensions_last", DocumentRelation, suspended_through=NOON.date()),
    broken(
        "relation_ends_after_it_begins",
        DocumentRelation,
        kind="suspend",
        happens_on=NOON.date(),
        suspended_through=NOON.date() - timedelta(days=1),
    ),
    broken("relation_lift_names_what", DocumentRelation, kind="lift"),
    broken("relation_is_proven", DocumentRelation, quote=""),
    broken("relation_removed_with_reason", DocumentRelation, removed_at=NOON),
    twice("relation_entered_once", DocumentRelation, clause="d7"),
    *below_zero(DocumentRelation, "legal_order"),
    broken(
        "editorial_documentforce_page_id_key",
        DocumentForce,
        page=lambda rows: rows.another(OfficialDocumentPage),
    ),
    # Review, corrections and ends
    broken("fast_lane_says_why", Approval, ground="fast_lane"),
    broken("approval_on_paper_has_its_sheet", Approval, recorded_at=NOON),
    twice("editorial_approval_workflow_state_id_key", Approval, workflow_state=ANOTHER),
    twice(
        "editorial_approval_authors_approval_id_user_id_b146c96e_uniq",
        Approval.authors.through,
        user=ANOTHER,
    ),
    broken(
        "check_by_somebody_else",
        LaterCheck,
        verdict="passed",
        checked_at=NOON,
        checked_by=F("answerable"),
    ),
    broken("check_has_hand_and_hour", LaterCheck, verdict="passed"),
    broken("check_is_due_later", LaterCheck, due_at=F("opened_at")),
    broken(
        "fault_found_says_why",
        LaterCheck,
        verdict="faulted",
        checked_at=NOON,
        checked_by=ANOTHER,
    ),
    twice("editorial_latercheck_approval_id_key", LaterCheck, approval=ANOTHER),
    broken(
        "editorial_boardreviewtask_step_key",
        BoardReviewTask,
        step=lambda rows: BoardReviewTask.objects.exclude(pk=rows.one(BoardReviewTask).pk)[0].step,
    ),
    broken("correction_says_what", Correction, text=""),
    twice("one_correction_in_hand_a_story", Correction, published_at=NOON),
    broken("correction_by_ruling_is_public", Correction, request_number=7),
    twice(
        "one_correction_a_request",
        Correction,
        given={"published_at": NOON, "request_number": 7},
        request_number=8,
    ),
    broken("confirmation_says_why", FindingConfirmation, reason=""),
    twice("finding_confirmed_once", FindingConfirmation, mark="khac"),
    broken("withdrawal_says_why", StoryWithdrawal, reason=""),
    broken("withdrawal_is_of_three_kinds", StoryWithdrawal, kind="moved"),
    broken("story_supersedes_another", StoryWithdrawal, superseded_by=F("story")),
    broken("page_removal_says_why", InformationRemoval, reason=""),
    # Files
    *below_zero(PortalDocument, "file_size", "examination_tries"),
    *below_zero(PortalImage, "examination_tries"),
    broken("only_infected_names_a_virus", PortalDocument, virus="EICAR"),
    broken("verdict_has_its_hour", PortalDocument, scan_state="clean"),
    broken("refused_file_says_why", PortalDocument, examination="refused"),
    broken("refused_image_says_why", PortalImage, refusal="Có mã lệnh."),
    *below_zero(FileText, "pages", "pages_read", "characters", "tries"),
    twice("editorial_filesignature_digest_key", FileSignature, digest="khac"),
    twice("editorial_filetext_digest_key", FileText, digest="khac"),
    broken("unread_text_says_why", FileText, state="failed", read_at=NOON),
    broken("read_text_has_its_hour", FileText, state="read"),
    *below_zero(Recording, "mp3_bytes", "opus_bytes", "tries"),
    *below_zero(Captions, "tries"),
    broken("failed_recording_says_why", Recording, state="failed"),
    broken("ready_recording_has_its_files", Recording, state="ready", made_at=NOON, seconds=3.0),
    broken("original_leaves_what_is_ready", Recording, original_left_at=NOON),
    broken("ready_captions_have_cues", Captions, state="ready", made_at=NOON),
    broken("settled_captions_have_their_hour", Captions, made_at=NOON),
    *below_zero(SyntheticVoice, "tries"),
    *below_zero(SyntheticVoice, "mp3_bytes", behind="ready_voice_alone_has_its_file"),
    broken("ready_voice_alone_has_its_file", SyntheticVoice, state="ready", made_at=NOON),
    broken("settled_voice_has_its_hour", SyntheticVoice, made_at=NOON),
    broken("act_to_record_is_of_a_page", ActToRecord, page=None),
    broken("act_is_given_up_after_its_tries", ActToRecord, tries=5, given_up_at=NOON),
    broken("refused_document_says_why", WordImport, refusal="Có mã lệnh."),
    broken(
        "only_what_was_read_is_a_draft",
        WordImport,
        state="refused",
        refusal="Hỏng.",
        story=a_story,
    ),
    broken("file_is_kept_until_it_is_read", WordImport, file="word/a.docx"),
    *below_zero(ActToRecord, "tries"),
    *below_zero(WordImport, "pictures_left_out"),
    *below_zero(
        PortalImage,
        "file_size",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    ),
    twice("rendition_once", PortalRendition, filter_spec="width-1"),
    twice("published_file_once", PublishedFile, document=ANOTHER),
    twice("published_image_once", PublishedImage, image=ANOTHER),
    # Home page, inbox, search by likeness, usefulness
    *below_zero(HomeBlockChoice, "position"),
    twice("home_block_once_a_portal", HomeBlockChoice, code="khac"),
    *below_zero(HomeFigure, "position"),
    broken("home_figure_has_source", HomeFigure, source=""),
    twice("home_figure_once_a_place", HomeFigure, position=2),
    *below_zero(HomeLink, "position"),
    broken("home_link_by_https", HomeLink, address="http://thu.example/"),
    twice("home_link_once_a_place", HomeLink, position=2),
    *below_zero(InboxMail, "tries"),
    twice("told_once", InboxMail, about="khac"),
    twice("laid_aside_once", InboxSnooze, about="khac"),
    broken("laid_aside_for_later", InboxSnooze, until=F("made_on")),
    twice("text_signature_once", TextSignature, stage="khac"),
    *below_zero(UsefulnessCount, "count"),
    twice("usefulness_once_a_day", UsefulnessCount, answer="khac"),
    # What is guarded
    *below_zero(ScanRound, "addresses", "failed", "files", "later", "texts"),
    twice("guarding_scanround_day_key", ScanRound, day=date(2031, 3, 8)),
    broken("suspicion_ended_by_hand_says_why", Suspicion, reason="nhầm"),
    broken("suspicion_is_at_one_place", Suspicion, address="/ban-tin/"),
    twice("suspicion_open_once", Suspicion, ended_at=NOON),
    *below_zero(WatchedAddress, "doubts", "failures"),
    twice("address_watched_once", WatchedAddress, path="/khac/"),
    twice("known_state_once", KnownState, part="khac"),
    broken("alteration_is_somewhere", FoundAlteration, place=""),
    broken("alteration_ended_by_hand_says_why", FoundAlteration, reason="nhầm"),
    twice("alteration_open_once", FoundAlteration, ended_at=NOON),
    broken("one_state_of_the_watch", WatchState, id=2),
    # Procedures and centres
    twice("procedure_version_once", Procedure, version=9),
    broken("procedure_ends_after_it_began", Procedure, valid_from=A_DAY + timedelta(days=1)),
    broken("procedure_says_how_long", Procedure, working_days=None),
    broken("procedure_is_handled", Procedure, levels=[]),
    twice(
        "procedure_one_version_a_day",
        Procedure,
        given={"ended_on": None, "code": "1.000002"},
        besides={"version": 9},
        ended_on=A_DAY,
    ),
    *below_zero(Procedure, "version", "working_days"),
    *(
        twice(f"{model._meta.model_name}_in_its_place", model, position=9)
        for model in (ProcedurePaper, ProcedureStep, ProcedureFee, ProcedureBasis)
    ),
    *below_zero(ProcedurePaper, "position", "originals", "copies"),
    broken("paper_names_its_form", ProcedurePaper, form_link="https://thu.example/mau"),
    *below_zero(ProcedureStep, "position"),
    *below_zero(ProcedureFee, "position", "amount"),
    broken("fee_says_how_much", ProcedureFee, amount=None),
    *below_zero(ProcedureBasis, "position"),
    twice("one_centre_a_portal", ServicePoint, ended_on=A_DAY),
    twice("hours_once_a_weekday", PointHours, weekday=2),
    broken("hours_of_a_weekday", PointHours, weekday=8),
    *below_zero(PointHours, "weekday", behind="hours_of_a_weekday"),
    broken("morning_ends_after_it_began", PointHours, morning_to="07:30"),
    broken("afternoon_ends_after_it_began", PointHours, afternoon_from="13:30"),
    broken(
        "afternoon_follows_the_morning", PointHours, afternoon_from="11:29", afternoon_to="17:00"
    ),
    broken("hours_open_at_all", PointHours, morning_from=None, morning_to=None),
    twice("officer_in_their_place", PointOfficer, position=9),
    *below_zero(PointOfficer, "position"),
    broken(
        "inspected_period_ends_after_it_begins",
        ConclusionPage,
        covers_from=A_DAY,
        covers_to=A_DAY - timedelta(days=1),
    ),
    broken("recommendation_done_has_a_day", Recommendation, state="done"),
    twice("answers_releasedanswer_case_id_key", ReleasedAnswer, case=ANOTHER),
    *below_zero(ReleasedAnswer, "edition"),
    broken("released_answer_has_words", ReleasedAnswer, answer=""),
    broken(
        "retracted_answer_has_no_words", ReleasedAnswer, retracted_at=NOON, retraction_reason="Sai"
    ),
    broken("retracted_answer_says_why", ReleasedAnswer, retraction_reason="Sai"),
    twice("one_released_file_a_number", ReleasedFile, besides={"copy": ANOTHER}, number=7),
    twice("answers_releasedfile_copy_id_key", ReleasedFile, besides={"number": 7}, copy=ANOTHER),
    broken("released_file_has_number_title_and_salt", ReleasedFile, title=""),
    *below_zero(ReleasedFile, "number", behind="released_file_has_number_title_and_salt"),
    *below_zero(ReleasedFile, "size"),
    broken("bulletin_has_a_class", BroadcastPage, bulletin_class="later"),
    broken("bulletin_has_a_language", BroadcastPage, language="xx"),
    broken(
        "draft_is_open_twenty_days",
        ConsultationPage,
        opens_on=A_DAY,
        closes_on=A_DAY + timedelta(days=19),
    ),
    twice("one_article_a_number", DraftArticle, number=2),
    twice("consultations_consultationsummary_page_id_key", ConsultationSummary, page=ANOTHER),
    twice("consultations_draftcomment_case_id_key", DraftComment, case=ANOTHER),
    *below_zero(DraftComment, "article"),
    broken("decided_comment_has_hand_and_hour", DraftComment, decided_at=NOON),
    broken("only_approved_comment_has_words", DraftComment, public_words="Lời"),
    broken(
        "comment_named_by_wish",
        DraftComment,
        state="approved",
        decided_at=NOON,
        decided_by=ANOTHER,
        public_words="Lời",
        public_name="Tên",
    ),
    *below_zero(DraftArticle, "number", behind="article_is_numbered_from_one"),
    broken("article_is_numbered_from_one", DraftArticle, number=0),
    twice("one_station_a_portal", Station, period=EARLIER),
    broken("station_has_a_first_day", Station, period=DateRange(None, A_DAY)),
    broken("station_has_a_name", Station, name=""),
    twice("one_programme_at_a_time", AirSlot, begins="05:01"),
    broken("slot_is_on_a_weekday", AirSlot, weekday=8),
    *below_zero(AirSlot, "weekday", behind="slot_is_on_a_weekday"),
    broken("slot_has_a_length", AirSlot, minutes=0),
    *below_zero(AirSlot, "minutes", behind="slot_has_a_length"),
    broken("relayed_slot_names_its_source", AirSlot, content="relayed"),
    broken(
        "slot_begins_after_it_was_entered",
        AirSlot,
        entered_at=datetime.combine(A_DAY, time(), LOCAL_ZONE),
    ),
    twice("one_exception_an_hour", AirException, begins="06:00"),
    broken("air_exception_says_why", AirException, reason=""),
    broken("extra_airing_has_a_length", AirException, minutes=None),
    *below_zero(AirException, "minutes", behind="extra_airing_has_a_length"),
    twice("stations_stationkey_key_hash_key", StationKey, key_hash="khac"),
    broken("station_key_revoked_by_somebody", StationKey, revoked_by=None),
    twice("airing_is_told_once", Airing, aired_at=NOON - timedelta(hours=1)),
    broken("airing_is_told_by_one", Airing, by_system=ANOTHER),
    broken("airing_is_told_afterwards", Airing, entered_at=NOON - timedelta(hours=1)),
    broken("airing_says_what_is_known", Airing, said="khac"),
    twice("stations_sourcesystempush_placement_id_key", SourceSystemPush, placement=ANOTHER),
    broken("push_has_a_state", SourceSystemPush, state="khac"),
    broken("pushed_has_its_hour", SourceSystemPush, state="pushed"),
    broken("failed_push_says_why", SourceSystemPush, state="failed"),
    broken("push_changes_after_it_was_noted", SourceSystemPush, since=NOON - timedelta(hours=1)),
    *below_zero(SourceSystemPush, "haste", "tries"),
    twice("spoken_spokenform_written_key", SpokenForm, written="KHAC"),
    broken("spoken_form_has_both", SpokenForm, said=""),
    twice("press_presscorner_portal_id_key", PressCorner, portal=ANOTHER),
    twice("reception_receptionoffice_portal_id_key", ReceptionOffice, portal=ANOTHER),
    twice("one_reception_rule_at_a_time", ReceptionRule, period=EARLIER),
    broken("reception_has_days", ReceptionRule, days=[]),
    broken("reception_hours_follow_each_other", ReceptionRule, closes="07:30"),
    twice("reception_told_once_a_day", ReceptionDay, planned_on=A_DAY + timedelta(days=9)),
    broken("reception_says_who_sat", ReceptionDay, sat=""),
    broken("reception_says_why_another_sat", ReceptionDay, sat="deputy"),
    broken("reception_outcome_is_of_people", ReceptionDay, people=2, crowds=3),
    *below_zero(
        ReceptionDay,
        *("people", "crowds", "taken_in", "guided", "handed_on"),
        behind="reception_outcome_is_of_people",
    ),
    twice("reception_month_once_a_portal", ReceptionMonth, starts_on=A_DAY + timedelta(days=9)),
    twice("procedures_servicelink_url_key", ServiceLink, url="https://thu.example/khac"),
    *below_zero(ServiceLink, "status", "failures"),
    twice("one_service_outage_at_a_time", ServiceOutage, until=NOON + timedelta(days=9)),
    broken(
        "service_outage_ends_after_it_began", ServiceOutage, until=F("since") - timedelta(hours=1)
    ),
    twice("plans_plan_document_id_key", Plan, document=ANOTHER),
    broken("plan_covers_years", Plan, last_year=2025),
    *below_zero(Plan, "first_year", behind="plan_covers_years"),
    *below_zero(Plan, "last_year", behind="plan_covers_years"),
    broken("target_lies_ahead_of_its_base", PlanTarget, base=2),
    broken("target_ends_with_a_reason", PlanTarget, ended_reason="nhầm"),
    twice("target_value_entered_once", TargetValue, as_of=A_DAY + timedelta(days=1)),
    broken("target_value_has_a_source", TargetValue, source=""),
    twice("promise_found_once", AgencyPromise, words="khác"),
    broken("promise_is_put_off_not_forward", AgencyPromise, due_on=A_DAY - timedelta(days=1)),
    broken("promise_put_off_to_a_day_with_a_reason", PromiseStep, act="postpone", new_day=None),
    broken("promise_dropped_with_a_reason", PromiseStep, act="drop", reason=""),
    broken("promise_kept_where_to_see", PromiseStep, act="keep", link=""),
    twice("one_schedule_a_week", LeaderSchedule, monday=A_DAY + timedelta(days=7)),
    broken("schedule_begins_on_monday", LeaderSchedule, monday=A_DAY + timedelta(days=1)),
    broken("schedule_published_by_somebody", LeaderSchedule, published_at=NOON),
    *below_zero(LeaderSchedule, "version"),
    twice("schedules_schedulerow_uid_key", ScheduleRow, uid=UUID(int=7)),
    broken("schedule_row_on_a_weekday", ScheduleRow, weekday=8),
    *below_zero(ScheduleRow, "weekday", behind="schedule_row_on_a_weekday"),
    *below_zero(ScheduleRow, "sequence"),
    broken("schedule_row_ends_after_it_began", ScheduleRow, begins="08:00", ends="08:00"),
    broken("schedule_row_says_who_and_what", ScheduleRow, leader=""),
    broken("private_row_is_not_public", ScheduleRow, is_private=True, public_since=NOON),
    broken("withdrawn_row_is_not_public", ScheduleRow, withdrawn_at=NOON, public_since=NOON),
    broken("only_public_rows_are_cancelled", ScheduleRow, state="cancelled"),
    twice("schedule_change_in_its_place", ScheduleChange, sequence=9),
    *below_zero(ScheduleChange, "sequence"),
    broken("export_is_kept_until_it_ends", CatalogueFile, file="procedures/a.jsonl"),
    broken("export_counts_what_it_did", CatalogueFile, ended=None),
    *below_zero(CatalogueFile, "begun", "changed", "ended"),
    broken("trusted_host_is_one", TrustedHost, host="https://thu.example"),
    twice("guarding_trustedhost_host_key", TrustedHost, host="khac.example"),
]
COMPANIONS: dict[str, dict[str, object]] = {
    "consultations_draftcomment.decided_by_id": {"state": "kept_back", "decided_at": NOON},
    "editorial_approval.recorded_by_id": {"recorded_at": NOON, "sheet": "to-trinh.jpg"},
    "editorial_boardreviewtask.task_ptr_id": {"step": "khac"},
    "editorial_disclosurepage.storypage_ptr_id": {"series": ""},
    "editorial_documentrelation.kept_at_id": {"source_page": -1},
    "editorial_documentrelation.lifts_id": {"kind": "lift"},
    "editorial_documentrelation.removed_by_id": {"removed_at": NOON, "removal_reason": "nhầm"},
    "editorial_documentrelation.source_page_id": {"target_page": F("kept_at")},
    "editorial_movedthing.image_id": {"page": None},
    "editorial_movedthing.document_id": {"page": None},
    "editorial_latercheck.checked_by_id": {"verdict": "passed", "checked_at": NOON},
    "editorial_officialdocumentpage.storypage_ptr_id": {"identity": ""},
    "editorial_sectionpage.page_ptr_id": {"section_type": ANOTHER},
    "guarding_suspicion.document_id": {"page": None},
    "schedules_leaderschedule.published_by_id": {"published_at": NOON},
    "watch_foundalteration.ended_by_id": {"ended_at": NOON, "reason": "nhầm"},
    "guarding_suspicion.ended_by_id": {"ended_at": NOON, "reason": "nhầm"},
    "stations_airing.by_push_id": {"by_person": None},
    "stations_airing.by_system_id": {"by_person": None},
}
