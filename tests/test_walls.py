"""The walls between boards: no address of the admin host shows or changes what is another board's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from django.core.files.base import ContentFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone

from editorial.enums import PlacementRole
from editorial.models import ArticlePage, Placement
from portals.auditors import open_pages
from portals.auditors.models import AuditDecision, Auditor
from portals.boards.enums import Position
from portals.boards.models import User
from portals.clock import local_date
from portals.models import Portal
from tests import crawler, tenant_models, walls
from tests.factories import make_image, make_member, make_portal, make_user, section_of
from tests.support.figures import Figures
from tests.support.kept import as_built, built_once
from tests.support.quiet import no_lines_of_the_log  # noqa: F401  (a fixture)
from tests.walls import SECRET, Things, body, desk_client

OWN = "cuanha51d2"


@dataclass
class Cast:
    """Two communes of one district, each with one of everything, below a province."""

    province: Portal
    district: Portal
    theirs: Things
    mine: Things
    # The head of theirs, and what this person's browser may ask for.
    owner: User
    errand: crawler.Errand


def gathered() -> Cast:
    province = make_portal("province", name="Tỉnh Thử Nghiệm")
    district = make_portal("district", overseer=province)
    theirs = Things.of(make_portal(overseer=district), SECRET)
    mine = Things.of(make_portal(overseer=district), OWN)
    owner = make_member(theirs.portal, Position.HEAD)
    return Cast(province, district, theirs, mine, owner, crawler.errand_of(owner, theirs))


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: object) -> Iterator[Cast]:
    with built_once(django_db_blocker, gathered) as cast:
        yield cast


@pytest.fixture(autouse=True)
def cast(built: Cast) -> Iterator[Cast]:
    with as_built(built) as own:
        yield own


@pytest.fixture
def theirs(cast: Cast) -> Things:
    return cast.theirs


@pytest.fixture
def mine(cast: Cast) -> Things:
    return cast.mine


def at(position: Position) -> Callable[[Cast], User]:
    return lambda cast: make_member(cast.mine.portal, position)


def overseer_of_others(cast: Cast) -> User:
    elsewhere = make_portal("district", overseer=cast.province)
    make_portal(overseer=elsewhere)
    return make_member(elsewhere, Position.HEAD)


def department(cast: Cast) -> User:
    return make_member(make_portal("department", overseer=cast.province), Position.HEAD)


def whose_term_ended(cast: Cast) -> User:
    """The rights of yesterday are still in their groups when the request comes."""
    person = make_member(cast.theirs.portal, Position.HEAD)
    cast.theirs.portal.board.members.filter(user=person).update(period="[2019-01-01,2020-01-01)")
    User.objects.filter(pk=person.pk).update(rights_valid_until="2020-01-01")
    return person


def whose_term_ended_and_who_moved(cast: Cast) -> User:
    person = whose_term_ended(cast)
    return make_member(cast.mine.portal, Position.EDITOR, user=person)


def auditor_of(portal: Portal) -> User:
    """Somebody whom the decision of an office outside lets read the scores of one portal, today."""
    today = local_date(timezone.now())
    decision = AuditDecision.objects.create(
        office="Kiểm toán thử", number=f"{portal.pk}/QĐ", decided_on=today, first_month="2026-01-01",
        file=ContentFile(b"x", name="quyet-dinh.pdf"), period=DateRange(today, today + timedelta(9)),
        entered_by=make_user(), entered_at=timezone.now(),
    )  # fmt: skip
    decision.portals.add(portal)
    return Auditor.objects.create(decision=decision, user=make_user()).user


def nobody(_cast: Cast) -> None:
    """Somebody who is not signed in."""


# No other province is among them: an install has one, and its board administers the whole.
STRANGERS: dict[str, Callable[[Cast], User | None]] = {
    **{position.value: at(position) for position in Position},
    "overseer of others": overseer_of_others,
    "department": department,
    "auditor of others": lambda cast: auditor_of(cast.mine.portal),
    "term ended": whose_term_ended,
    "term ended, now elsewhere": whose_term_ended_and_who_moved,
    "signed out": nobody,
}
# Who shares the way with others of the same kind. A head, who may all that the others of a board may, walks all of it.
# Auditors are let onto few pages at all, and walk these all the same (`turn_of`).
TOGETHER: tuple[tuple[str, ...], ...] = (
    tuple(position.value for position in Position if position is not Position.HEAD),
    ("overseer of others", "department", "auditor of others"),
    ("term ended", "term ended, now elsewhere"),
)
SUPERIORS = {
    "overseer's head": lambda cast: make_member(cast.district, Position.HEAD),
    "overseer's editor": lambda cast: make_member(cast.district, Position.EDITOR),
    "provincial head": lambda cast: make_member(cast.province, Position.HEAD),
    "standing editors of the province": lambda cast: make_member(cast.province, Position.SECRETARY),
    "auditor": lambda cast: auditor_of(cast.theirs.portal),
}


def forgetful(_request: HttpRequest, placement_id: int) -> HttpResponse:
    story = Placement.objects.get(pk=placement_id).story
    return HttpResponse(story.get_latest_revision_as_object().title)


def careless(request: HttpRequest, placement_id: int) -> HttpResponse:
    if request.method == "POST":
        Placement.objects.filter(pk=placement_id).update(via="cướp")
    return HttpResponse()


def by_names(request: HttpRequest, placement_id: int) -> HttpResponse:
    return titled(request.GET.get("cong"))


def by_the_whole(request: HttpRequest, placement_id: int) -> HttpResponse:
    return titled(next((value for name, value in request.GET.items() if name == "cong"), None))


def by_whether_there_is_one(request: HttpRequest, placement_id: int) -> HttpResponse:
    return titled(request.GET.get("cong") if request.GET else None)


def by_what_was_written(request: HttpRequest, placement_id: int) -> HttpResponse:
    return titled(parse_qs(request.META.get("QUERY_STRING", "")).get("cong", [None])[0])


def by_the_address(request: HttpRequest, placement_id: int) -> HttpResponse:
    return titled(parse_qs(request.get_full_path().partition("?")[2]).get("cong", [None])[0])


def titled(portal_id: str | None) -> HttpResponse:
    """The titles of one portal that was named, whose ever it is."""
    stories = Placement.objects.filter(portal=portal_id or 0, role=PlacementRole.ORIGIN)
    drafts = [one.story.get_latest_revision_as_object().title for one in stories]
    return HttpResponse(" ".join(drafts))


def only(view: Callable[..., HttpResponse]) -> type:
    """Addresses of nothing but `view`, as if it were of this install: others are closed to boards anyhow."""
    view.__module__ = "editorial.forgetful"
    return type("urls", (), {"urlpatterns": [path("x/<int:placement_id>/", view, name="x")]})


def turn_of(who: str) -> crawler.Turn:
    for some in TOGETHER:
        if who in some:
            own = open_pages.pages() if who == "auditor of others" else ()
            also = frozenset(page.name for page in own)
            return crawler.Turn(some.index(who), len(some), also)
    return crawler.WHOLE


class TestAStranger:
    @pytest.mark.asvs("7.4.2", "8.2.2", "15.2.3")
    @pytest.mark.parametrize("who", list(STRANGERS))
    def test_is_shown_nothing(self, cast, who, figures: Figures) -> None:
        client = desk_client(STRANGERS[who](cast))

        walk = crawler.read_along(client, cast.theirs, cast.mine, cast.errand, turn_of(who))

        figures.add("reading", who, walk)
        assert walk.leaks == {}, walk.leaks
        assert not walls.shows(client.get(reverse("wagtailadmin_home")), SECRET)

    @pytest.mark.asvs("8.2.1", "8.4.1")
    @pytest.mark.parametrize("who", list(STRANGERS))
    def test_changes_nothing(self, cast, who, figures: Figures) -> None:
        client = desk_client(STRANGERS[who](cast))

        walk = crawler.write_along(client, cast.theirs, cast.mine, cast.errand, turn_of(who))

        figures.add("writing", who, walk)
        assert walk.leaks == {}, walk.leaks


class TestWhoIsAbove:
    """An overseer reads what is below, and the province administers: by these pages, and by no others."""

    OF_A_DESK = frozenset(
        {
            # What is public below, to be taken up.
            "across:local_stories",
            "board",
            "board_absence",
            "board_member",
            "board_member_position",
            "board_member_term",
            "inbox",
            # How often portals below are read, and what was entered of years before.
            "readership_below",
            "scoring:faults_of",
            # Whether accounts of portals below are their own, and what was found of them.
            *(
                "social_accounts",
                "social_evidence",
                "social_verify",
                "social_month",
                "social_posts",
            ),
            # What was told of former years.
            "social_totals",
            # Shows what was said of the act before it, about a person of a board below.
            "social_sheet",
            # Who of the boards below can do what, and where points were lost for want of it.
            *("training_report", "training_visits"),
            "wagtailadmin_home",
        }
    )
    OF_WHO_CHECKS = frozenset(
        {
            *("approval_sheet", "later_check", "later_check_list", "suspicions"),
            # Shows the same list again where it is refused.
            "host_trust",
        }
    )
    OF_WHO_SCORES = frozenset(
        {
            *("scoring:league", "scoring:scorecard", "scoring:preview", "scoring:previews"),
            *("scoring:rubric", "scoring:rubrics", "scoring:edit_rubric"),
            *("scoring:new_adjustment", "scoring:new_criterion"),
            # The province sees all scorers' work, and may change points where it sits on no board.
            *("scoring:proceedings", "scoring:proceeding", "scoring:rule", "scoring:override"),
            *("scoring:propose_correction", "scoring:correction", "scoring:evidence_file"),
            *("scoring:extend", "scoring:enter_notice", "scoring:notice_file"),
            *("scoring:notice_to_sign", "scoring:year"),
            *("scoring:scorers", "scoring:recheck"),
        }
    )
    # To whom mails go and whether they left, never what they said: the install is the province's business. An office
    # that is refused as a witness is told which portal it has.
    OF_THE_INSTALL = frozenset({"initiative_term", "outgoing_mail", "witnesses"})
    # Decisions of auditing offices, and what their people looked at.
    OF_AUDITS = frozenset(
        {
            *("audit_decisions", "audit_decision", "audit_decision_file", "audit_decision_revoke"),
            *("audit_accesses", "auditor_invite"),
        }
    )
    # What does not apply to which portal, and why: entered here, and read by citizens there.
    OF_DUTIES = frozenset({"duty_list"})
    # Changes of units are of the whole province.
    OF_CHANGES = frozenset(
        {
            *("reforms", "reform", "reform_enter", "reform_drop", "reform_want"),
            *("reform_want_back", "reform_confirm", "reform_call_off"),
            *("reform_rename", "reform_move", "reform_close", "reform_sections"),
            *("reform_open", "reform_boards", "reform_board"),
        }
    )
    # All that an auditor is shown, of the portal that the decision names.
    OF_AUDITORS = frozenset(
        {
            *("scoring:audit", "scoring:audit_month", "scoring:audit_card", "scoring:audit_trail"),
            *("scoring:audit_compare", "scoring:audit_file", "scoring:audit_notice"),
            *("scoring:audit_dossiers", "scoring:audit_dossier_file", "scoring:audit_own_card"),
        }
    )
    READS = {
        "auditor": OF_AUDITORS,
        "overseer's head": OF_A_DESK | OF_WHO_CHECKS | {"alterations", "refusal_check"},
        "overseer's editor": OF_WHO_CHECKS,
        "provincial head": OF_A_DESK
        | OF_WHO_SCORES
        | OF_THE_INSTALL
        | OF_AUDITS
        | OF_DUTIES
        | OF_CHANGES
        | {"duty_exemption_end"},
        "standing editors of the province": OF_A_DESK
        | OF_WHO_SCORES
        | OF_THE_INSTALL
        | OF_DUTIES
        | OF_CHANGES,
    }
    ON_BOARDS = frozenset({"board_absence_end", "board_delegation_end", "board_member_end"})
    BY_A_HEAD = frozenset({"board_waiver_revoke", "syndication:recall"})
    # What the province teaches the search of all portals.
    OF_THE_SEARCH = frozenset({"search_synonym_removed", "search_first_removed"})
    CHANGES = {
        "overseer's head": ON_BOARDS | BY_A_HEAD | {"alteration_confirm", "suspicion_end"},
        "overseer's editor": frozenset[str](),
        "auditor": frozenset[str](),
        "provincial head": ON_BOARDS
        | BY_A_HEAD
        | {
            *("calendar_clear", "scoring:end_exemption", "audit_decision_revoke", "auditor_invite"),
            *("duty_exemption_end", "reform_plan", "reform_drop"),
            *("reform_want", "reform_want_back", "reform_confirm", "reform_call_off"),
            "reform_board",
        }
        | OF_THE_SEARCH,
        "standing editors of the province": ON_BOARDS
        | OF_THE_SEARCH
        | {
            *("calendar_clear", "reform_plan", "reform_drop", "reform_want"),
            *("reform_want_back", "reform_call_off", "reform_board"),
        },
    }

    def turn_of(self, who: str) -> crawler.Turn:
        """Whoever may do less than another of the same board walks half, and all that the other is let onto.

        Auditors walk all that one list opens to them with their own account, and a quarter of what it closes by not
        naming it.
        """
        if who == "auditor":
            opened = {page.name for page in open_pages.pages()}
            names = {name for name, _parameters in walls.views()}
            own = set(filter(open_pages.is_of_the_account, names))
            return crawler.Turn(0, 4, frozenset(opened | own))
        above = {
            "overseer's editor": "overseer's head",
            "standing editors of the province": "provincial head",
        }.get(who)
        if above is None:
            return crawler.WHOLE
        return crawler.Turn(0, 2, self.READS[above] | self.CHANGES[above])

    @pytest.mark.parametrize("who", list(SUPERIORS))
    def test_is_shown_what_is_below_on_known_pages_only(self, cast, who, figures: Figures) -> None:
        client = desk_client(SUPERIORS[who](cast))
        walk = crawler.read_along(client, cast.theirs, None, crawler.Errand(), self.turn_of(who))

        figures.add("reading from above", who, walk, allowed=self.READS[who])
        assert walk.broken == {}
        assert sorted(set(walk.shown) - self.READS[who]) == []

    @pytest.mark.asvs("8.1.1")
    @pytest.mark.parametrize("who", list(SUPERIORS))
    def test_changes_what_is_below_on_known_pages_only(self, cast, who, figures: Figures) -> None:
        client = desk_client(SUPERIORS[who](cast))

        walk = crawler.write_along(client, cast.theirs, None, cast.errand, self.turn_of(who))

        figures.add("writing from above", who, walk, allowed=self.CHANGES[who] | self.READS[who])
        assert walk.broken == {}
        assert sorted(set(walk.shown) - self.CHANGES[who] - self.READS[who]) == []
        assert sorted(set(walk.changed) - self.CHANGES[who]) == []


class TestTheThings:
    """A stranger's things are all that a board can have: a new model without one fails here."""

    # Ways lead to a portal, and yet no board has one: parts of the framework that this install does not use.
    EMPTY = frozenset(
        {
            "account.EmailAddress",
            "account.EmailConfirmation",
            "socialaccount.SocialAccount",
            "socialaccount.SocialToken",
            "wagtailcore.APIToken",
            "wagtailcore.CollectionViewRestriction",
            "wagtailcore.CollectionViewRestriction_groups",
            "wagtailcore.GroupSitePermission",
            "wagtailcore.PageViewRestriction",
            "wagtailcore.PageViewRestriction_groups",
            "wagtailcore.WorkflowPage",
            "wagtaildocs.Document",
            "wagtailimages.Image",
            "wagtailimages.Rendition",
        }
    )
    # No column holds a board's words: ties, days, counts, names of files, and what is public anyhow.
    WORDLESS = frozenset(
        {
            "accountability.CaseConsult",
            "accountability.CaseReview",
            "accountability.DueMove",
            "accountability.ErasureDemand",
            "adapting.Adaptation",
            "alerts.AlertTold",
            "alerts.Departure",
            "alerts.FollowerTally",
            "auditors.AuditDecision_portals",
            "auditors.AuditDecision_tiers",
            "auditors.Auditor",
            "auth.Group",
            "auth.Group_permissions",
            "boards.EditorialBoard",
            "boards.Invitation",
            "boards.RightsGroup",
            "boards.User_groups",
            "calendar.WorkingHours",
            "consultations.ConsultationSummary",
            "editorial.Approval_authors",
            "editorial.DocumentForce",
            "editorial.DocumentProvision",
            "editorial.HomeBlockChoice",
            "editorial.HomePage",
            "editorial.LaterCheck",
            "editorial.MentionsRead",
            "editorial.Placement",
            "editorial.PortalRendition",
            "editorial.PublishedFile",
            "editorial.PublishedImage",
            "editorial.QuickWriting",
            "editorial.RelatedStory",
            "editorial.SectionPage",
            "editorial.StoryPaper",
            "editorial.TextSignature",
            "editorial.UsefulnessCount",
            "inbox.MailLink",
            "initiatives.InitiativeSupport",
            "initiatives.WorkshopGuests",
            "inbox.MailPreference",
            "ledger.LedgerLeaf",
            "organisation.Confirmation",
            "plans.Plan",
            "plans.PromisesRead",
            "portals.ClusterMembership",
            "portals.Oversight",
            "portals.Portal",
            "portals.PortalAddress",
            "probes.LinkReading",
            "social.SocialEvidence",
            "social.SocialMonth",
            "probes.Outage",
            "procedures.PointHours",
            "procedures.PointOfficer",
            "procedures.ServicePoint",
            "proof.RecallProof",
            "reception.ReceptionMonth",
            "reforms.ReformAct",
            "reforms.ReformChange",
            "reforms.ReformPlan",
            "schedules.LeaderSchedule",
            "scoring.AppealFile",
            "scoring.NotApplicable",
            "scoring.OwnCard",
            "scoring.Proceeding",
            "scoring.Rubric_authors",
            "scoring.StoryReading",
            "skills.Attendance",
            "skills.SessionBoard",
            "skills.SkillLoss",
            "social_posts.StoryPost",
            "stations.Airing",
            "syndication.Nudge",
            "syndication.PortalList_portals",
            "syndication.ReceivingGrant",
            "syndication.SectionChoice",
            "syndication.StandingRule",
            "taggit.TaggedItem",
            "visits.DayReaders",
            "visits.DayShare",
            "visits.PageViews",
            "visits.ThingViews",
            "wagtailadmin.EditingSession",
            "wagtailcore.Collection",
            "wagtailcore.GroupCollectionPermission",
            "wagtailcore.GroupPagePermission",
            "wagtailcore.ModelLogEntry",
            "wagtailcore.PageSubscription",
            "wagtailcore.ReferenceIndex",
            "wagtailcore.Site",
            "wagtailcore.UploadedFile",
            "wagtailcore.WorkflowState",
        }
    )

    def test_are_of_every_model(self) -> None:
        assert tenant_models.of_nobody() == []

    @pytest.mark.asvs("8.4.1")
    def test_lack_none(self, theirs) -> None:
        lacking = [
            model._meta.label
            for model in tenant_models.ways()
            if model._meta.label not in tenant_models.OF_ALL
            and not tenant_models.rows_of(model, theirs.portal, theirs.people).exists()
        ]
        assert set(lacking) == self.EMPTY

    def test_bear_the_mark_by_which_they_give_themselves_away(self, theirs) -> None:
        silent = [
            model._meta.label
            for model in tenant_models.ways()
            if model._meta.label not in {*tenant_models.OF_ALL, *self.EMPTY}
            and not tenant_models.bears(model, theirs.portal, theirs.people, SECRET)
        ]
        assert set(silent) == self.WORDLESS


