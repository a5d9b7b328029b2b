"""What an auditor reads: the months and portals of the decision, on its days, and nothing else; nobody else does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision

from portals.auditors.actions import revoke_decision
from portals.auditors.models import AuditorAccess
from portals.boards.enums import Position
from portals.boards.models import User
from portals.models import Tier
from scoring.auditing.evidence import evidence_of, frozen_rows, on_record
from scoring.auditing.mandate import mandate_of
from scoring.auditing.trail import told, trail_of
from scoring.enums import ProceedingState
from scoring.models import AppealFile, SelfAssessedLine
from tests.factories import make_member, make_portal, make_user
from tests.portals.auditors.cast import INSIDE, LAST, STARTS
from tests.scoring.auditing.cast import (
    ANSWER,
    OCTOBER,
    OTHERWISE,
    WHY,
    Audited,
    client_of,
    make_audited,
)
from tests.support.kept import as_built, built_once
from tests.walls import body

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
AFTER = date(2026, 11, 1)


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: object) -> Iterator[Audited]:
    with built_once(django_db_blocker, make_audited) as made:
        yield made


@pytest.fixture
def audited(built: Audited) -> Iterator[Audited]:
    with as_built(built) as own:
        yield own


@pytest.fixture
def inside():
    with time_machine.travel(INSIDE, tick=False):
        yield


def shown(user: User, name: str, *args: object, **query: object) -> str:
    answer = client_of(user).get(reverse(f"scoring:{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return body(answer).decode("utf-8", "replace")


def status(user: User, name: str, *args: object) -> int:
    return client_of(user).get(reverse(f"scoring:{name}", args=args)).status_code


def pages_of(audited: Audited, number: int = 0) -> list[tuple[str, tuple[object, ...]]]:
    """Every page about one card."""
    card = audited.course.card(number)
    return [
        ("audit_card", (card.pk,)),
        ("audit_line", (card.pk, "B1")),
        ("audit_evidence", (card.pk, audited.stories[number].pk)),
    ]


class TestTheScope:
    def cards(self, user: User, now: datetime = INSIDE) -> set[int]:
        mandate = mandate_of(User.objects.get(pk=user.pk), now)
        return set() if mandate is None else set(mandate.cards.values_list("pk", flat=True))

    def test_is_all_portals_of_its_months(self, audited) -> None:
        assert self.cards(audited.auditor()) == {audited.card.pk, audited.other.pk}

    @pytest.mark.parametrize(
        ("first", "last", "reads"),
        [
            (OCTOBER, OCTOBER, True),
            (date(2026, 1, 1), None, True),
            (AFTER, None, False),
            (date(2026, 1, 1), date(2026, 9, 1), False),
        ],
    )
    def test_holds_its_months_alone(self, audited, first, last, reads) -> None:
        user = audited.auditor(first_month=first, last_month=last)
        assert bool(self.cards(user)) == reads

    def test_holds_the_portals_and_tiers_that_are_named(self, audited) -> None:
        one = audited.auditor(number="1", portals=[audited.course.communes[1]])
        assert self.cards(one) == {audited.other.pk}
        # The same person by another decision: both count.
        tier = Tier.objects.get(pk="commune")
        again = audited.auditor(number="2", tiers=[tier])
        assert again == one
        assert self.cards(one) == {audited.card.pk, audited.other.pk}

    def test_of_another_tier_holds_none(self, audited) -> None:
        assert self.cards(audited.auditor(tiers=[Tier.objects.get(pk="department")])) == set()

    @pytest.mark.parametrize("day", [STARTS - DAY, LAST + DAY])
    def test_is_empty_before_and_after_its_days(self, audited, day) -> None:
        now = datetime.fromisoformat(f"{day}T12:00:00+07:00")
        assert self.cards(audited.auditor(), now) == set()


@pytest.mark.usefixtures("inside")
class TestReading:
    def test_begins_with_the_months_in_scope(self, audited) -> None:
        page = shown(audited.auditor(), "audit")
        assert reverse("scoring:audit_month", args=["2026-10"]) in page

    def test_lists_the_cards_of_a_month(self, audited) -> None:
        user = audited.auditor()
        page = shown(user, "audit_month", "2026-10")
        assert all(str(one) in page for one in audited.course.communes)
        assert ('value="commune"' in page, 'value="nation"' in page) == (True, False)
        narrowed = shown(user, "audit_month", "2026-10", q=str(audited.course.communes[0]))
        assert str(audited.course.communes[1]) not in narrowed.partition("<tbody>")[2]
        assert shown(user, "audit_month", "2026-10", export="csv").count("\n") == 3

    def test_of_an_open_month_shows_who_did_what_with_which_words(self, audited) -> None:
        page = shown(audited.auditor(), "audit_card", audited.card.pk)
        for said in (WHY, ANSWER, str(audited.course.heads[0]), str(audited.course.deputy)):
            assert said in page
        assert str(Position.HEAD.label) in page
        assert OTHERWISE not in page
        assert OTHERWISE in shown(
            User.objects.get(audits__isnull=False), "audit_card", audited.other.pk
        )

    def test_of_a_published_month_shows_the_notice(self, audited) -> None:
        audited.course.at(ProceedingState.PUBLISHED)
        user = audited.auditor()
        assert "45/TB-BBT" in shown(user, "audit_card", audited.card.pk)
        assert shown(user, "audit_notice", audited.course.proceeding.pk).startswith("%PDF")

    def test_shows_every_item_counted_or_not(self, audited) -> None:
        page = shown(audited.auditor(), "audit_line", audited.card.pk, "B1")
        assert audited.stories[0].title in page
        assert (
            reverse("scoring:audit_evidence", args=[audited.card.pk, audited.stories[0].pk]) in page
        )

    def test_shows_files_that_were_given(self, audited) -> None:
        user = audited.auditor()
        for file in (AppealFile.objects.get().file_id, SelfAssessedLine.objects.get().file_id):
            assert shown(user, "audit_file", audited.card.pk, file).startswith("%PDF")
            url = reverse("scoring:audit_file", args=[audited.card.pk, file])
            assert url in shown(user, "audit_card", audited.card.pk)
            assert status(user, "audit_file", audited.other.pk, file) == 404

    @pytest.mark.parametrize(
        ("name", "args"), [("audit_month", ("2026-09",)), ("audit_month", ("x",))]
    )
    def test_of_a_month_that_is_not_there_is_not_found(self, audited, name, args) -> None:
        assert status(audited.auditor(), name, *args) == 404

    def test_is_written_down_with_portal_and_month(self, audited) -> None:
        shown(audited.auditor(), "audit_card", audited.card.pk)
        written = AuditorAccess.objects.get()
        assert (written.portal, written.month) == (audited.card.portal, OCTOBER)


@pytest.mark.usefixtures("inside")
class TestOutsideTheScope:
    def test_nothing_opens(self, audited) -> None:
        user = audited.auditor(portals=[audited.course.communes[1]])
        assert [status(user, name, *args) for name, args in pages_of(audited, 1)] == [200] * 3
        assert [status(user, name, *args) for name, args in pages_of(audited, 0)] == [404] * 3
        assert str(audited.card.portal) not in shown(user, "audit_month", "2026-10")
        assert str(audited.card.portal) not in shown(user, "audit_compare")
        trail = shown(user, "audit_trail")
        assert OTHERWISE in trail
        assert WHY not in trail
        assert ANSWER not in trail
        assert str(audited.card.portal) not in trail

    def test_of_months_nothing_opens(self, audited) -> None:
        user = audited.auditor(first_month=AFTER)
        assert status(user, "audit_month", "2026-10") == 404
        assert {status(user, name, *args) for name, args in pages_of(audited)} == {404}
        assert WHY not in shown(user, "audit_trail")
        audited.course.at(ProceedingState.PUBLISHED)
        assert status(user, "audit_notice", audited.course.proceeding.pk) == 404

    def test_of_a_revoked_decision_nothing_opens(self, audited) -> None:
        decision = audited.let_in()
        user = decision.team.get().user
        assert status(user, "audit") == 200
        head = audited.course.province_head
        revoke_decision(decision=decision, reason="Rút", actor=head, now=INSIDE)
        assert {status(user, name, *args) for name, args in pages_of(audited)} == {302}

    @pytest.mark.parametrize("who", ["province", "district", "commune", "stranger", "nobody"])
    def test_the_pages_of_auditors_are_nobody_elses(self, audited, who) -> None:
        people = {
            "province": lambda: audited.course.province_head,
            "district": lambda: audited.course.head,
            "commune": lambda: audited.course.heads[0],
            "stranger": lambda: make_member(make_portal(), Position.HEAD),
            "nobody": make_user,
        }
        user = people[who]()
        asked = [("audit", ()), ("audit_trail", ()), ("audit_compare", ()), *pages_of(audited)]
        assert {status(user, name, *args) for name, args in asked} <= {302, 403, 404}

    def test_the_pages_of_boards_stay_closed(self, audited) -> None:
        user = audited.auditor()
        card = audited.card.pk
        for name, args in (
            ("league", ()), ("scorecard", (card,)), ("rubrics", ()), ("proceedings", ()),
            ("proceeding", (audited.course.proceeding.pk,)), ("override", (card, "F1")),
            ("faults", ()), ("line_facts", (card, "B1")),
        ):  # fmt: skip
            assert status(user, name, *args) in {302, 403, 404}
            answer = client_of(user).post(reverse(f"scoring:{name}", args=args), {"points": "1"})
            assert answer.status_code in {302, 403, 404}


@pytest.mark.usefixtures("inside")
class TestTheTrail:
    def lines(self, user: User, **asked: object) -> str:
        return shown(user, "audit_trail", **asked).partition("<tbody>")[2]

    def test_is_found_by_portal_month_criterion_person_and_words(self, audited) -> None:
        user = audited.auditor()
        both = self.lines(user)
        assert WHY in both
        assert OTHERWISE in both
        assert OTHERWISE not in self.lines(user, portal=audited.card.portal_id)
        assert WHY in self.lines(user, portal=audited.card.portal_id)
        assert WHY not in self.lines(user, criterion="F2")
        assert OTHERWISE in self.lines(user, criterion="f2")
        assert WHY not in self.lines(user, person=audited.course.head.pk)
        assert OTHERWISE in self.lines(user, person=audited.course.head.pk)
        assert OTHERWISE in self.lines(user, q="biên bản 12")
        assert WHY not in self.lines(user, q="biên bản 12")
        assert WHY in self.lines(user, month="2026-10")

    def test_knows_the_post_that_was_held_then(self, audited) -> None:
        mandate = mandate_of(audited.auditor(), INSIDE)
        line = next(one for one in told(trail_of(mandate)) if one.person == audited.course.heads[0])
        assert line.office == f"{Position.HEAD.label}, {audited.card.portal}"

    def test_is_taken_away_as_a_table(self, audited) -> None:
        table = shown(audited.auditor(), "audit_trail", export="csv")
        assert WHY in table

    def test_has_the_steps_of_the_scorer(self, audited) -> None:
        page = self.lines(audited.auditor(portals=[audited.course.communes[1]]))
        assert _("Verify scorecards") in page
        assert _("Begin the course of a month") in page


@pytest.mark.usefixtures("inside")
class TestEvidence:
    def test_is_the_text_as_it_was_counted(self, audited) -> None:
        story = audited.stories[0]
        found = evidence_of(audited.card, story.pk)
        assert found.is_the_text
        assert found.record.holds
        story.title, story.lead = "Tiêu đề mới", "Khác"
        story.save_revision().publish()
        page = shown(audited.auditor(), "audit_evidence", audited.card.pk, story.pk)
        assert "Tin số 1" in page
        assert "Tiêu đề mới" not in page
        assert _("This is the text that was measured: its hash is the one that was frozen.") in page

    def test_says_where_the_text_is_another(self, audited) -> None:
        story = audited.stories[0]
        version = Revision.objects.get(pk=evidence_of(audited.card, story.pk).item.version)
        version.content = {**version.content, "title": "Sửa lén"}
        version.save(update_fields=["content"])
        assert not evidence_of(audited.card, story.pk).is_the_text
        page = shown(audited.auditor(), "audit_evidence", audited.card.pk, story.pk)
        assert _("THIS IS NOT THE TEXT that was measured: its hash is another.") in page

    def test_says_where_the_version_is_gone(self, audited) -> None:
        story = audited.stories[0]
        found = evidence_of(audited.card, story.pk)
        story.live_revision = story.latest_revision = None
        story.save(update_fields=["live_revision", "latest_revision"])
        Revision.objects.filter(pk=found.item.version).delete()
        page = shown(audited.auditor(), "audit_evidence", audited.card.pk, story.pk)
        assert _("This version is not kept any more. Its hash says which text it was.") in page
        assert found.item.sha256 in page

    def test_is_the_ledgers(self, audited) -> None:
        (row,) = frozen_rows(audited.card)
        assert on_record(row).holds
        row.items = {}
        assert not on_record(row).holds
        row.facts["standing"]["portal"] = "khac.localhost"
        assert on_record(row).entry_says is None

    def test_of_another_portal_is_not_found(self, audited) -> None:
        other = audited.stories[1].pk
        assert status(audited.auditor(), "audit_evidence", audited.card.pk, other) == 404


@pytest.mark.usefixtures("inside")
class TestComparing:
    def test_of_a_month_with_itself_shows_each_line(self, audited) -> None:
        page = shown(
            audited.auditor(), "audit_compare", portal=audited.card.portal_id,
            before="2026-10", after="2026-10",
        )  # fmt: skip
        codes = [line["code"] for line in audited.card.lines["criteria"]]
        assert all(f"{code} " in page for code in codes)

    @pytest.mark.parametrize("asked", [{}, {"before": "x", "after": "2026-10"}, {"portal": "0"}])
    def test_of_nonsense_shows_a_form(self, audited, asked) -> None:
        assert "compare-portal" in shown(audited.auditor(), "audit_compare", **asked)


@pytest.mark.usefixtures("inside")
class TestTheQueries:
    """As many for two portals as for nine, whatever was done to them."""

    PAGES = (
        ("audit", ()),
        ("audit_month", ("2026-10",)),
        ("audit_trail", ()),
        ("audit_compare", ()),
        ("audit_dossiers", ()),
    )

    def asked(self, user: User, name: str, *args: object) -> int:
        client = client_of(user)
        url = reverse(f"scoring:{name}", args=args)
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    def test_are_as_many_for_more(self, audited) -> None:
        user = audited.auditor()
        pages = [*self.PAGES, ("audit_card", (audited.card.pk,))]
        few = {name: self.asked(user, name, *args) for name, args in pages}
        card = audited.card
        for _number in range(7):
            portal = make_portal(overseer=audited.course.district)
            head = make_member(portal, Position.HEAD)
            card.pk, card.portal = None, portal
            card.save(force_insert=True)
            log(
                instance=portal, action="scoring.enter_facts", user=head,
                data={"month": "2026-10", "facts": {"x": "1"}},
            )  # fmt: skip
            log(
                instance=audited.card.portal, action="scoring.override", user=head,
                data={
                    "month": "2026-10", "criterion": "F1", "reason": "Lại",
                    "proceeding": audited.course.proceeding.pk,
                },
            )  # fmt: skip
        assert {name: self.asked(user, name, *args) for name, args in pages} == few
        assert max(few.values()) <= 45
