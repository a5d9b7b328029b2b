"""One row of every kind that a board, its pages, its files and its people can have, each with the board's mark.

`tests/test_walls.py` fails where a model that leads to a portal has no row here or in `Things`.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from taggit.models import Tag, TaggedItem
from wagtail.admin.models import FormState
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Comment, CommentReply, PageSubscription, TaskState, WorkflowState
from wagtail.users.models import UserProfile

from editorial.answers.models import ReleasedAnswer, ReleasedFile
from editorial.appearance.home_links.models import HomeFigure, HomeLink
from editorial.broadcasts.models import BroadcastPage
from editorial.conclusions.models import (
    ConclusionPage,
    Recommendation,
    RewardedParty,
    RewardPage,
)
from editorial.consultations.models import (
    LEAST_OPEN,
    ConsultationPage,
    ConsultationSummary,
    DraftArticle,
    DraftComment,
)
from editorial.content_scan.models import Suspicion
from editorial.integrity_watch.models import KnownState, WatchedAddress
from editorial.land.models import LandPrice
from editorial.land.prices.deriving import prices_of
from editorial.models import (
    ActToRecord,
    AddedForm,
    BestBet,
    CarriedRecord,
    Correction,
    DisclosureFigure,
    DocumentForce,
    DocumentMention,
    DocumentProvision,
    DocumentRelation,
    DocumentStub,
    FileSignature,
    FileText,
    FindingConfirmation,
    FollowedSearch,
    HomeBlockChoice,
    InformationPage,
    InformationRemoval,
    MovedThing,
    NoticePage,
    NumberGap,
    NumberList,
    OldAddress,
    PortalPopulation,
    PortalRendition,
    PublishedFile,
    PublishedImage,
    QuickWriting,
    ReadFile,
    RegisterImport,
    RelatedStory,
    SearchedWords,
    SearchThing,
    SheetUpload,
    StoryPaper,
    StoryWithdrawal,
    UsefulnessCount,
    WordImport,
)
from editorial.plans.models import (
    AgencyPromise,
    Plan,
    PlanTarget,
    PromisesRead,
    PromiseStep,
)
from editorial.press.models import PressCorner, ReleasePage, StatementPage, StatementUpdate
from editorial.procedures.models import (
    PointHours,
    PointOfficer,
    ServicePoint,
)
from editorial.reception.models import (
    ReceptionDay,
    ReceptionMonth,
    ReceptionOffice,
    ReceptionRule,
)
from editorial.recordings.models import Captions, Recording, SyntheticVoice
from editorial.remarks.models import ReaderRemark
from editorial.royalties.models import RoyaltyFund, RoyaltySheet, RoyaltyTerms
from editorial.schedules.models import LeaderSchedule, ScheduleChange, ScheduleRow
from editorial.social_posts.models import PostTemplate, StoryPost
from editorial.social_posts.subject import subject_key
from editorial.stations.models import AirException, Airing, AirSlot, Station, StationKey
from editorial.stations.source_system.models import SourceSystemPush
from portals.accountability.enums import CaseStep, TextRole
from portals.accountability.models import (
    AnswerDraft,
    AnswerPromise,
    AnswerTemplate,
    CaseConsult,
    CaseFile,
    CaseRating,
    CaseReview,
    CaseStatement,
    CaseText,
    CorrectionRuling,
    CouncilPetition,
    DueMove,
    ErasureDemand,
    FileRedaction,
    NationalHandover,
    RedactionPage,
    RefusalCheck,
)
from portals.alerts.enums import AlertFrequency, AlertMailKind, LeavingReason
from portals.alerts.models import (
    AlertItem,
    AlertMailing,
    AlertTold,
    Departure,
    Follow,
    FollowerTally,
    Subscriber,
)
from portals.auditors.models import AuditDecision, Auditor, AuditorAccess
from portals.calendar.models import WorkingHours
from portals.calendar.weekdays import monday_of
from portals.clock import local_date
from portals.duties.models import Duty, DutyExemption, Obligation
from portals.inbox.models import InboxMail, InboxSnooze, MailPreference
from portals.initiatives.models import Initiative, Workshop
from portals.learning.skills.models import (
    Attendance,
    PersonSkill,
    PractisedDeed,
    SessionBoard,
    SessionTrainer,
    SkillLoss,
    TrainingCourse,
    TrainingSession,
)
from portals.ledger.models import LedgerEntry, LedgerLeaf
from portals.mail.enums import MailKind, SendingState
from portals.mail.models import MailAttachment, OutgoingMail
from portals.models import Cluster, ClusterMembership, SocialAccount, Succession
from portals.organisation.models import Confirmation, ResidentialGroup
from portals.reforms.models import Reform, ReformAct, ReformPlan, ReformRow, ReformUnit
from portals.sign_in.models import KnownDevice
from portals.social.models import (
    SocialCheck,
    SocialEvidence,
    SocialFormerYear,
    SocialMonth,
    SocialPost,
    SocialToken,
)
from portals.visits.models import DayReaders, DayShare, FormerYear, PageViews, ThingViews
from scoring.models import (
    Appeal,
    AppealFile,
    AuditDossier,
    CopyVerdict,
    FactEntry,
    Forecast,
    FrozenFacts,
    HeadStatement,
    LineOverride,
    MeasuringRun,
    OwnCard,
    OwnCardVerdict,
    PenaltyConfirmation,
    PublicDraw,
    PublishedRanks,
    RecheckedCard,
    RoundCorrection,
    RoundNotice,
    SelfAssessedLine,
    SelfAssessment,
    StepExtension,
    StoryReading,
)
from scoring.probes.models import FileReading, Link, LinkReading, Outage, Target
from syndication.models import (
    Delivery,
    Nudge,
    Objection,
    PortalList,
    Recall,
    ReceivingGrant,
    SectionChoice,
    StandingRule,
)
from syndication.recalls.models import ProvenAddress, RecallCertificate, RecallProof
from tests.editorial.land.plans import make_plan
from tests.factories import (
    make_document,
    make_official,
    make_portal,
    make_story,
    make_user,
    published_story,
    section_of,
)
from tests.portals.accountability.cases import happens, make_case
from tests.support.sheets import make_disclosure, make_price_table

if TYPE_CHECKING:
    from tests.walls import Things

MONTH = date(2026, 9, 1)


def hold_one_of_everything(things: Things) -> None:
    """Add to `things` what nothing else about it has made yet."""
    _editorial(things)
    _documents(things)
    _disclosures(things)
    _land(things)
    _removals(things)
    _of_the_portal(things)
    _of_the_author(things)
    _of_the_framework(things)
    _scoring_and_sending(things)
    _found_by_machines(things)
    _audited(things)
    _changed(things)
    _received_and_told(things)
    _asked_by_citizens(things)


def _asked_by_citizens(things: Things) -> None:
    """A request with all that a board has of it, none of it public."""
    mark, portal, author, now = things.mark, things.portal, things.author, timezone.now()
    case = make_case(
        portal, now=now, subject=f"{mark} việc", text=f"{mark} hỏi", person_name=f"{mark} Tên",
        about_title=f"{mark} về", email="",
    )  # fmt: skip
    things.case = case
    draft = ConsultationPage.objects.get(owner=author)
    DraftComment.objects.create(
        portal=portal,
        page=draft,
        case=case,
        article=1,
        public_words=f"{mark} góp ý",
        state="approved",
        decided_at=now,
        decided_by=author,
    )
    ConsultationSummary.objects.create(portal=portal, page=draft, published_at=now)
    event = happens(
        case, CaseStep.ASSIGNED, now, role=TextRole.NOTE, text=f"{mark} ghi", basis=mark
    )
    text = CaseText.objects.filter(event=event).get()
    file = CaseFile.objects.create(
        case=case, event=event, file=ContentFile(b"x", name="a.pdf"), name=f"{mark}.pdf",
        media_type="application/pdf", size=1, sha256="0" * 64, added_at=now,
    )  # fmt: skip
    copy = CaseFile.objects.create(
        case=case, file=ContentFile(b"x", name="b.pdf"), name=f"{mark} che.pdf", size=1, sha256="0" * 64,
        media_type="application/pdf", added_at=now, by_person=False, redacted_from=file,
    )  # fmt: skip
    redaction = FileRedaction.objects.create(
        original=file,
        copy=copy,
        title=f"{mark} đơn",
        state="done",
        chosen_by=author,
        changed_at=now,
    )
    RedactionPage.objects.create(
        redaction=redaction, number=0, width=9, height=9, has_words=True,
        picture=ContentFile(b"x", name="b.jpg"), proposed=[[1, 1, 2, 2, "phone", mark]],
    )  # fmt: skip
    AnswerDraft.objects.create(
        case=case, author=author, text=f"{mark} trả lời", public_subject=f"{mark} đáp", saved_at=now
    )
    CaseConsult.objects.create(
        case=case, portal=portal, question=text, asked_by=author, asked_at=now, due_at=now
    )
    AnswerPromise.objects.create(
        case=case, portal=portal, words=f"{mark} hứa", due_on=local_date(now)
    )
    CaseRating.objects.create(case=case, stars=5, words=f"{mark} khen", rated_at=now)
    CaseReview.objects.create(case=case, request=event, due_at=now)
    CorrectionRuling.objects.create(
        case=case, portal=portal, verdict="whole", wrong=f"{mark} sai", right=f"{mark} đúng", ruled_by=author,
        ruled_at=now, due_at=now,
    )  # fmt: skip
    CaseStatement.objects.create(
        case=case, portal=portal, beside="late", text=f"{mark} lời", signed_by=author, post=mark,
        signed_at=now,
    )  # fmt: skip
    AnswerTemplate.objects.create(portal=portal, name=f"{mark} mẫu", text=mark)
    RefusalCheck.objects.create(
        case=case, refusal=event, portal=portal, drawn_at=now, due_at=now, reason=f"{mark} xem"
    )
    ErasureDemand.objects.create(case=case, demanded_at=now, due_at=now + timedelta(days=3))
    NationalHandover.objects.create(
        case=case, portal=portal, number=f"{mark} số", basis=mark, handed_at=now, handed_by=author
    )
    CouncilPetition.objects.create(
        case=case, brought_by=portal, council="Hội đồng", session="Kỳ họp", number="1",
        brought_at=now,
        **dict.fromkeys(("subject", "text", "raised_by"), f"{mark} người"),
    )  # fmt: skip
    DueMove.objects.create(case=case, moved_at=now, before=now, after=now + timedelta(days=1))
    said = dict.fromkeys(("subject", "question", "answer"), f"{mark} người")
    released = ReleasedAnswer.objects.create(
        portal=portal, case=case, kind="question", topic="y-te", asked_on=local_date(now),
        answered_on=local_date(now), was_late=False, first_released_at=now, released_at=now,
        salt="0" * 64, **said,
    )  # fmt: skip
    ReleasedFile.objects.create(
        answer=released, number=1, title=f"{mark} người", copy=copy, media_type="application/pdf",
        size=1, sha256="0" * 64, salt="0" * 64, commitment=f"c1:{'0' * 64}",
    )  # fmt: skip


def _aired(things: Things) -> None:
    """A station with its week, what was otherwise on a day, a key of its system, and what it aired."""
    mark, now = things.mark, timezone.now()
    today = local_date(now)
    station = Station.objects.create(
        portal=things.portal, name=f"{mark} đài", period=DateRange(today, None)
    )
    entered = {"station": station, "entered_at": now}
    AirSlot.objects.create(
        weekday=1, begins="05:00", minutes=15, content="relayed", source=f"{mark} đài",
        period=DateRange(today + timedelta(days=1), None), **entered,
    )  # fmt: skip
    AirException.objects.create(
        on=today, begins="17:00", kind="off", reason=f"{mark} đài", **entered
    )
    key = StationKey.objects.create(
        station=station, label=f"{mark} đài", key_hash=things.mark.encode().hex()[:64],
        made_at=now, made_by=things.author,
    )  # fmt: skip
    Airing.objects.create(story=things.published, aired_at=now, by_system=key, **entered)
    SourceSystemPush.objects.create(
        placement=things.published.placements.get(portal=things.portal),
        noted_at=now, since=now, next_try_at=now, remote_id=f"{mark} mã", fault=f"{mark} lỗi",
    )  # fmt: skip


def _received_and_told(things: Things) -> None:
    """Days of reception, drafts of conclusions, sanctions, statements and releases, and the press corner."""
    mark, portal, now = things.mark, things.portal, timezone.now()
    today = local_date(now)
    ReceptionOffice.objects.create(portal=portal, place=f"{mark} phòng", changed_at=now)
    ReceptionRule.objects.create(
        portal=portal, sits="head", post=f"{mark} phòng", repeats="month", days=[15],
        opens="07:30", closes="11:30", period=DateRange(today, None),
    )  # fmt: skip
    ReceptionDay.objects.create(
        portal=portal, sits="head", post=f"{mark} phòng", planned_on=today, on=today,
        state="cancelled", why=f"{mark} phòng", told_at=now,
    )  # fmt: skip
    ReceptionMonth.objects.create(portal=portal, starts_on=today.replace(day=1), whole_at=now)
    PressCorner.objects.create(portal=portal, accreditation=f"{mark} phòng", changed_at=now)
    _aired(things)
    story = {"title": f"{mark} bản nháp", "lead": f"{mark} tóm tắt", "live": False}
    conclusion = ConclusionPage(
        inspected_body=mark, number="1/KL-TTr", concluded_on=today, owner=things.author, **story
    )
    conclusion.recommendations.add(Recommendation(addressee=mark, what=mark))
    reward = RewardPage(
        matter="reward", decision_number="1/QĐ-UBND", decided_on=today, decided_by=mark,
        owner=things.author, **story,
    )  # fmt: skip
    reward.parties.add(RewardedParty(party="organisation", name=mark, what=mark))
    statement = StatementPage(
        verdict="false", subject=mark, claim=f"{mark} tin", what_is_false=mark, since=today,
        sources=mark, owner=things.author, **story,
    )  # fmt: skip
    statement.updates.add(StatementUpdate(at=now, what=mark))
    draft = ConsultationPage(
        drafter=mark, document_kind="quyet-dinh", opens_on=today, contact=mark,
        closes_on=today + LEAST_OPEN, owner=things.author, **story,
    )  # fmt: skip
    draft.articles.add(DraftArticle(number=1, heading=mark, text=mark))
    release = ReleasePage(owner=things.author, **story)
    body = [{"type": "text", "value": f"<p>{mark}</p>"}]
    bulletin = BroadcastPage(
        aired_at=now, station_name=mark, body=body, owner=things.author, **story
    )
    for page in (conclusion, reward, statement, draft, release, bulletin):
        section_of(portal).add_child(instance=page)
        page.save_revision(user=things.author)


def _royalties(things: Things) -> None:
    """A fund, and a draft of a sheet that pays for the public story."""
    mark, now = things.mark, timezone.now()
    month = (local_date(now).replace(day=1) - timedelta(days=1)).replace(day=1)
    RoyaltyFund.objects.create(
        portal=things.portal, year=month.year, ceiling=1_000_000, decision=f"{mark} quyết định"
    )
    sheet = RoyaltySheet.objects.create(
        portal=things.portal, month=month, terms=RoyaltyTerms.objects.get(),
        return_reason=f"{mark} trả lại", drawn_by=things.author, drawn_at=now,
    )  # fmt: skip
    payee = sheet.payees.create(person=things.author, name=f"{mark} người", has_contract=False)
    sheet.lines.create(
        work=1, payee=payee, story=things.published, title=f"{mark} nhuận bút", kind="tin",
        published_at=now, units=1,
    )  # fmt: skip


def _initiatives(things: Things) -> None:
    """A draft, which is its author's alone, with what only others have; and a workshop, which all boards read."""
    mark, author, now = things.mark, things.author, timezone.now()
    workshop = Workshop.objects.create(
        title="Hội thảo", held_on=local_date(now), begins_at="08:00", place="Hội trường",
        entered_by=author, entered_at=now,
    )  # fmt: skip
    workshop.guests.create(portal=things.portal, people=1)
    draft = Initiative.objects.create(
        portal=things.portal, author=author, title=f"{mark} sáng kiến", about=mark, gain=mark,
        begun_at=now,
    )  # fmt: skip
    draft.supports.create(person=author, given_at=now)
    draft.remarks.create(
        portal=things.portal, text=f"{mark} góp ý", written_by=author, written_at=now
    )