class TestTheWalk:
    @pytest.mark.asvs("8.3.1")
    def test_finds_a_view_that_forgets_its_scope(self, theirs, mine, settings) -> None:
        settings.ROOT_URLCONF = only(forgetful)
        client = desk_client(make_member(mine.portal, Position.HEAD))

        walk = crawler.read_along(client, theirs, mine, crawler.Errand())
        assert set(walk.shown) == {"x"}

    @pytest.mark.parametrize(
        "view",
        [by_names, by_the_whole, by_whether_there_is_one, by_what_was_written, by_the_address],
    )
    def test_finds_a_view_that_is_narrowed_by_what_the_query_names(
        self, theirs, mine, settings, view
    ) -> None:
        settings.ROOT_URLCONF = only(view)
        client = desk_client(make_member(mine.portal, Position.HEAD))

        walk = crawler.read_along(client, theirs, mine, crawler.Errand())
        assert set(walk.shown) == {"x"}

    def test_finds_a_form_that_forgets_its_scope(self, theirs, mine, settings) -> None:
        settings.ROOT_URLCONF = only(careless)
        client = desk_client(make_member(mine.portal, Position.HEAD))

        walk = crawler.write_along(client, theirs, mine, crawler.Errand())
        assert "editorial.Placement" in walk.changed["x"]

    def test_that_is_shared_leaves_nothing_out(self, theirs) -> None:
        found = set(crawler.addresses(theirs, theirs))
        for some in TOGETHER:
            assert set(some) <= set(STRANGERS)
            taken = [turn_of(who).of_all(found) for who in some]
            assert {address for part in taken for address in part} == found
            assert all(taken)

    def test_reaches_all_parts_of_the_admin(self) -> None:
        names = {name for name, _parameters in walls.views()}

        assert {
            "story_review",
            "portal_stories",
            "wagtailadmin_pages:edit",
            "wagtailimages:edit",
            "wagtaildocs_chooser:chosen",
            "wagtail_bulk_action",
            "wagtailadmin_api:pages:detail",
        } <= names


