"""Which addresses a proof asks, in which order of time, and what an answer that comes late may change."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageLogEntry

from editorial.enums import RemovalKind
from editorial.models import Placement
from editorial.placements.actions import take_down
from portals.boards.enums import Position
from portals.clock import local_date
from portals.inbox.queries import urgent_portals
from portals.models import Portal, PortalAddress
from portals.refusals import NotYourOffice
from syndication.deliveries.republishing import republish_story
from syndication.jobs import place_dispatch
from syndication.models import Recall
from syndication.recalls.actions import proving
from syndication.recalls.enums import AnswerState, What
from syndication.recalls.inbox import TIME_TO_PROVE, UnprovenRecalls
from syndication.recalls.judging import AddressProof
from syndication.recalls.models import ProvenAddress
from syndication.recalls.planning import main_hosts, own_versions, reasons_given
from syndication.recalls.recalling import recall_story
from tests.factories import make_member, make_portal, published_story, section_of
from tests.syndication.adaptations.casts import make_adapting_cast
from tests.syndication.casts import make_cast, send

from .visitors import Visitors

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def visitors(monkeypatch):
    made = Visitors()
    monkeypatch.setattr(proving, "fetch_own_all", made)
    return made


@pytest.fixture
def cast():
    cast = make_cast()
    place_dispatch(dispatch_id=send(cast.story, cast.head).pk)
    return cast


def recall(story, actor, **options) -> Recall:
    given = {"kind": RemovalKind.IN_ERROR, "reason": "Sai", "now": timezone.now(), **options}
    return recall_story(story=story, actor=actor, **given)


def planned(made: Recall):
    proving.plan_proof(proof_id=made.proof.pk, now=timezone.now())
    return ProvenAddress.objects.filter(proof=made.proof)


class TestTheAddresses:
    def test_are_of_every_portal_where_it_stood_and_of_no_other(self, cast) -> None:
        never = make_portal(overseer=cast.district)
        other = published_story(never)
        commune = cast.communes[0]
        take_down(
            placement=Placement.objects.get(portal=commune, story=cast.story),
            reason="Không liên quan",
            actor=make_member(commune, Position.HEAD),
            now=timezone.now(),
        )

        rows = planned(recall(cast.story, cast.head))

        asked = set(rows.filter(what=What.STORY).values_list("portal", flat=True))
        assert asked == {portal.pk for portal in (cast.portal, *cast.receivers)}
        assert not rows.filter(story_id=other.pk).exists()

    def test_are_of_all_host_names_in_force_today(self, cast) -> None:
        commune, today = cast.communes[0], local_date(timezone.now())
        for name, until in (("cu", None), ("het-han", today), ("con-han", today + DAY)):
            PortalAddress.objects.create(
                portal=commune, hostname=f"{name}.vidu.localhost", is_main=False,
                period=(commune.opened_on, until),
            )  # fmt: skip

        rows = planned(recall(cast.story, cast.head)).filter(portal=commune)

        main = commune.site.hostname
        names = set(rows.values_list("hostname", flat=True))
        assert names == {main, "cu.vidu.localhost", "con-han.vidu.localhost"}
        beside = rows.exclude(hostname=main)
        assert set(beside.values_list("what", flat=True)) == {What.STORY}
        assert main_hosts({commune.pk}, timezone.now()) == {commune.pk: main}

    @pytest.mark.parametrize(("ahead", "answers"), [(0, False), (1, True)])
    def test_of_a_portal_are_asked_until_the_day_before_it_closes(
        self, cast, ahead, answers
    ) -> None:
        commune = cast.communes[0]
        made = recall(cast.story, cast.head)
        closed_on = local_date(timezone.now()) + ahead * DAY
        Portal.objects.filter(pk=commune.pk).update(closed_on=closed_on)

        states = set(planned(made).filter(portal=commune).values_list("state", flat=True))

        assert states == {AnswerState.WAITING if answers else AnswerState.NO_ADDRESS}

    def test_are_listed_once(self, cast) -> None:
        made = recall(cast.story, cast.head)
        before = list(planned(made).values_list("pk", flat=True))
        cast.communes[0].addresses.all().delete()

        assert list(planned(made).values_list("pk", flat=True)) == before


class TestWhatIsExpected:
    def test_is_the_reason_that_stands_there(self, cast) -> None:
        commune = cast.communes[0]
        take_down(
            placement=Placement.objects.get(portal=commune, story=cast.story),
            reason="Không liên quan",
            actor=make_member(commune, Position.HEAD),
            now=timezone.now(),
        )
        recall(cast.story, cast.head, reason="Sai số liệu")
        ids = {cast.portal.pk, commune.pk}

        told = reasons_given(ids, {cast.story.pk})

        assert told == {
            (cast.portal.pk, cast.story.pk): "Sai số liệu",
            (commune.pk, cast.story.pk): "Không liên quan",
        }

    def test_is_the_last_reason_where_it_stood_twice(self, cast) -> None:
        commune = cast.communes[0]
        head = make_member(commune, Position.HEAD)
        take_down(
            placement=Placement.objects.get(portal=commune, story=cast.story),
            reason="Không liên quan", actor=head, now=timezone.now(),
        )  # fmt: skip
        republish_story(
            story=cast.story, section=section_of(commune), actor=head, now=timezone.now()
        )

        recall(cast.story, cast.head, reason="Sai số liệu")

        told = reasons_given({commune.pk}, {cast.story.pk})
        assert told == {(commune.pk, cast.story.pk): "Sai số liệu"}

    def test_is_an_own_version_while_it_stands_on_that_portal(self) -> None:
        made = make_adapting_cast()
        copy = made.publish(made.adapt())
        portals, stories = {made.commune.pk, made.other.pk, made.province.pk}, {made.source.pk}

        standing = own_versions(portals, stories)
        elsewhere = own_versions({made.other.pk}, stories)
        of_another = own_versions(portals, {copy.pk})
        recall(copy, made.chief)

        assert standing == {(made.commune.pk, made.source.pk): copy.public_path()}
        assert (elsewhere, of_another) == ({}, {})
        assert own_versions(portals, stories) == {}

    def test_of_an_own_version_is_read_when_the_address_is_asked(self, visitors) -> None:
        """A board that keeps its version may withdraw it later: the source's address is then gone, and right so."""
        made = make_adapting_cast()
        copy = made.publish(made.adapt())
        recalled = recall(made.source, made.head, with_copies=False)
        planned(recalled)
        recall(copy, made.chief, reason="Gỡ theo nguồn")

        while proving.prove_slice(proof_id=recalled.proof.pk, now=timezone.now() + DAY):
            pass

        rows = recalled.proof.addresses.filter(portal=made.commune, what=What.STORY)
        assert 301 not in set(rows.values_list("status", flat=True))