def _alerts(things: Things) -> None:
    """A mailbox that follows the portal, and a mail that was written to it."""
    mark, portal, now = things.mark, things.portal, timezone.now()
    reader = Subscriber.objects.create(
        address=f"{mark}@example.vn", address_hash=mark, portal=portal, asked_at=now,
        confirmed_at=now,
    )  # fmt: skip
    Follow.objects.create(
        subscriber=reader, portal=portal, about=f"portal:{portal.pk}", name=mark,
        frequency=AlertFrequency.DAILY, asked_at=now, confirmed_at=now,
    )  # fmt: skip
    item = AlertItem.objects.create(thing=f"thu:{mark}", title=f"{mark} tin báo", noted_at=now)
    item.places.create(
        portal=portal, about=f"portal:{portal.pk}", address=f"https://example.vn/{mark}/",
        noted_at=now,
        fanned_at=now,
    )  # fmt: skip
    mailing = AlertMailing.objects.create(
        subscriber=reader, run=mark, kind=AlertMailKind.DIGEST, written_at=now, queued_at=now
    )
    AlertTold.objects.create(subscriber=reader, item=item, mailing=mailing)
    Departure.objects.create(portal=portal, reason=LeavingReason.MOVED, left_at=now)
    FollowerTally.objects.create(portal=portal, month=local_date(now).replace(day=1), followers=1)