class TestWhatIsOnesOwn:
    """So that the walls are not proved by a desk where nothing opens."""

    def test_is_shown_and_changed_on_many_pages(self, cast, figures: Figures) -> None:
        client, errand = desk_client(cast.owner), cast.errand
        walk = crawler.write_along(client, cast.theirs, cast.mine, errand, crawler.Turn(0, 2))

        figures.add("one's own", "head", walk, allowed=walk.changed.keys() | walk.shown.keys())
        assert walk.broken == {}
        assert len(errand.opened) >= 50
        assert len(walk.changed) >= 10

    @pytest.mark.parametrize("position", list(Position))
    def test_opens(self, mine, position) -> None:
        client = desk_client(make_member(mine.portal, position))
        shown = [
            reverse("wagtailadmin_explore", args=[section_of(mine.portal).pk]),
            reverse("wagtailimages_chooser:choose"),
            reverse("wagtaildocs_chooser:choose"),
            reverse("wagtailimages_chooser:chosen", args=[mine.image.pk]),
            reverse("wagtailadmin_choose_page_child", args=[section_of(mine.portal).pk]),
            reverse("wagtailadmin_choose_page_search") + f"?q={OWN}",
            reverse("story_review", args=[mine.draft.pk]),
        ]

        assert [address for address in shown if OWN.encode() not in body(client.get(address))] == []

    @pytest.mark.parametrize("position", [Position.HEAD, Position.EDITOR])
    def test_can_be_edited_by_editors(self, mine, position) -> None:
        client = desk_client(make_member(mine.portal, position))
        shown = [
            reverse("wagtailadmin_pages:edit", args=[mine.published.pk]),
            reverse("wagtailadmin_pages:view_draft", args=[mine.published.pk]),
            reverse("wagtailadmin_pages:history", args=[mine.draft.pk]),
            reverse("wagtailimages:index"),
            reverse("wagtaildocs:index"),
            reverse("wagtailimages:edit", args=[mine.image.pk]),
            reverse("wagtaildocs:edit", args=[mine.document.pk]),
        ]

        assert [address for address in shown if OWN.encode() not in body(client.get(address))] == []


