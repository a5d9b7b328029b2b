"""A walk through every address of the admin host with the things of a stranger's portal in hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.files.base import ContentFile
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange, NumericRange
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.models import Page, Revision, TaskState, UploadedFile, WorkflowState

from editorial.consultations.models import ConsultationPage
from editorial.content_scan.kinds import ThreatKind
from editorial.content_scan.models import Suspicion
from editorial.enums import PlacementRole, RemovalKind
from editorial.integrity_watch.kinds import AlterationKind
from editorial.integrity_watch.models import FoundAlteration
from editorial.models import (
    BestBet,
    DocumentRelation,
    LaterCheck,
    Placement,
    PortalDocument,
    PortalImage,
    RegisterImport,
    SheetUpload,
    Synonym,
    WordImport,
)
from editorial.plans.models import Plan
from editorial.review.actions import submit_story, waiting_review
from editorial.review.fast_lane import publish_at_once
from editorial.royalties.models import RoyaltyLine, RoyaltySheet
from portals.accountability.models import (
    AnswerPromise,
    AnswerTemplate,
    CaseConsult,
    CaseFile,
    CitizenCase,
    FileRedaction,
    RefusalCheck,
)
from portals.auditors.models import AuditDecision
from portals.boards.enums import Position
from portals.boards.models import (
    Absence,
    BoardMember,
    Delegation,
    Invitation,
    StandingWaiver,
    User,
)
from portals.clock import local_date
from portals.duties.models import DutyExemption
from portals.inbox.links import make_links
from portals.initiatives.models import Initiative, Workshop
from portals.learning.skills.models import TrainingCourse, TrainingSession
from portals.models import Portal, SocialAccount
from portals.organisation.enums import OfficialRole
from portals.organisation.models import Official, ResidentialGroup, Unit
from portals.reforms.models import Reform, ReformUnit
from portals.social.models import SocialEvidence, SocialPost
from scoring.models import (
    FactEntry,
    NotApplicable,
    Proceeding,
    Round,
    Rubric,
    RubricBand,
    RubricPreview,
    Scorecard,
)
from syndication.adaptations.actions.making import adapt_story
from syndication.adaptations.enums import SourceEvent
from syndication.adaptations.models import Adaptation, SourceChange
from syndication.enums import AudienceKind, DeliveryState, ProposalState
from syndication.models import (
    Delivery,
    Dispatch,
    DutyShift,
    Objection,
    PortalList,
    Proposal,
    Recall,
    RecallRequest,
    StandingRule,
)
from syndication.recalls.actions.proving import finish_proof, open_proof, plan_proof
from syndication.recalls.enums import AnswerState, What
from syndication.recalls.models import ProvenAddress
from tests.factories import (
    make_document,
    make_image,
    make_member,
    make_portal,
    make_story,
    make_user,
    published_story,
    section_of,
)
from tests.support.signed_in import give_session
from tests.tenant_rows import hold_one_of_everything

# Whoever searches for the beginning must not be shown the whole.
BEGINNING = "bimat"
SECRET = "bimat7f3a9c"


@dataclass
class Things:
    """One portal with one of everything that belongs to a board."""

    portal: Portal
    author: User
    draft: Page
    published: Page
    # Published on the fast lane, under a title with the mark: public on its own portal.
    alarm: Page
    image: PortalImage
    document: PortalDocument
    upload: UploadedFile
    session: EditingSession
    sign_in: UserSession
    passkey: Authenticator
    placement: Placement
    dispatch: Dispatch
    delivery: Delivery
    proposal: Proposal
    objection: Objection
    rule: StandingRule
    portal_list: PortalList
    shift: DutyShift
    adaptation: Adaptation
    recall: Recall
    recall_request: RecallRequest
    member: BoardMember
    delegation: Delegation
    absence: Absence
    waiver: StandingWaiver
    invitation: Invitation
    unit: Unit
    official: Official
    check: LaterCheck
    suspicion: Suspicion
    alteration: FoundAlteration
    scorecard: Scorecard
    preview: RubricPreview
    exemption: NotApplicable
    let_off: DutyExemption
    link: str
    mark: str = ""
    # Set by `hold_one_of_everything`.
    case: CitizenCase | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, portal: Portal, mark: str) -> Things:
        author = make_user()
        User.objects.filter(pk=author.pk).update(last_name=f"{mark} Họ")
        author.refresh_from_db()
        make_member(portal, Position.EDITOR, user=author)
        now = timezone.now()
        image = make_image(portal, title=f"{mark} ảnh")
        document = make_document(portal, content=mark.encode())
        document.title = f"{mark} tệp"
        document.save()
        draft = make_story(
            portal,
            title=f"{mark} bản nháp",
            lead=f"{mark} tóm tắt",
            author=author,
            lead_image=image,
            lead_image_alt=f"{mark} mô tả",
        )
        submit_story(story=draft, actor=author, now=now)
        published = published_story(portal, title="Tin đã đăng", author=author)
        published.title = f"{mark} đang sửa"
        published.save_revision(user=author)
        alarm = make_story(portal, title=f"{mark} khẩn", author=author)
        secretary = make_member(portal, Position.SECRETARY)
        check = publish_at_once(story=alarm, reason=f"{mark} vỡ đê", actor=secretary, now=now)
        approval = check.approval
        approval.recorded_by, approval.recorded_at = secretary, now
        approval.sheet.save("to-trinh.jpg", ContentFile(mark.encode()))
        receiver = make_portal()
        receiver_head = make_member(receiver, Position.HEAD)
        dispatch = Dispatch.objects.create(
            story=published,
            sender=portal,
            audience=AudienceKind.values[0],
            sent_by=author,
            sent_at=now,
            note=f"{mark} ghi chú",
        )
        delivery = Delivery.objects.create(
            dispatch=dispatch, portal=receiver, state=DeliveryState.PLACED, state_at=now
        )
        things = cls(
            portal=portal,
            author=author,
            draft=draft,
            published=published,
            alarm=alarm,
            image=image,
            document=document,
            upload=UploadedFile.objects.create(file="x/none.txt", uploaded_by_user=author),
            session=EditingSession.objects.create(
                user=author, content_object=draft, last_seen_at=now
            ),
            sign_in=UserSession.objects.create(
                user=author, ip="203.0.113.7", session_key=f"{mark}-phien", user_agent=f"{mark} máy"
            ),
            passkey=Authenticator.objects.create(
                user=author, type=Authenticator.Type.WEBAUTHN, data={"name": f"{mark} khóa"}
            ),
            placement=Placement.objects.get(story=published, role=PlacementRole.ORIGIN),
            dispatch=dispatch,
            delivery=delivery,
            **_sending(portal, author, delivery, mark, now),
            proposal=Proposal.objects.create(
                story=published,
                sender=portal,
                receiver=receiver,
                note=f"{mark} đề nghị",
                state=ProposalState.WAITING,
                proposed_by=author,
                proposed_at=now,
            ),
            adaptation=_adaptation(portal, author, mark, now),
            recall=_recall(portal, author, mark, now),
            **_office(portal, author, mark, now),
            unit=Unit.objects.create(portal=portal, name=f"{mark} phòng"),
            official=Official.objects.create(
                portal=portal, role=OfficialRole.LEADER, name=f"{mark} người", post="Phó"
            ),
            check=check,
            link=make_links(user=author, urls=[reverse("story_review", args=[draft.pk])], now=now)[
                0
            ].split("/")[-2],
            scorecard=(card := unpublished_score(portal, author, mark)),
            preview=RubricPreview.objects.create(
                rubric=card.rubric,
                month="2026-09-01",
                made_by=author,
                made_at=now,
                content={},
                shown={
                    "movers": [
                        {"name": mark, "total_before": "1", "total_after": "2", "change": "1"}
                    ],
                    "other_band": 0,
                    "other_rank": 0,
                    "portals": 1,
                },
            ),
            # All boards see what does not apply to whom.
            exemption=NotApplicable.objects.create(
                portal=portal,
                criterion_code="A1",
                period=DateRange(date(2026, 9, 1), None),
                reason="Không có lãnh đạo riêng",
                entered_by=receiver_head,
            ),
            # The standing editors of the province see it.
            let_off=DutyExemption.objects.create(
                portal=portal,
                code="ngan-sach-quy",
                period=DateRange(date(2026, 9, 1), None),
                reason="Không có ngân sách riêng",
                entered_by=receiver_head,
                entered_at=timezone.now(),
            ),
            alteration=FoundAlteration.objects.create(
                portal=portal,
                kind=AlterationKind.TEXT,
                place=f"/{mark}/",
                expected="như sổ cái",
                found=f"{mark} chữ lạ",
                found_at=now,
                seen_at=now,
            ),
            suspicion=Suspicion.objects.create(
                portal=portal,
                kind=ThreatKind.GAMBLING,
                page_id=published.pk,
                words=f"{mark} nhà cái",
                found_at=now,
                seen_at=now,
            ),
            mark=mark,
        )
        hold_one_of_everything(things)
        return things

    def values(self, name: str, view_name: str) -> list[Any]:
        """What fills the parameter `name` of the view. An unknown name is an error: somebody must say what it is."""
        if name in {"page_id", "story_id"} and view_name.startswith("document_"):
            return [relation.kept_at_id for relation in self._relations]
        return [self._pk(view_name)] if name == "pk" else self._values[name]

    @cached_property
    def _values(self) -> dict[str, list[Any]]:
        """Asked for thousands of times by one walk, of rows that stay the same."""
        revision, state, task_state = self._draft_in_review
        section = section_of(self.portal)
        return {
            "check_id": [self.check.pk],
            "suspicion_id": [self.suspicion.pk],
            "alteration_id": [self.alteration.pk],
            "approval_id": [self.check.approval_id],
            "page_id": [self.draft.pk, self.published.pk],
            "story_id": [self.draft.pk, self.published.pk],
            "parent_page_id": [section.pk, self.draft.pk],
            "page_to_move_id": [self.draft.pk],
            "page_pk": [self.draft.pk],
            "destination_id": [section.pk],
            "revision_id": [revision.pk],
            "revision_id_a": [revision.pk, "earliest"],
            "revision_id_b": ["latest"],
            "workflow_state_id": [state.pk],
            "workflow_pk": [state.workflow_id],
            "task_state_id": [task_state.pk],
            "task_id": [task_state.task_id],
            "image_id": [self.image.pk],
            "document_id": [self.document.pk],
            "doc_id": [self.document.pk],
            "uploaded_file_id": [self.upload.pk],
            "collection_id": [self.portal.collection_id],
            "session_id": [self.session.pk],
            "object_id": [self.draft.pk],
            "placement_id": [self.placement.pk],
            "portal_id": [self.portal.pk],
            "dispatch_id": [self.dispatch.pk],
            "delivery_id": [self.delivery.pk],
            "proposal_id": [self.proposal.pk],
            "objection_id": [self.objection.pk],
            "rule_id": [self.rule.pk],
            "list_id": [self.portal_list.pk],
            "shift_id": [self.shift.pk],
            "adaptation_id": [self.adaptation.pk],
            "recall_id": [self.recall.pk],
            "recall_request_id": [self.recall_request.pk],
            "original_id": [self.published.pk],
            "member_id": [self.member.pk],
            "delegation_id": [self.delegation.pk],
            "absence_id": [self.absence.pk],
            "waiver_id": [self.waiver.pk],
            "invitation_id": [self.invitation.pk],
            "import_id": [self._word_import_id],
            "register_id": [self._register_import_id],
            "sheet_id": [SheetUpload.objects.get(portal=self.portal).pk],
            # Of the province, and public on all portals; there is none.
            "reception_day": [f"head-{local_date(timezone.now())}"],
            "catalogue_id": [1],
            "procedure_id": [1],
            # Any draft of the board.
            "draft_id": [ConsultationPage.objects.get(owner=self.author).pk],
            "royalty_work_number": [1],
            "synonym_id": [Synonym.objects.order_by("pk")[0].pk],
            "bet_id": [BestBet.objects.order_by("pk")[0].pk],
            "plan_id": [Plan.objects.get(portal=self.portal).pk],
            "form": ["csv", "xlsx", "pdf", "docx"],
            "unit_id": [self.unit.pk],
            "official_id": [self.official.pk],
            "residential_id": [ResidentialGroup.objects.get(portal=self.portal).pk],
            "action_name": ["approve", "delete", "publish", "copy", "unpublish"],
            "filter_spec": ["width-100"],
            "filename": [self.document.filename],
            "name": [self.image.file.name],
            "path": [self.image.file.name],
            "session_pk": [self.sign_in.pk],
            "viewname": ["choose"],
            "uidb64": ["MQ"],
            "token": ["x-y"],
            "mail_link": [self.link],
            "app_name": ["taggit"],
            "year": [2026],
            "day_id": [1],
            "handbook_slug": ["dang-nhap"],
            # Whoever is not invited is refused; nobody learns of a session by a code that was made up.
            "presence_code": ["1-1.x"],
            "handbook_reader": ["writer"],
            "handover_name": ["ban-bien-tap"],
            "witness_id": [1],
            # What is published of all; there is none.
            "pack_id": [1],
            "relation_id": [relation.pk for relation in self._relations],
            "scorecard_id": [self.scorecard.pk],
            "month": ["2026-09"],
            "code": ["A1"],
            "preview_id": [self.preview.pk],
            "exemption_id": [self.exemption.pk],
            "duty_exemption_id": [self.let_off.pk],
            "case_id": [self.case.pk] if self.case else [1],
            "page_number": [1],
            **{
                name: list(rows.filter(**{whose: self.portal}).values_list("pk", flat=True))
                for name, rows, whose in (
                    ("initiative_id", Initiative.objects, "portal"),
                    ("social_account_id", SocialAccount.objects, "portal"),
                    ("social_post_id", SocialPost.objects, "account__portal"),
                    ("evidence_id", SocialEvidence.objects, "portal"),
                    ("workshop_id", Workshop.objects, "guests__portal"),
                    ("royalty_sheet_id", RoyaltySheet.objects, "portal"),
                    ("royalty_line_id", RoyaltyLine.objects, "sheet__portal"),
                    ("training_session_id", TrainingSession.objects, "portal"),
                    ("course_id", TrainingCourse.objects, "portal"),
                    ("case_file_id", CaseFile.objects, "case__portal"),
                    ("refusal_check_id", RefusalCheck.objects, "portal"),
                    ("redaction_id", FileRedaction.objects, "original__case__portal"),
                    ("consult_id", CaseConsult.objects, "portal"),
                    ("answer_promise_id", AnswerPromise.objects, "portal"),
                    ("answer_template_id", AnswerTemplate.objects, "portal"),
                )
            },
            "entry_id": list(
                FactEntry.objects.filter(portal=self.portal).values_list("pk", flat=True)
            ),
            "round_id": [self.scorecard.round_id],
            "proceeding_id": [self.scorecard.proceeding_id],
            "appeal_id": list(self.scorecard.appeals.values_list("pk", flat=True)),
            "correction_id": list(self.scorecard.corrections.values_list("pk", flat=True)),
            "rubric_id": [self.scorecard.rubric_id],
            "decision_id": list(self._audits.values_list("pk", flat=True)),
            "dossier_id": list(self.scorecard.audit_dossiers.values_list("pk", flat=True)),
            "reform_id": list(
                Reform.objects.filter(rows__original=self.portal).values_list("pk", flat=True)
            ),
            "unit_code": list(
                ReformUnit.objects.filter(reform__rows__original=self.portal).values_list(
                    "code", flat=True
                )
            ),
            "auditor_id": list(self._audits.values_list("team", flat=True)),
        }

    @cached_property
    def _relations(self) -> list[DocumentRelation]:
        return list(DocumentRelation.objects.filter(entered_by=self.author))

    @property
    def _audits(self) -> QuerySet[AuditDecision]:
        return AuditDecision.objects.filter(portals=self.portal)

    @cached_property
    def _draft_in_review(self) -> tuple[Revision, WorkflowState, TaskState]:
        revision = Revision.objects.for_instance(self.draft).latest("pk")
        task_state = waiting_review(self.draft)
        assert task_state is not None
        return revision, task_state.workflow_state, task_state

    @cached_property
    def _author_group_id(self) -> int:
        return int(self.author.groups.get().pk)

    @cached_property
    def _register_import_id(self) -> int:
        return int(RegisterImport.objects.get(portal=self.portal).pk)

    @cached_property
    def _word_import_id(self) -> int:
        return int(WordImport.objects.get(owner=self.author).pk)

    def _pk(self, view_name: str) -> Any:
        of_namespace = {
            "": self.passkey.pk,
            "wagtailadmin_pages": self.draft.pk,
            "wagtailadmin_api:pages": self.draft.pk,
            "wagtailadmin_api:images": self.image.pk,
            "wagtailadmin_api:documents": self.document.pk,
            "wagtailimages_chooser": self.image.pk,
            "wagtaildocs_chooser": self.document.pk,
            "wagtailadmin_collections": self.portal.collection_id,
            "wagtailusers_users": self.author.pk,
            "wagtailusers_groups": self._author_group_id,
            "wagtailadmin_workflows": self._draft_in_review[1].workflow_id,
        }
        return of_namespace[view_name.rpartition(":")[0]]

    @property
    def people(self) -> list[User]:
        """Everybody who holds a post on this board, now or ever."""
        return list(User.objects.filter(posts__board__portal=self.portal).distinct())


def _adaptation(portal: Portal, author: User, mark: str, now: datetime) -> Adaptation:
    """An own version of another's story, still a draft, whose source was withdrawn."""
    source = published_story(make_portal(), title="Tin của nơi khác")
    made = adapt_story(source=source, section=section_of(portal), actor=author, now=now)
    rewritten = made.copy.get_latest_revision_as_object()
    rewritten.title = f"{mark} bản của mình"
    rewritten.save_revision(user=author)
    SourceChange.objects.create(
        adaptation=made, kind=SourceEvent.WITHDRAWN, happened_at=now, note=f"{mark} vì sao"
    )
    return made