class TestAsking:
    @pytest.fixture
    def made(self, cast):
        made = recall(cast.story, cast.head)
        planned(made)
        return made

    def test_waits_for_the_instant_at_which_an_address_is_due(self, made, visitors) -> None:
        now = timezone.now()
        made.proof.addresses.update(next_try_at=now)

        assert proving.prove_slice(proof_id=made.proof.pk, now=now - INSTANT) == 0
        assert visitors.asked == []
        assert proving.prove_slice(proof_id=made.proof.pk, now=now) > 0

    def test_rests_longer_after_each_wrong_answer(self, made, visitors, cast) -> None:
        host = cast.communes[0].site.hostname
        visitors.broken.add(host)
        row = made.proof.addresses.filter(hostname=host).order_by("pk").first()
        made.proof.addresses.exclude(pk=row.pk).update(state=AnswerState.NO_ADDRESS)
        now = timezone.now()
        rests = []
        for _ in range(len(proving.RESTS) + 1):
            proving.prove_slice(proof_id=made.proof.pk, now=now)
            row.refresh_from_db()
            rests.append((row.next_try_at - now).total_seconds())
            now = row.next_try_at

        assert rests == [*proving.RESTS, proving.RESTS[-1]]
        assert row.tries == len(rests)

    def test_keeps_a_right_answer_where_a_slower_worker_brings_a_wrong_one(self, made) -> None:
        row = made.proof.addresses.order_by("pk").first()
        row.tries = 1
        now = timezone.now()
        proving._record(row, AddressProof(True, 410, "gone"), now=now)

        proving._record(row, AddressProof(False, 200, "still there"), now=now + DAY)

        row.refresh_from_db()
        assert (row.state, row.status, row.answered_at) == (AnswerState.RIGHT, 410, now)

    def test_of_one_proof_leaves_the_others_alone(self, made, visitors, cast) -> None:
        other = recall(published_story(cast.portal), cast.head)
        planned(other)

        while proving.prove_slice(proof_id=made.proof.pk, now=timezone.now()):
            pass

        assert set(other.proof.addresses.values_list("tries", flat=True)) == {0}
        assert not proving.finish_proof(proof_id=other.proof.pk, now=timezone.now())

    def test_is_not_finished_before_it_is_planned(self, cast) -> None:
        made = recall(published_story(cast.portal), cast.head)

        assert not proving.finish_proof(proof_id=made.proof.pk, now=timezone.now())

    def test_again_is_for_the_desk_that_recalled_and_touches_what_is_not_right(
        self, made, cast
    ) -> None:
        later = timezone.now() + DAY
        right = made.proof.addresses.order_by("pk").first()
        made.proof.addresses.update(next_try_at=later)
        made.proof.addresses.filter(pk=right.pk).update(
            state=AnswerState.RIGHT, status=410, answered_at=later
        )
        now = timezone.now()
        for stranger in (
            make_member(cast.portal, Position.EDITOR),
            make_member(cast.communes[0], Position.HEAD),
        ):
            with pytest.raises(NotYourOffice):
                proving.ask_again(recall=made, actor=stranger, now=now)

        count = proving.ask_again(recall=made, actor=cast.head, now=now)

        assert count == made.proof.addresses.filter(next_try_at=now).count()
        assert count == made.proof.addresses.count() - 1
        entry = PageLogEntry.objects.get(action="syndication.ask_again")
        assert (entry.user, entry.data["addresses"]) == (cast.head, count)


def test_the_desk_is_pressed_from_the_fifth_minute_on(cast) -> None:
    made = recall(cast.story, cast.head)
    due = made.recalled_at + TIME_TO_PROVE

    assert urgent_portals(due - INSTANT, [UnprovenRecalls()]) == {}
    assert urgent_portals(due, [UnprovenRecalls()]) == {"unproven-recall": {cast.portal.pk}}


def test_placements_of_own_versions_count_among_those_ended() -> None:
    made = make_adapting_cast()
    made.publish(made.adapt())
    standing = Placement.objects.standing().filter(story=made.source).count()

    done = recall(made.source, made.head)

    assert done.placements_ended == standing + 1
    assert not Placement.objects.standing().exists()