class TestTheEditorsForm:
    def form(self, portal, **fields: object) -> dict[str, object]:
        return {
            "title": "Tin của mình",
            "slug": "tin-cua-minh",
            "lead": "Tóm tắt.",
            "lead_image": "",
            "lead_image_alt": "Mô tả",
            "lead_image_caption": "",
            "body-count": "0",
            "event_at": "",
            "byline": "",
            "source": "",
            "related_stories-TOTAL_FORMS": "0",
            "related_stories-INITIAL_FORMS": "0",
            "related_stories-MIN_NUM_FORMS": "0",
            "related_stories-MAX_NUM_FORMS": "5",
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
            "comments-MIN_NUM_FORMS": "0",
            "comments-MAX_NUM_FORMS": "",
            **fields,
        }

    def add(self, client, portal, **fields: object):
        address = reverse(
            "wagtailadmin_pages:add", args=["editorial", "articlepage", section_of(portal).pk]
        )
        return client.post(address, self.form(portal, **fields))

    def test_takes_an_image_of_ones_own(self, mine) -> None:
        client = desk_client(make_member(mine.portal, Position.EDITOR))

        self.add(client, mine.portal, lead_image=mine.image.pk)

        assert ArticlePage.objects.filter(title="Tin của mình").exists()

    @pytest.mark.asvs("8.2.3", "15.3.3")
    @pytest.mark.parametrize("place", ["lead_image", "figure", "file", "link", "related"])
    def test_takes_nothing_of_a_stranger(self, theirs, mine, place) -> None:
        client = desk_client(make_member(mine.portal, Position.EDITOR))
        block = {"body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-id": ""}
        fields = {
            "lead_image": {"lead_image": theirs.image.pk},
            "figure": {
                **block,
                "body-0-type": "figure",
                "body-0-value-image-image": theirs.image.pk,
                "body-0-value-image-alt_text": "x",
                "body-0-value-caption": "",
            },
            "file": {
                **block,
                "body-0-type": "file",
                "body-0-value-document": theirs.document.pk,
                "body-0-value-title": "",
            },
            "link": {
                **block,
                "body-0-type": "text",
                "body-0-value": (
                    '{"blocks":[{"key":"a","text":"tin","type":"unstyled","depth":0,'
                    '"inlineStyleRanges":[],"entityRanges":[{"offset":0,"length":3,"key":0}]}],'
                    '"entityMap":{"0":{"type":"LINK","mutability":"MUTABLE",'
                    f'"data":{{"id":{theirs.draft.pk},"url":"/x/","parentId":1}}}}}}}}'
                ),
            },
            "related": {
                "related_stories-TOTAL_FORMS": "1",
                "related_stories-0-story": theirs.draft.pk,
                "related_stories-0-ORDER": "1",
                "related_stories-0-id": "",
                "related_stories-0-DELETE": "",
            },
        }[place]

        response = self.add(client, mine.portal, **fields)

        assert not walls.shows(response, SECRET)
        assert not ArticlePage.objects.filter(title="Tin của mình").exists()

    def test_keeps_what_the_text_used_before(self, theirs, mine) -> None:
        """A story that was moved here brings images that lie in the collection of its first portal."""
        brought = make_image(theirs.portal, title="Ảnh mang theo")
        story = mine.published
        story.lead_image, story.lead_image_alt = brought, "Mô tả"
        story.save_revision(user=mine.author)
        client = desk_client(make_member(mine.portal, Position.EDITOR))

        client.post(
            reverse("wagtailadmin_pages:edit", args=[story.pk]),
            self.form(mine.portal, lead_image=brought.pk, slug=story.slug),
        )

        saved = ArticlePage.objects.get(pk=story.pk).get_latest_revision_as_object()
        assert saved.title == "Tin của mình"