def _editorial(things: Things) -> None:
    mark, author, story, now = things.mark, things.author, things.published, timezone.now()
    make_story(things.portal, title=f"{mark} thông báo", author=author, notice=True)
    draft = make_official(things.portal, author=author, is_public=False, issuer=f"{mark} ban hành")
    # Of a document that is not public.
    plan = Plan.objects.create(
        portal=things.portal, document=draft, kind="cong", first_year=2026,
        last_year=2026, added_by=author, added_at=now,
    )  # fmt: skip
    PlanTarget.objects.create(
        plan=plan, name=f"{mark} chỉ tiêu", unit="%", wanted=1, due_on=local_date(now), body=mark
    ).values.create(
        value=1, as_of=local_date(now), source=f"{mark} nguồn", entered_by=author, entered_at=now
    )
    _royalties(things)
    _initiatives(things)
    _alerts(things)
    promise = AgencyPromise.objects.create(
        portal=things.portal, story=story, words=f"{mark} hứa", first_due_on=local_date(now),
        due_on=local_date(now), told_at=now, found_at=now,
    )  # fmt: skip
    PromiseStep.objects.create(
        promise=promise, act="reject", reason=f"{mark} vì sao", made_at=now, made_by=author
    )
    PromisesRead.objects.create(story=story, text_at=now)
    Correction.objects.create(story=story, text=f"{mark} sửa", written_by=author, written_at=now)
    FindingConfirmation.objects.create(
        page=things.draft, code="x", mark=mark, reason=mark, confirmed_by=author, confirmed_at=now
    )
    DocumentMention.objects.create(
        story=story, number=mark, number_key=mark, cited_on=local_date(now), position=1,
        is_central=False,
    )  # fmt: skip
    RelatedStory.objects.create(article=things.draft, story=story)
    PortalRendition.objects.create(
        image=things.image, filter_spec="width-100", file=get_test_image_file(), width=1, height=1
    )
    PublishedFile.objects.create(
        page=story, document=make_document(things.portal, name="cong-khai.txt")
    )
    PublishedImage.objects.create(page=story, image=things.image)
    ActToRecord.objects.create(page=things.draft, at=now)
    StoryPaper.objects.create(
        story=things.draft,
        portal=things.portal,
        published_at=now,
        sha256="0" * 64,
        file="papers/a.pdf",
    )
    QuickWriting.objects.create(author=author, story=things.draft, sent_at=now)
    WordImport.objects.create(
        owner=author,
        section=section_of(things.portal),
        kind="article",
        name=f"{mark}.docx",
        file=ContentFile(b"x", name="a.docx"),
        sent_at=now,
    )
    RegisterImport.objects.create(
        portal=things.portal, name=f"{mark}.csv", sent_by=author, sent_at=now,
        file=ContentFile(b"x", name="a.csv"),
    )  # fmt: skip
    NumberGap.objects.create(
        portal=things.portal, issuer=mark, issuer_key=mark, series="qd-ubnd/2025", is_normative=True,
        serial=1, number=f"{mark}/1", known_on=local_date(now), noticed_at=now, due_at=now, public_from=now,
    )  # fmt: skip
    exemption = DutyExemption.objects.create(
        portal=things.portal, code=mark.lower(), reason=f"{mark} lý do", entered_by=author, entered_at=now,
        period=DateRange(local_date(now), None),
    )  # fmt: skip
    _trained(things)
    Obligation.objects.create(
        portal=things.portal, duty=_duty(things), starts_on=local_date(now), due_at=now, told_at=now,
        ends_on=local_date(now) + timedelta(7), exempted_by=exemption, met_by=f"{mark} đã đăng",
    )  # fmt: skip
    # A week that nobody outside may read yet.
    week = LeaderSchedule.objects.create(portal=things.portal, monday=monday_of(local_date(now)))
    row = ScheduleRow.objects.create(
        schedule=week, weekday=1, leader=f"{mark} lãnh đạo", content=f"{mark} họp", is_private=True
    )
    ScheduleChange.objects.create(
        row=row, sequence=1, made_at=now, made_by=author, before={"place": f"{mark} cũ"}, after={}
    )
    NumberList.objects.create(
        portal=things.portal, name=f"{mark}.csv", file=ContentFile(b"x", name="a.csv"),
        sha256="0" * 64, declared_by=author, declared_at=now,
    ).numbers.create(
        issuer=mark, issuer_key=mark, series="qd-ubnd/2025", is_normative=False, serial=1,
        number=f"{mark}/1", issued_on=local_date(now),
    )  # fmt: skip
    OldAddress.objects.create(
        portal=things.portal, path=f"/{mark}-cu/", page=story, title=f"{mark} cũ", changed_at=now
    )
    MovedThing.objects.create(
        portal=things.portal,
        source=mark,
        key=f"{mark}-1",
        sha256="0" * 64,
        page=story,
        moved_at=now,
    )
    CarriedRecord.objects.create(
        portal=things.portal, name=f"{mark}.json", content=b"x", sha256="0" * 64, arrived_at=now
    )
    HomeBlockChoice.objects.create(portal=things.portal, code="x", position=1)
    entry = LedgerEntry.objects.create(
        entry=mark.encode(), kind="publication", at=now, portal=things.portal, subject=mark
    )
    LedgerLeaf.objects.create(index=entry.pk, entry=entry, hash=bytes(32))
    PageViews.objects.create(portal=things.portal, page=story, day=local_date(now), views=1)
    ThingViews.objects.create(
        portal=things.portal, kind="view", key="search", day=local_date(now), views=1
    )
    DayShare.objects.create(
        portal=things.portal, day=local_date(now), aspect="hour", value="7", views=1
    )
    DayReaders.objects.create(portal=things.portal, day=local_date(now), readers=1)
    FormerYear.objects.create(portal=things.portal, year=2020, views=1, source=mark, entered_at=now)
    UsefulnessCount.objects.create(
        portal=things.portal, story=story, day=local_date(now), answer="co", count=1
    )
    ReaderRemark.objects.create(
        portal=things.portal, story=story, text=f"{mark} thiếu", left_at=now
    )