def _recall(portal: Portal, author: User, mark: str, now: datetime) -> Recall:
    """A recall that is proven, with its certificate."""
    recall = Recall.objects.create(
        story=published_story(portal, title=f"{mark} bài cũ"),
        portal=portal,
        kind=RemovalKind.IN_ERROR,
        reason=f"{mark} lý do gỡ",
        recalled_by=author,
        recalled_at=now,
        placements_ended=1,
    )
    proof = open_proof(recall=recall, stories=[recall.story_id])
    ProvenAddress.objects.create(
        proof=proof,
        portal=portal,
        story_id=recall.story_id,
        what=What.STORY,
        hostname=portal.site.hostname,
        path=f"/{mark}/",
        state=AnswerState.RIGHT,
        status=410,
        next_try_at=now,
        answered_at=now,
    )
    plan_proof(proof_id=proof.pk, now=now)
    assert finish_proof(proof_id=proof.pk, now=now)
    return recall


def _office(portal: Portal, author: User, mark: str, now: datetime) -> dict[str, Any]:
    """A board with one of everything that its office knows."""
    days = DateRange(local_date(now), local_date(now) + timedelta(9))
    grant = {"board": portal.board, "period": days, "reason": f"{mark} lý do", "made_at": now}
    other = make_user()
    member = BoardMember.objects.get(board=portal.board, user=author)
    BoardMember.objects.filter(pk=member.pk).update(main_post=f"{mark} chức vụ")
    return {
        "member": member,
        "delegation": Delegation.objects.create(**grant, giver=author, receiver=other),
        "absence": Absence.objects.create(**grant, user=author, stand_in=other),
        "waiver": StandingWaiver.objects.create(**grant),
        "invitation": Invitation.objects.create(
            board=portal.board,
            user=author,
            way=Invitation.Way.MAIL,
            made_at=now,
            expires_at=now + timedelta(9),
        ),
    }


