"""What a board arranges for itself: standing rules, sections for what it receives, lists of portals."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from editorial.models import SectionType
from portals.boards.enums import Position
from portals.clock import local_date
from portals.models import Oversight
from portals.refusals import NotYourOffice
from syndication.dispatches.arranging import (
    RuleCell,
    UnableToArrange,
    add_rule,
    change_rules,
    choose_section,
    drop_list,
    drop_rule,
    keep_list,
)
from syndication.jobs import place_dispatch
from syndication.models import Dispatch, PortalList, SectionChoice, StandingRule
from tests.factories import make_member, make_portal, published_story, section_of
from tests.syndication.casts import make_cast, send
from tests.syndication.desk import client_of, page, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast(at_once=False)


@pytest.fixture
def commune(cast):
    return cast.communes[0]


@pytest.fixture
def head(commune):
    return make_member(commune, Position.HEAD)


def rule_of(portal, actor, **options) -> StandingRule:
    given = {"sender": None, "section_type": None, "now": timezone.now(), **options}
    return add_rule(portal=portal, actor=actor, **given)


def kind(code: str = "tin-tuc") -> SectionType:
    return SectionType.objects.get(pk=code)


def strangers(cast, portal) -> list:
    return [
        make_member(portal, Position.EDITOR),
        make_member(cast.communes[1], Position.HEAD),
        cast.head,
    ]


class TestARule:
    def test_places_at_once_what_a_portal_above_sends(self, cast, commune, head) -> None:
        for sender in (cast.portal, cast.district):
            rule_of(commune, head, sender=sender, section_type=kind())

        assert place_dispatch(send(cast.story, cast.head).pk) == 1

    def test_is_of_a_portal_above_today(self, cast, commune, head) -> None:
        below_and_beside = [commune, cast.communes[1], make_portal("province")]
        now = timezone.now()
        yesterday = DateRange(date(2019, 1, 1), local_date(now))
        Oversight.objects.filter(portal=cast.district).update(period=yesterday)

        for sender in (*below_and_beside, cast.portal):
            with pytest.raises(UnableToArrange):
                rule_of(commune, head, sender=sender, now=now)

        assert not StandingRule.objects.exists()
        assert rule_of(commune, head, sender=cast.portal, now=now - timedelta(days=1))

    def test_is_made_once(self, cast, commune, head) -> None:
        assert rule_of(commune, head).pk == rule_of(commune, head).pk

    def test_is_dropped_by_its_desk_and_what_was_sent_before_it_is_still_placed(
        self, cast, commune, head
    ) -> None:
        kept, dropped = rule_of(commune, head, sender=cast.district), rule_of(commune, head)
        before = send(cast.story, cast.head)

        drop_rule(rule=dropped, actor=head, now=timezone.now())
        after = send(published_story(cast.portal), cast.head)

        assert list(StandingRule.objects.all()) == [kept]
        assert (place_dispatch(before.pk), place_dispatch(after.pk)) == (1, 0)

    def test_is_the_affair_of_the_boards_own_desk(self, cast, commune, head) -> None:
        rule = rule_of(commune, head)

        for stranger in strangers(cast, commune):
            with pytest.raises(NotYourOffice):
                rule_of(commune, stranger, sender=cast.portal)
            with pytest.raises(NotYourOffice):
                drop_rule(rule=rule, actor=stranger, now=timezone.now())

        assert list(StandingRule.objects.all()) == [rule]


class TestTheGrid:
    def post(self, actor, portal, ticked=(), before=()):
        form = {"cong": portal.pk, "o": list(ticked), "truoc": list(before)}
        return client_of(actor).post(page("rules_change"), form)

    def rules(self) -> set:
        return set(StandingRule.objects.values_list("sender", "section_type"))

    def test_makes_what_was_ticked_and_ends_what_was_no_more(self, cast, commune, head) -> None:
        old = f"{cast.district.pk}:"
        rule_of(commune, head, sender=cast.district)
        shown = text_of(client_of(head).get(page("rules")))
        assert f'name="truoc" value="{old}"' in shown
        assert f'name="o" value="{cast.portal.pk}:tin-tuc"' in shown

        self.post(head, commune, [f"{cast.portal.pk}:tin-tuc", ":"], [old])

        assert self.rules() == {(cast.portal.pk, "tin-tuc"), (None, None)}
        self.post(head, commune, [":"], [f"{cast.portal.pk}:tin-tuc", ":"])
        assert self.rules() == {(None, None)}

    def test_leaves_what_another_changed_meanwhile(self, cast, commune, head) -> None:
        rule_of(commune, head, sender=cast.portal)
        # The page was opened before that rule was made, and after one that is gone by now.
        self.post(head, commune, [":tin-tuc"], [f"{cast.district.pk}:"])

        assert self.rules() == {(cast.portal.pk, None), (None, "tin-tuc")}

    def test_changes_nothing_for_what_is_not_there_or_not_above(self, cast, commune, head) -> None:
        self.post(head, commune, ["999999:", ":khong-co", "x:", "²:tin-tuc"])
        assert self.rules() == set()
        beside = cast.communes[1]
        said = text_of(
            client_of(head).post(
                page("rules_change"),
                {"cong": commune.pk, "o": [":", f"{beside.pk}:"]},
                follow=True,
            )
        )
        assert "cấp trên" in said
        # All or nothing.
        assert self.rules() == set()

    def test_writes_a_line_of_the_log_for_each_and_asks_no_more(self, cast, commune, head) -> None:
        kinds = [one.pk for one in SectionType.objects.all()[:8]]

        def asked(cells) -> int:
            with CaptureQueriesContext(connection) as queries:
                change_rules(portal=commune, add=cells, drop=[], actor=head, now=timezone.now())
            return len(queries)

        few = asked([RuleCell(cast.portal.pk, kinds[0])])
        # A line of the log is three statements, with its savepoint.
        assert asked([RuleCell(cast.portal.pk, kind) for kind in kinds[1:]]) <= few + 3 * 6
        logged = ModelLogEntry.objects.filter(action="syndication.add_rule", user=head)
        assert logged.count() == StandingRule.objects.count() == 8

    def test_is_another_boards_own(self, cast, commune) -> None:
        for stranger in strangers(cast, commune):
            assert self.post(stranger, commune, [":"]).status_code == 404
        assert self.rules() == set()


class TestASection:
    def choose(self, portal, section, actor, **options) -> None:
        given = {"section_type": kind(), "now": timezone.now(), **options}
        choose_section(portal=portal, section=section, actor=actor, **given)

    def test_is_chosen_changed_and_given_up_for_one_kind(self, cast, commune, head) -> None:
        there, other = section_of(commune, "chi-dao"), section_of(commune)
        self.choose(commune, there, head)
        self.choose(commune, other, head, section_type=kind("chi-dao"))
        self.choose(commune, other, head)
        assert dict(SectionChoice.objects.values_list("section_type", "section")) == {
            "tin-tuc": other.pk,
            "chi-dao": other.pk,
        }

        self.choose(commune, None, head)

        assert SectionChoice.objects.get().section_type_id == "chi-dao"

    def test_given_up_on_one_portal_stays_on_another(self, cast, commune, head) -> None:
        second = cast.communes[1]
        chief = make_member(second, Position.HEAD)
        self.choose(second, section_of(second, "chi-dao"), chief)

        self.choose(commune, None, head)

        assert SectionChoice.objects.get().portal == second

    def test_is_one_of_its_own(self, cast, commune, head) -> None:
        with pytest.raises(UnableToArrange):
            self.choose(commune, section_of(cast.communes[1], "chi-dao"), head)

        assert not SectionChoice.objects.exists()

    def test_is_the_affair_of_the_boards_own_desk(self, cast, commune) -> None:
        for stranger in strangers(cast, commune):
            with pytest.raises(NotYourOffice):
                self.choose(commune, section_of(commune, "chi-dao"), stranger)


class TestAList:
    def keep(self, cast, portals, **options) -> PortalList:
        given = {"owner": cast.portal, "name": "Ven sông", "actor": cast.head, **options}
        return keep_list(portal_ids=[portal.pk for portal in portals], now=timezone.now(), **given)

    def test_of_the_same_name_holds_what_was_last_kept(self, cast) -> None:
        first = self.keep(cast, cast.communes)

        second = self.keep(cast, [cast.district], name=" Ven sông ")

        assert second == first
        assert list(second.portals.all()) == [cast.district]

    def test_holds_no_portal_of_others(self, cast) -> None:
        foreign = make_portal("province", name="Tỉnh Khác")

        with pytest.raises(UnableToArrange, match="Tỉnh Khác"):
            self.keep(cast, [cast.district, foreign])

        assert not PortalList.objects.exists()

    def test_is_kept_and_forgotten_by_the_desk_that_owns_it(self, cast) -> None:
        kept = self.keep(cast, cast.communes)
        for stranger in (
            make_member(cast.portal, Position.EDITOR),
            make_member(cast.district, Position.HEAD),
        ):
            with pytest.raises(NotYourOffice):
                self.keep(cast, [cast.district], actor=stranger)
            with pytest.raises(NotYourOffice):
                drop_list(portal_list=kept, actor=stranger, now=timezone.now())
        assert set(kept.portals.all()) == set(cast.communes)

        drop_list(portal_list=kept, actor=cast.head, now=timezone.now())

        assert not PortalList.objects.exists()

    def test_is_kept_with_the_form_that_sends(self, cast) -> None:
        form = {
            "audience": "chosen",
            "portals": [commune.pk for commune in cast.communes],
            "save_as": "Ven sông",
            "confirm": "1",
        }

        client_of(cast.head).post(page("send", cast.story.pk), form)

        kept = PortalList.objects.get(owner=cast.portal, name="Ven sông", made_by=cast.head)
        assert set(kept.portals.all()) == set(cast.communes)
        assert Dispatch.objects.get().chosen == sorted(commune.pk for commune in cast.communes)