def _disclosures(things: Things) -> None:
    """A draft of a disclosure, a sheet that waits, and how many people live there."""
    mark, author, now = things.mark, things.author, timezone.now()
    page = make_disclosure(things.portal, author=author, is_public=False, agency=f"{mark} cơ quan")
    DisclosureFigure.objects.create(
        page=page, portal=things.portal, form="x", row=mark, column="x", period_kind="year",
        period_ends=local_date(now), value=1,
    )  # fmt: skip
    PortalPopulation.objects.create(
        portal=things.portal, as_of=local_date(now), people=1, source=f"{mark} nguồn"
    )
    SheetUpload.objects.create(
        portal=things.portal, name=f"{mark}.xlsx", sent_by=author, sent_at=now,
        file=ContentFile(b"x", name="a.xlsx"), faults=[],
    )  # fmt: skip


def _land(things: Things) -> None:
    """A draft of a plan, and a price of a table that is no more than a draft either."""
    mark, author = things.mark, things.author
    make_plan(things.portal, is_public=False, author=author, project=f"{mark} dự án")
    table = make_price_table(
        things.portal,
        (f"{mark} phố", "", "", "", "", (5_000,)),
        year=2025,
        is_public=False,
        author=author,
    )
    LandPrice.objects.bulk_create(prices_of(table, things.portal))


