"""Who contests what stands on many portals: the board that wrote it rules, and its note reaches every copy at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import ActToRecord, Correction, StoryPage
from editorial.placements import publications
from editorial.placements.actions import withdraw_story
from portals.accountability.actions.acting import NotPossible
from portals.accountability.actions.answering import approve_draft
from portals.accountability.actions.following import ask_review
from portals.accountability.actions.national import hand_to_national
from portals.accountability.actions.reviews import uphold_answer
from portals.accountability.actions.ruling import RulingWords, rule_correction
from portals.accountability.actions.triage import (
    dismiss_case,
    hand_over_case,
    join_cases,
    refuse_case,
    seal_case,
)
from portals.accountability.contested import contested_fact
from portals.accountability.enums import CaseKind, CaseStep, RulingVerdict
from portals.accountability.models import CitizenCase, CorrectionRuling
from portals.boards.enums import Position
from portals.boards.models import StandingWaiver, User
from portals.models import EditionChange, Portal
from portals.refusals import NotYourOffice
from syndication.adaptations.actions.taking import UnableToTake
from syndication.adaptations.corrections import UnableToKeep, waiting_for_words
from syndication.adaptations.enums import AdaptationOutcome, SourceEvent
from syndication.adaptations.facts import uncorrected_errors
from syndication.adaptations.models import Adaptation, SourceChange
from tests.factories import make_member, make_portal, published_story
from tests.portals.accountability.cases import let_alone, make_case, waits_for_approval
from tests.support.visiting import visit
from tests.syndication.desk import client_of

from .casts import FIRST, SECOND, blocks, make_adapted, rewrite

pytestmark = pytest.mark.django_db

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
WRONG, RIGHT = "mở cửa lúc 18 giờ", "mở cửa lúc 19 giờ"
WHOLE = RulingWords(RulingVerdict.WHOLE, WRONG, RIGHT)
SET_RIGHT = FIRST.replace("18 giờ", "19 giờ")


def contest(story: StoryPage, portal: Portal) -> CitizenCase:
    asked = timezone.now() - DAY
    return make_case(portal, kind=CaseKind.CORRECTION, about=f"story:{story.pk}", now=asked)


def rule(case: CitizenCase, actor: User, words: RulingWords = WHOLE) -> CorrectionRuling:
    return rule_correction(case=case, words=words, actor=actor, now=timezone.now())


def charged(*portals: Portal, ruling: CorrectionRuling, until=MINUTE) -> set[tuple[int, int]]:
    found = uncorrected_errors(
        [portal.pk for portal in portals], ruling.due_at, ruling.due_at + until
    )
    return {(one.portal_id, one.story_id) for one in found}


@pytest.fixture
def province_case():
    """A request about a story of the portal that it reached, and the head of that one."""
    portal = make_portal()
    story = published_story(portal, body=blocks(FIRST))
    return contest(story, portal), make_member(portal, Position.HEAD)


class TestWhoRules:
    def test_is_head_or_deputy_of_the_board_that_wrote_it_and_no_author(self) -> None:
        cast, _made = make_adapted()
        case = contest(cast.source, cast.other)
        theirs = make_member(cast.other, Position.HEAD)
        fact = contested_fact(case)
        assert fact is not None
        assert fact.portal == cast.province
        with pytest.raises(NotPossible, match=cast.province.name):
            rule(case, theirs)
        draft = waits_for_approval(case, make_member(cast.other), timezone.now())
        with pytest.raises(NotPossible, match=cast.province.name):
            approve_draft(draft=draft, actor=theirs, now=timezone.now())
        due_at = case.due_at
        case = hand_over_case(
            case=case, to=cast.province, reason="Tin của tỉnh", actor=theirs, now=timezone.now()
        )
        assert case.due_at == due_at
        author = make_member(cast.province, Position.DEPUTY)
        StoryPage.objects.get(pk=cast.source.pk).specific.save_revision(user=author).publish()
        with pytest.raises(NotYourOffice):
            rule(case, make_member(cast.province, Position.EDITOR))
        with pytest.raises(NotYourOffice):
            rule(case, theirs)
        twin = contest(cast.source, cast.province)
        elsewhere = make_case(
            cast.province, kind=CaseKind.CORRECTION, about="story:1", now=timezone.now()
        )
        for act in (
            lambda: rule(case, author),
            lambda: refuse_case(
                case=case, ground="khong-ro-noi-dung", reason="Không rõ.", actor=author,
                now=timezone.now(),
            ),
            lambda: dismiss_case(case=case, actor=author, now=timezone.now()),
            lambda: join_cases(case=case, into=twin, actor=author, now=timezone.now()),
            lambda: seal_case(
                case=case, officer=cast.head, actor=author, now=timezone.now()
            ),
            lambda: hand_to_national(
                case=case, number="QG-1", basis="Nghị định", reason="Cấp trên", actor=author,
                now=timezone.now(),
            ),
        ):  # fmt: skip
            with pytest.raises(NotPossible, match="Bạn viết"):
                act()
        for other in (make_case(cast.province, now=timezone.now()), elsewhere):
            for one, into in ((case, other), (other, case)):
                with pytest.raises(NotPossible, match="cùng một bài"):
                    join_cases(case=one, into=into, actor=cast.head, now=timezone.now())
        join_cases(case=twin, into=case, actor=cast.head, now=timezone.now())
        draft = waits_for_approval(case, make_member(cast.province), timezone.now())
        with pytest.raises(NotPossible, match="Trước hết"):
            approve_draft(draft=draft, actor=cast.head, now=timezone.now())

        waiver = let_alone(cast.province, timezone.now())
        ruling = rule(case, author)

        assert (ruling.portal, ruling.waiver) == (cast.province, waiver)
        with pytest.raises(NotPossible, match="đã có kết luận"):
            rule(case, cast.head)
        step = case.events.get(step=CaseStep.CORRECTED)
        assert step.data == {"verdict": "whole"}
        approve_draft(draft=draft, actor=cast.head, now=timezone.now())
        assert CitizenCase.objects.get(pk=case.pk).outcome == "answered"
        StandingWaiver.objects.update(period=(date(2026, 1, 1), date(2026, 1, 2)))
        review = ask_review(case=case, reason="Chưa đúng", now=timezone.now())
        with pytest.raises(NotPossible, match="Bạn viết"):
            uphold_answer(review=review, reason="Đúng", actor=author, now=timezone.now())

    def test_says_what_was_wrong_and_what_is_right(self, province_case) -> None:
        case, head = province_case
        for words in (
            RulingWords(RulingVerdict.WHOLE, " ", RIGHT),
            RulingWords(RulingVerdict.WHOLE, WRONG, ""),
            RulingWords(RulingVerdict.WHOLE, WRONG, f" {WRONG}"),
            RulingWords(RulingVerdict.WHOLE, WRONG, "a" * 401),
            RulingWords(RulingVerdict.WHOLE, WRONG, RIGHT, "còn lại"),
            RulingWords(RulingVerdict.PARTLY, WRONG, RIGHT),
            RulingWords(RulingVerdict.PARTLY, WRONG, RIGHT, "a" * 501),
        ):
            with pytest.raises(NotPossible):
                rule(case, head, words)
        assert not Correction.objects.exists()


class TestTheNote:
    def test_reaches_every_placement_and_own_version_and_is_owed_by_a_day(self) -> None:
        cast, made = make_adapted()
        portals = (cast.province, cast.other, cast.commune)
        path = cast.source.public_path()
        own = StoryPage.objects.get(pk=made.copy_id)
        case = contest(cast.source, cast.province)

        EditionChange.objects.all().delete()
        ruling = rule(case, cast.head)

        renewed = EditionChange.objects.filter(forbids_stale=True).values_list(
            "portal_ids", flat=True
        )
        assert [set(ids) for ids in renewed] == [{portal.pk for portal in portals}]
        (note,) = Correction.objects.filter(story=cast.source.pk)
        assert (note.published_at, note.request_number) == (ruling.ruled_at, case.pk)
        for portal, address in (
            (cast.province, path),
            (cast.other, path),
            (cast.commune, own.public_path()),
        ):
            shown = visit(portal, address).content.decode()
            assert WRONG in shown
            assert f"“{RIGHT}”" in shown
            assert f"số {case.pk}" in shown or f"no. {case.pk}" in shown
            assert case.code not in shown
            assert "Nguyễn Văn Thử" not in shown
        assert (
            f"<updated>{ruling.ruled_at.isoformat()}"
            in visit(cast.other, "/atom.xml").content.decode()
        )
        (change,) = SourceChange.objects.filter(adaptation=made)
        assert (change.kind, change.happened_at, change.note) == (
            "corrected",
            ruling.ruled_at,
            note.text,
        )
        # Nothing was done by then: text and own version are charged, in the month of the due minute alone.
        assert charged(*portals, ruling=ruling) == {
            (cast.province.pk, cast.source.pk), (cast.commune.pk, made.copy_id),
        }  # fmt: skip
        assert charged(cast.other, ruling=ruling) == set()
        assert charged(*portals, ruling=ruling, until=timedelta()) == set()
        Adaptation.objects.update(took_over_at=ruling.ruled_at + MINUTE)
        assert charged(cast.commune, ruling=ruling) == set()
        Adaptation.objects.update(took_over_at=ruling.ruled_at)
        # A text that still says it is not set right by any publication; one that does not say it is.
        rewrite(cast.source, title="Chợ đêm")
        ruling.refresh_from_db()
        assert ruling.applied_at is None
        assert waiting_for_words(cast.source.pk, [change]) == [change]
        rewrite(cast.source, body=blocks(SET_RIGHT, SECOND))
        ruling.refresh_from_db()
        assert ruling.applied_at is not None
        assert waiting_for_words(cast.source.pk, [change]) == []
        # Said again, it is owed again.
        rewrite(cast.source, body=blocks(FIRST, SECOND))
        ruling.refresh_from_db()
        assert ruling.applied_at is None
        rewrite(cast.source, body=blocks(SET_RIGHT, SECOND))
        ruling.refresh_from_db()
        change.outcome, change.decided_at = AdaptationOutcome.TAKEN, ruling.applied_at
        for late, errors in ((timedelta(), 0), (MINUTE - timedelta(seconds=1), 0), (MINUTE, 2)):
            CorrectionRuling.objects.update(applied_at=ruling.due_at + late)
            change.in_force_at = ruling.due_at + late
            change.save()
            assert len(charged(*portals, ruling=ruling)) == errors

    def test_is_no_publication_of_the_text(self, monkeypatch) -> None:
        cast, made = make_adapted()
        cast.rewrite(title="Chợ đêm dời giờ")
        cast.take(made, taken=["title"])
        own = StoryPage.objects.get(pk=made.copy_id)

        def refuse(**_published: object) -> None:
            raise NotPossible

        monkeypatch.setattr(publications, "_listeners", [*publications.listeners(), refuse])
        never_said = RulingWords(RulingVerdict.WHOLE, "ảnh chợ Giữa", "ảnh chợ Đông")
        first = rule(contest(own, cast.commune), cast.chief, never_said)
        rule(contest(own, cast.commune), cast.chief)

        first.refresh_from_db()
        assert first.applied_at is None
        # What was taken over waits for the approval of the draft with it.
        taken = SourceChange.objects.get(adaptation=made)
        assert (taken.outcome, taken.in_force_at) == (AdaptationOutcome.TAKEN, None)

    def test_of_what_was_taken_down_is_owed_no_more(self, province_case) -> None:
        case, head = province_case
        ruling = rule(case, head)
        story = StoryPage.objects.get(pk=int(case.about.partition(":")[2]))
        assert charged(ruling.portal, ruling=ruling)
        withdraw_story(
            story=story, kind=RemovalKind.IN_ERROR, reason="Sai", actor=head, now=timezone.now()
        )
        assert charged(ruling.portal, ruling=ruling) == set()

    def test_is_owed_of_what_was_taken_down_and_its_text_no_more_than_if_put_back(
        self, province_case
    ) -> None:
        case, head = province_case
        story = StoryPage.objects.get(pk=int(case.about.partition(":")[2]))
        withdraw_story(
            story=story, kind=RemovalKind.IN_ERROR, reason="Sai", actor=head, now=timezone.now()
        )
        fact = contested_fact(case)
        assert fact is not None
        assert (fact.portal, fact.title) == (case.portal, story.title)
        # Who wrote it neither rules on it nor refuses, and nobody answers before.
        author = make_member(case.portal, Position.DEPUTY)
        StoryPage.objects.get(pk=story.pk).specific.save_revision(user=author)
        draft = waits_for_approval(case, make_member(case.portal), timezone.now())
        for act in (
            lambda: rule(case, author),
            lambda: refuse_case(
                case=case, ground="khong-ro-noi-dung", reason="Không rõ.", actor=author,
                now=timezone.now(),
            ),
        ):  # fmt: skip
            with pytest.raises(NotPossible, match="Bạn viết"):
                act()
        with pytest.raises(NotPossible, match="Trước hết"):
            approve_draft(draft=draft, actor=head, now=timezone.now())
        assert WRONG not in visit(case.portal, fact.address).content.decode()

        ruling = rule(case, head)

        gone = visit(case.portal, fact.address)
        assert gone.status_code == 410
        assert WRONG in gone.content.decode()
        assert ruling.was_down
        assert charged(ruling.portal, ruling=ruling) == set()
        assert not ActToRecord.objects.filter(kind="correction").exists()
        approve_draft(draft=draft, actor=head, now=timezone.now())
        # Put back with the same words it owes the correction again, and bears the note.
        story = rewrite(story, title="Chợ đêm")
        ruling.refresh_from_db()
        assert ruling.applied_at is None
        assert charged(ruling.portal, ruling=ruling) == {(case.portal_id, story.pk)}
        assert RIGHT in visit(case.portal, story.public_path()).content.decode()
        # What was deleted, and what a closed body took down, is answered only.
        Portal.objects.filter(pk=case.portal_id).update(closed_on=date(2026, 1, 2))
        assert contested_fact(contest(story, case.portal)) is not None
        withdraw_story(
            story=story, kind=RemovalKind.IN_ERROR, reason="Sai", actor=head, now=timezone.now()
        )
        assert contested_fact(case) is None


def test_an_own_version_settles_nothing_while_its_source_says_what_is_wrong() -> None:
    cast, made = make_adapted()
    ruling = rule(contest(cast.source, cast.province), cast.head)
    own = StoryPage.objects.get(pk=made.copy_id)
    with pytest.raises(UnableToTake, match="chưa ghi"):
        cast.take(made)
    for kept in ((), ("title",)):
        if kept:
            cast.rewrite(title="Chợ đêm dời giờ")
        for refused, given in (
            (NotYourOffice, {"reason": "Ở xã vẫn mở 18 giờ."}),
            (UnableToKeep, {"actor": cast.chief, "reason": "a" * 501}),
        ):
            with pytest.raises(refused):
                cast.take(made, kept=kept, **given)
    with pytest.raises(UnableToKeep, match="vì sao"):
        cast.take(made, kept=("title",), actor=cast.chief)
    cast.take(made, taken=("title",))
    cast.publish(made)
    changes = SourceChange.objects.filter(adaptation=made, kind=SourceEvent.CORRECTED)
    assert changes.get().outcome == ""
    assert RIGHT in visit(cast.commune, own.public_path()).content.decode()
    assert charged(cast.commune, ruling=ruling) == {(cast.commune.pk, own.pk)}

    chief, page = client_of(cast.chief), reverse("adapting:adaptation", args=[made.pk])
    shown = chief.get(page)
    sent = {"mark": shown.context["mark"], "reason": " "}
    assert 'name="reason"' in shown.text
    assert chief.post(page, sent).status_code == 422
    why = "Ở xã vẫn mở 18 giờ."
    assert chief.post(page, {**sent, "reason": why}).status_code == 302
    change = changes.get()
    assert (change.outcome, change.reason, change.decided_by) == (
        AdaptationOutcome.KEPT, why, cast.chief,
    )  # fmt: skip
    assert change.in_force_at is not None