def _sending(
    portal: Portal, author: User, delivery: Delivery, mark: str, now: datetime
) -> dict[str, Any]:
    """What a desk keeps that sends and receives."""
    return {
        "objection": Objection.objects.create(
            delivery=delivery,
            reason=f"{mark} lý do",
            made_by=author,
            made_at=now,
            answer_due_at=now,
        ),
        "rule": StandingRule.objects.create(portal=portal, made_by=author, made_at=now),
        "recall_request": RecallRequest.objects.create(
            story=delivery.dispatch.story,
            portal=portal,
            asked_from=portal,
            reason=f"{mark} đề nghị gỡ",
            asked_by=author,
            asked_at=now,
        ),
        "portal_list": PortalList.objects.create(
            owner=portal, name=f"{mark} danh sách", made_by=author, made_at=now
        ),
        "shift": DutyShift.objects.create(
            portal=portal,
            user=author,
            period=DateTimeTZRange(now + timedelta(1), now + timedelta(2)),
            made_by=author,
            made_at=now,
            handover=f"{mark} bàn giao",
            handed_over_at=now,
        ),
    }


def unpublished_score(portal: Portal, author: User, mark: str) -> Scorecard:
    """An unpublished score of the portal."""
    rubric = Rubric.objects.create(
        tier=portal.tier, version=Rubric.objects.count() + 1, title=f"{mark} bộ tiêu chí",
        starts_on="2026-09-01", bonus_limit=5, penalty_limit=20, drawn_up_by=author,
    )  # fmt: skip
    # Acts on the card add it up again.
    RubricBand.objects.create(rubric=rubric, code="moi", name="Mới", totals=NumericRange(0, None))
    month, _created = Round.objects.get_or_create(
        month="2026-09-01", defaults={"scored_at": timezone.now()}
    )
    proceeding = Proceeding.objects.create(
        round=month, scorer=portal, opened_at=timezone.now(),
        **dict.fromkeys(
            ("self_assessment_due_at", "verification_due_at", "publication_due_at"),
            timezone.now() + timedelta(days=9),
        ),
    )  # fmt: skip
    return Scorecard.objects.create(
        round=month, portal=portal, rubric=rubric, tier=portal.tier, proceeding=proceeding,
        earned=0, applicable=0,
        bonus=0, penalty=0, total=0, band=f"{mark} loại",
        lines={"criteria": [], "adjustments": [], "working_days_open": 22},
    )  # fmt: skip