def _documents(things: Things) -> None:
    """A draft of a document, with what it says of one that is not here."""
    mark, author, now = things.mark, things.author, timezone.now()
    document = make_official(
        things.portal, author=author, is_public=False, issuer=f"{mark} cơ quan"
    )
    stub = DocumentStub.objects.create(
        number="1/QĐ-THU", number_key="1/qd-thu", issuer=f"{mark} nơi khác", issuer_key=mark,
        issued_on=local_date(now), page=document,
    )  # fmt: skip
    DocumentRelation.objects.create(
        kept_at=document, source_page=document, target_stub=stub, kind="amend",
        quote=f"{mark} trích", entered_by=author, entered_at=now,
    )  # fmt: skip
    DocumentProvision.objects.create(page=document, path="d1", position=0)
    DocumentForce.objects.create(
        page=document, state="in_force", is_amended=False, derived_on=local_date(now)
    )


def _removals(things: Things) -> None:
    """What was taken off the portal: its reasons are the board's, the notices are public."""
    now = timezone.now()
    removal: dict[str, Any] = {
        "removed_at": now,
        "kind": "in_error",
        "reason": f"{things.mark} lý do",
        "by": things.author,
    }
    gone = published_story(things.portal, title="Tin sẽ gỡ", author=things.author)
    gone.unpublish()
    StoryWithdrawal.objects.create(story=gone, **removal)
    page = InformationPage(title=f"{things.mark} trang", live=False)
    things.portal.root.add_child(instance=page)
    SearchThing.objects.filter(page=page).delete()
    SearchThing.objects.create(
        source="pages", key=str(page.pk), kind="page", page=page, portal=things.portal, title_size=1,
        digest=b"", words=f"'{things.mark}'", shown={"title": things.mark},
    )  # fmt: skip
    InformationRemoval.objects.create(page=page, title=f"{things.mark} trang", **removal)
    # No board's: the province's.
    BestBet.objects.get_or_create(
        asked_key="a", address="/a/", defaults={"asked": "a", "title": "A", "changed_at": now}
    )
    FollowedSearch.objects.create(
        about=f"search:{things.portal.pk}/o-day//{things.mark}", portal=things.portal, reach="o-day",
        words=things.mark, find="'a'", made_at=now,
    )  # fmt: skip
    SearchedWords.objects.create(
        portal=things.portal, day=local_date(now), words=f"{things.mark} từ", asked=1
    )


def _of_the_portal(things: Things) -> None:
    portal, now = things.portal, timezone.now()
    today = local_date(now)
    always = DateRange(today, None)
    WorkingHours.objects.create(
        portal=portal, morning_from="07:30", morning_to="11:30", afternoon_from="13:30",
        afternoon_to="17:00", period=always,
    )  # fmt: skip
    Confirmation.objects.create(
        portal=portal, subject="contact", confirmed_at=now, confirmed_by=things.author
    )
    ResidentialGroup.objects.create(portal=portal, name=f"{things.mark} khu phố")
    account = SocialAccount.objects.create(
        portal=portal, service="facebook", address=f"https://facebook.com/{things.mark}",
        name=f"{things.mark} trang",
    )  # fmt: skip
    evidence = SocialEvidence.objects.create(
        portal=portal,
        file=ContentFile(things.mark.encode(), name="a.png"),
        given_by=things.author,
        given_at=now,
    )
    SocialCheck.objects.create(
        account=account, checked_at=now, finding="seen", found=f"{things.mark} đã xem",
        checked_by=things.author, evidence=evidence,
    )  # fmt: skip
    SocialMonth.objects.create(
        account=account, month=date(2026, 9, 1), followers=1, reach=1, evidence=evidence,
        entered_by=things.author, entered_at=now,
    )  # fmt: skip
    SocialToken.objects.create(
        account=account, access=f"{things.mark}-mã-truy-cập", given_by=things.author, given_at=now
    )
    SocialPost.objects.create(
        account=account, subject="thu:1", text=f"{things.mark} bài đăng", link="https://example.vn/1",
        proposed_by=things.author, proposed_at=now, state_at=now,
    )  # fmt: skip
    story_post = SocialPost.objects.create(
        account=account, subject=subject_key(things.published.pk, portal.pk),
        text=f"{things.mark} bài về tin", link="https://example.vn/2", proposed_by=things.author,
        proposed_at=now, state_at=now,
    )  # fmt: skip
    StoryPost.objects.create(post=story_post, story_id=things.published.pk, mark="0" * 64)
    PostTemplate.objects.create(
        portal=portal, service="zalo", text=f"{things.mark} {{tiêu đề}}", changed_by=things.author,
        changed_at=now,
    )  # fmt: skip
    SocialFormerYear.objects.create(
        portal=portal, year=2020, followers=1, reach=1, source=things.mark, entered_at=now
    )
    cluster, _created = Cluster.objects.get_or_create(code="cum-thu", defaults={"name": "Cụm thử"})
    ClusterMembership.objects.create(portal=portal, cluster=cluster, period=always)
    HomeLink.objects.create(
        portal=portal, position=1, label=f"{things.mark} liên kết", address="https://vi.du.vn/"
    )
    HomeFigure.objects.create(
        portal=portal, position=1, label=f"{things.mark} số", value="1", source="Thử"
    )
    # The centres are public on every portal, so that they bear no mark.
    point = ServicePoint.objects.create(
        portal=portal, name="Trung tâm thử", address="Số 1", changed_at=now, folded_words=" thu "
    )
    PointHours.objects.create(point=point, weekday=1, morning_from="07:30", morning_to="11:30")
    PointOfficer.objects.create(point=point, position=1, post="Quầy số 1")
    Succession.objects.create(
        portal=portal,
        successor=make_portal(),
        kind="merge",
        happened_on=today,
        mandate=f"{things.mark} nghị quyết",
    )


def _of_the_author(things: Things) -> None:
    author, mark, now = things.author, things.mark, timezone.now()
    KnownDevice.objects.create(
        user=author, digest=f"{mark}-may", first_seen_at=now, last_seen_at=now
    )
    MailPreference.objects.get_or_create(user=author)
    InboxMail.objects.create(user=author, about=f"{mark}-viec", state="sent", state_at=now)
    InboxSnooze.objects.create(
        user=author, about=f"{mark}-viec", made_on=now.date(), until=now.date() + timedelta(days=2)
    )
    mail = OutgoingMail.objects.create(
        kind=MailKind.ACCOUNT,
        person=author,
        address=f"{mark}@example.vn",
        written_at=now,
        useful_until=now,
        state=SendingState.SENT,
        state_at=now,
        next_try_at=now,
    )
    MailAttachment.objects.create(mail=mail, name=f"{mark}.txt", content=mark)
    profile, _created = UserProfile.objects.get_or_create(user=author)
    profile.avatar.save("anh.png", ContentFile(b""))
    UserProfile.objects.filter(pk=profile.pk).update(dismissibles={mark: True})


def _of_the_framework(things: Things) -> None:
    author, mark, now = things.author, things.mark, timezone.now()
    page = ContentType.objects.get_for_model(NoticePage)
    FormState.objects.create(
        user=author,
        data={"title": mark},
        content_type=page,
        object_id=str(things.draft.pk),
        last_updated_at=now,
    )
    TaskState.objects.filter(
        workflow_state__in=WorkflowState.objects.for_instance(things.draft)
    ).update(comment=f"{mark} ý kiến duyệt")
    said = Comment.objects.create(
        page=things.draft, user=author, text=f"{mark} ý kiến", contentpath="title"
    )
    CommentReply.objects.create(comment=said, user=author, text=f"{mark} trả lời")
    PageSubscription.objects.get_or_create(
        user=author, page=things.draft, defaults={"comment_notifications": True}
    )
    TaggedItem.objects.create(
        tag=Tag.objects.create(name=f"{mark} nhãn"),
        content_type=ContentType.objects.get_for_model(things.image),
        object_id=things.image.pk,
    )


def _scoring_and_sending(things: Things) -> None:
    portal, author, mark, now = things.portal, things.author, things.mark, timezone.now()
    StoryReading.objects.get_or_create(
        story=things.published,
        defaults={
            "version_at": now, "words": 3, "is_illustrated": True, "is_credited": True, "videos": 0,
            "bad_images": 0, "bad_headings": 0, "bad_tables": 0, "bad_links": 0,
        },
    )  # fmt: skip
    entry = FactEntry.objects.create(
        portal=portal, month=MONTH, measure="x", value=1, cases=1, source=f"{mark} nguồn",
        entered_by=author, entered_at=now,
    )  # fmt: skip
    Forecast.objects.create(
        portal=portal, month=local_date(now).replace(day=1), looked_at=now,
        rubric=things.scorecard.rubric, earned=0, applicable=0, bonus=0, penalty=0, total=0,
        band=f"{mark} tạm tính", lines=things.scorecard.lines,
    )  # fmt: skip
    PenaltyConfirmation.objects.create(
        entry=entry, value=1, source=f"{mark} nguồn", entered_by=None, entered_at=now,
        file=things.document, confirmed_by=author, confirmed_at=now,
    )  # fmt: skip
    run, _created = MeasuringRun.objects.get_or_create(
        round=things.scorecard.round, number=1, defaults={"at": now, "is_late": False}
    )
    FrozenFacts.objects.create(
        run=run, portal=portal, items={"A1": f"{mark} mục"}, own={}, sha256="0" * 64,
        facts={
            "standing": {
                "portal": portal.site.hostname, "rubric": things.scorecard.rubric_id, "scorer": 0,
                "cluster": 0, "working_days_open": 22,
            },
            "lines": {}, "adjustments": {},
        },
    )  # fmt: skip
    Recall.objects.create(
        story=things.published, portal=portal, kind="in_error", reason=f"{mark} thu hồi",
        recalled_by=author, recalled_at=now, placements_ended=0,
    )  # fmt: skip
    _course(things)
    _sending(things)