# Pairs (application label, model name) for the parameters that name a kind of thing.
KINDS = [
    ("editorial", "articlepage"),
    ("editorial", "portalimage"),
    ("editorial", "portaldocument"),
    ("wagtailcore", "page"),
]
KIND_PARAMETERS = {
    ("app_label", "model_name"),
    ("content_type_app_name", "content_type_model_name"),
    ("app_name", "model_name"),
}


def views(
    patterns: list[Any] | None = None, namespaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, list[str]]]:
    """Every named view of the admin host with its parameters, as the resolver knows them."""
    if patterns is None:
        patterns = get_resolver(settings.ROOT_URLCONF).url_patterns
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from views(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            if not pattern.name:
                # The framework's page for what does not exist, and its example of one.
                assert pattern.callback.__module__.split(".")[0] in {"wagtail", "django"}
                continue
            parameters = list(pattern.pattern.regex.groupindex)
            yield ":".join((*namespaces, pattern.name)), parameters


def fillings(
    view_name: str, parameters: list[str], first: Things, rest: Things
) -> Iterator[dict[str, Any]]:
    """Arguments for a view: its first thing of `first`, every other of `rest`."""
    chosen: list[dict[str, Any]] = [{}]
    kinds = next((pair for pair in KIND_PARAMETERS if set(pair) <= set(parameters)), None)
    if kinds:
        chosen = [dict(zip(kinds, kind, strict=True)) for kind in KINDS]
    owner = first
    for name in parameters:
        if kinds and name in kinds:
            continue
        if name == "action" and view_name == "wagtail_bulk_action":
            chosen = [
                {**arguments, "action": action}
                for arguments in chosen
                for action in _bulk_actions(arguments)
            ]
            continue
        values = owner.values(name, view_name)
        owner = rest
        chosen = [{**arguments, name: value} for arguments in chosen for value in values]
    yield from chosen


def _bulk_actions(arguments: dict[str, Any]) -> list[str]:
    registered = bulk_action_registry.get_bulk_actions_for_model(
        arguments["app_label"], arguments["model_name"]
    )
    return [action.action_type for action in registered]


def desk_client(user: User | None) -> Client:
    client = Client(headers={"host": settings.PORTALS_ADMIN_HOST}, raise_request_exception=False)
    if user is not None:
        give_session(client, user)
    return client


def body(response: HttpResponseBase) -> bytes:
    if response.streaming:
        return b"".join(response.streaming_content)
    return bytes(response.content)


def shows(response: HttpResponseBase, mark: str) -> bool:
    return mark.encode() in body(response) or mark in response.headers.get("Location", "")