def _course(things: Things) -> None:
    """What is said of the card of a month."""
    author, mark, card, now = things.author, things.mark, things.scorecard, timezone.now()
    proceeding = card.proceeding
    StepExtension.objects.create(
        proceeding=proceeding, step="assessment", was_due_at=now, due_at=now + timedelta(1),
        reason=f"{mark} bão", extended_by=author, extended_at=now,
    )  # fmt: skip
    RoundNotice.objects.create(
        proceeding=proceeding, number=f"{mark}/TB", dated=MONTH, file=things.document,
        entered_by=author, entered_at=now,
    )  # fmt: skip
    signed = SelfAssessment.objects.create(
        card=card, signed_by=author, signed_at=now, basis="post", working_day=1,
        confirmed={"A1": mark},
    )  # fmt: skip
    SelfAssessedLine.objects.create(
        assessment=signed, criterion_code="F1", points=1, text=f"{mark} minh chứng",
        file=things.document,
    )  # fmt: skip
    HeadStatement.objects.create(
        card=card, text=f"{mark} lời người đứng đầu", signed_by=author, signed_at=now, basis="post"
    )
    asked = Appeal.objects.create(
        card=card, criterion_code="B1", text=f"{mark} đề nghị", made_by=author, made_at=now
    )
    AppealFile.objects.create(appeal=asked, file=things.document)
    PublishedRanks.objects.create(
        round=card.round, proceeding=proceeding, tier=card.tier, ranks={mark: [1, 1, 1, 1]},
        together={}, of=now,
    )  # fmt: skip
    LineOverride.objects.create(
        card=card, criterion_code="B1", points=1, reason=f"{mark} vì", overridden_by=author,
        overridden_at=now,
    )  # fmt: skip
    draw, _created = PublicDraw.objects.get_or_create(
        month=MONTH,
        defaults={
            "name": "Xổ số", "drawn_on": now.date() + timedelta(2), "named_by": author,
            "named_at": now,
        },
    )  # fmt: skip
    RecheckedCard.objects.create(
        card=card, draw=draw, place=draw.cards.count() + 1, outcome="differs", codes=["B1"],
        words=f"{mark} phúc tra", checked_by=author, checked_at=now,
    )  # fmt: skip
    RoundCorrection.objects.create(
        card=card, points={"B1": mark}, reason=f"{mark} tính nhầm", proposed_by=author,
        proposed_at=now,
    )  # fmt: skip


def _trained(things: Things) -> None:
    """A course of the board with a session to which one of its people came, and what that person can do."""
    mark, author, now = things.mark, things.author, timezone.now()
    given = {"portal": things.portal, "place": f"{mark} hội trường", "planned_by": author}
    session = TrainingSession.objects.create(
        course=TrainingCourse.objects.create(
            portal=things.portal, name=f"{mark} khóa", skills=["write"], opened_by=author, opened_at=now
        ),
        day=local_date(now), begins="08:00", planned_at=now, **given,
    )  # fmt: skip
    SessionTrainer.objects.create(session=session, outside_name=f"{mark} giảng viên")
    SessionBoard.objects.create(session=session, portal=things.portal)
    Attendance.objects.create(
        session=session, user=author, came_by="hand", entered_by=author, entered_at=now
    )
    PersonSkill.objects.create(
        user=author, skill="write", state="begun", times=1, first_at=now, last_at=now,
        evidence=f"{mark} tin", kept_at=now,
    )  # fmt: skip
    PractisedDeed.objects.create(user=author, skill="write", at=now, evidence=f"{mark} tin tập")
    SkillLoss.objects.create(portal=things.portal, skill="week", points=1, months=1, kept_at=now)


def _duty(things: Things) -> Duty:
    return Duty.objects.get_or_create(
        code="chung", tier=things.portal.tier,
        defaults={
            "title": "Nội dung chung", "section": "ngan-sach", "fulfilled_by": "post:x", "frequency": "week",
            "due_from": "end", "due_days": 1, "minutes": 1, "period": DateRange(MONTH, None),
        },
    )[0]  # fmt: skip


def _audited(things: Things) -> None:
    """An office outside that reads the portal's scores, entered by one of its people."""
    mark, now = things.mark, timezone.now()
    decision = AuditDecision.objects.create(
        office=f"{mark} thanh tra", number=f"{mark}/QĐ", decided_on=MONTH,
        file=ContentFile(mark.encode(), name="quyet-dinh.pdf"), first_month=MONTH,
        period=DateRange(local_date(now), local_date(now) + timedelta(9)),
        entered_by=things.author, entered_at=now,
    )  # fmt: skip
    decision.portals.add(things.portal)
    decision.tiers.add(things.portal.tier)
    seat = Auditor.objects.create(decision=decision, user=make_user(), leads=True)
    AuditorAccess.objects.create(
        auditor=seat, at=now, page="x", address=f"/{mark}/", method="GET", status=200,
        portal=things.portal,
    )  # fmt: skip
    own = OwnCard.objects.create(card=things.scorecard, due_at=now)
    OwnCardVerdict.objects.create(
        own_card=own, criterion_code="T1", is_contested=True, reason=f"{mark} không đúng"
    )
    AuditDossier.objects.create(
        auditor=seat, round=things.scorecard.round, card=things.scorecard, ordered_at=now,
        failure=f"{mark} vì sao",
    )  # fmt: skip


def _changed(things: Things) -> None:
    """A change of units that ends the portal, and its plan."""
    mark, now = things.mark, timezone.now()
    reform = Reform.objects.create(
        title=f"{mark} sắp xếp", mandate=f"{mark}/NQ", takes_effect_on=MONTH,
        entered_by=things.author, entered_at=now,
    )  # fmt: skip
    unit = ReformUnit.objects.create(
        reform=reform, code=f"moi{things.portal.pk}", name=f"{mark} mới", tier=things.portal.tier
    )
    unit.seats.create(user=things.author, position="editor", main_post=f"{mark} chức vụ")
    ReformRow.objects.create(
        reform=reform, position=1, original=things.portal, original_code=things.portal.code,
        original_name=f"{mark} cũ", kind="dissolve",
    )  # fmt: skip
    AddedForm.objects.create(
        code=f"mau-{things.portal.pk}", section="ngan-sach", period=DateRange(MONTH, None),
        text=f"{mark} biểu mẫu", loaded_by=things.author, loaded_at=now,
    )  # fmt: skip
    ReformPlan.objects.create(reform=reform, asked_by=things.author, asked_at=now)
    act = ReformAct.objects.create(
        reform=reform, direction="forward", wanted_by=things.author, wanted_at=now
    )
    act.changes.create(table_name="portals_portal", row_key=str(things.portal.pk), after={})


def _watched(things: Things) -> None:
    portal, mark, now = things.portal, things.mark, timezone.now()
    WatchedAddress.objects.create(
        portal=portal, path=f"/{mark}/", kind="fixed", due_at=now, watched_since=now
    )
    KnownState.objects.create(
        portal=portal, part="contact", digest=mark, known_at=now, acts_until=now
    )


def _found_by_machines(things: Things) -> None:
    """What probes, scans and proofs wrote down about the board's pages and files."""
    portal, author, mark, now = things.portal, things.author, things.mark, timezone.now()
    target = Target.objects.create(
        digest=mark,
        url=f"https://{mark}.vn/",
        host=f"{mark}.vn",
        front_of=portal,
        next_check_at=now,
    )
    Outage.objects.create(target=target, fault="gone", since=now)
    Link.objects.create(
        portal=portal, page=things.draft, target=target, words=f"{mark} chữ", found_at=now
    )
    LinkReading.objects.get_or_create(page=things.draft, defaults={"version_at": now})
    FileSignature.objects.get_or_create(digest=mark, defaults={"checked_at": now})
    text, _is_new = FileText.objects.get_or_create(digest=mark)
    ReadFile.objects.get_or_create(
        document=things.document, defaults={"text": text, "stored_as": mark, "seen_at": now}
    )
    recording, _is_new = Recording.objects.get_or_create(
        document=things.document, defaults={"stored_as": mark, "seen_at": now}
    )
    Captions.objects.get_or_create(
        recording=recording,
        defaults={
            "story": things.draft, "language": "vi", "text": [{"text": mark, "is_heading": False}],
            "text_hash": mark, "asked_at": now,
        },
    )  # fmt: skip
    SyntheticVoice.objects.get_or_create(
        story=things.draft,
        defaults={
            "language": "vi", "text": [mark], "text_hash": mark, "wanted_by": author, "asked_at": now,
        },
    )  # fmt: skip
    FileReading.objects.get_or_create(
        document=things.document,
        defaults={"stored_as": mark, "kind": "text", "pages": 1, "read_at": now},
    )
    _watched(things)
    Suspicion.objects.create(
        portal=portal, kind="hidden", page=things.draft, words=f"{mark} ngờ", found_at=now,
        seen_at=now,
    )  # fmt: skip
    CopyVerdict.objects.create(
        story=things.published, other=things.draft, is_copy=False, reason=f"{mark} vì",
        decided_by=author, decided_at=now,
    )  # fmt: skip
    things.scorecard.rubric.authors.add(author)
    recall = Recall.objects.filter(portal=portal).latest("pk")
    proof, _created = RecallProof.objects.get_or_create(recall=recall, defaults={"stories": []})
    ProvenAddress.objects.create(
        proof=proof, portal=portal, story_id=things.published.pk, what="story",
        hostname=portal.site.hostname, path=f"/{mark}-dia-chi/", found=mark, next_try_at=now,
    )  # fmt: skip
    RecallCertificate.objects.create(
        proof=proof, issued_at=now, content=mark, signature="x", public_key="x"
    )


def _sending(things: Things) -> None:
    portal, author, mark, now = things.portal, things.author, things.mark, timezone.now()
    came = Delivery.objects.create(
        dispatch=_from_elsewhere(things), portal=portal, state="failed", state_at=now,
        reason=f"{mark} vì sao",
    )  # fmt: skip
    Objection.objects.create(
        delivery=came, reason=f"{mark} phản đối", made_by=author, made_at=now, answer_due_at=now
    )
    ReceivingGrant.objects.create(portal=portal, given_by=author, given_at=now)
    StandingRule.objects.create(portal=portal, sender=make_portal(), made_by=author, made_at=now)
    section = section_of(portal)
    SectionChoice.objects.create(
        portal=portal, section_type_id=section.section_type_id, section=section
    )
    named = PortalList.objects.create(
        owner=portal, name=f"{mark} nhóm", made_by=author, made_at=now
    )
    named.portals.add(make_portal())
    Nudge.objects.create(
        sender=portal, portal=make_portal(), day=local_date(now), dispatch=things.dispatch,
        nudged_by=author, nudged_at=now,
    )  # fmt: skip


def _from_elsewhere(things: Things) -> Any:
    """A dispatch of another portal that came to this one."""
    sent = type(things.dispatch).objects.get(pk=things.dispatch.pk)
    sender = make_portal()
    sent.pk, sent.sender, sent.note = None, sender, ""
    sent.story = published_story(sender)
    sent.save()
    return sent
