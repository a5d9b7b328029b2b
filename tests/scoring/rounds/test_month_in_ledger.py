"""An adopted rubric and a closed month stand in the ledger, as anybody can add them up."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import F

from portals.boards.enums import Position
from portals.ledger.canonical import encode
from portals.ledger.entries import Entry
from portals.ledger.models import LedgerEntry, LedgerSalt
from portals.models import Portal
from scoring.course.actions import (
    UnableToTakeStep,
    decide,
    enter_notice,
    move_on_by_clock,
    open_proceedings,
)
from scoring.course.people import cards_of
from scoring.models import Proceeding, Round, Scorecard
from scoring.rounds import ledger_entries
from scoring.rounds.actions import score_month
from scoring.rounds.ledger_entries import (
    bodies_of_cards,
    card_of,
    digest_of_cards,
    faults_of_month,
    record_cards,
)
from scoring.rubrics.ledger_entries import rubric_hash
from scoring.rubrics.storage import read_specs
from tests.factories import make_member, make_portal
from tests.portals.signatures.authority import as_copy
from tests.scoring.cast import (
    DECIDED,
    OCTOBER,
    SNAPSHOT,
    VERIFIED,
    adopt_default,
    decide_all,
    decision,
    make_province,
    publish_all,
)

pytestmark = pytest.mark.django_db


def entries(kind: str) -> list[Entry]:
    rows = LedgerEntry.objects.filter(kind=kind).order_by("pk")
    return [Entry.from_bytes(bytes(row.entry)) for row in rows]


@pytest.fixture
def closed() -> tuple[Round, list[Entry]]:
    """A month of two communes and a district, closed."""
    province, head, deputy = make_province()
    adopt_default(head, deputy, tiers=("commune", "district"))
    district = make_portal("district", overseer=province)
    make_portal(overseer=district)
    make_portal(overseer=district)
    score_month(month=OCTOBER, actor=None, now=SNAPSHOT)
    round_ = publish_all(Round.objects.get())
    return round_, entries("month")


def test_a_rubric_is_told_by_its_hash_when_it_is_adopted() -> None:
    _province, head, deputy = make_province()
    [rubric] = adopt_default(head, deputy, tiers=("commune",))
    [entry] = entries("rubric")
    spec = read_specs([rubric])[rubric.pk]
    body = entry.body
    assert (body["code"], body["version"], body["from"]) == ("commune", 1, "2026-06")
    assert body["sha256"] == rubric_hash(spec)
    assert (
        rubric_hash(replace(spec, bonus_limit=spec.bonus_limit + Decimal("0.01"))) != body["sha256"]
    )
    assert LedgerSalt.objects.get(commitment=body["adopted"]).value["user"] == head.pk


def test_a_month_has_each_card_as_it_was_shown(closed: tuple[Round, list[Entry]]) -> None:
    round_, found = closed
    cards = [card for entry in found for card in entry.body["cards"]]
    told = {card["portal"]: card for card in cards}
    shown = Scorecard.objects.filter(round=round_).select_related("portal__site")
    assert len(cards) == len(told) == shown.count() == 3
    for card in shown:
        one = told[card.portal.site.hostname]
        assert Decimal(one["total"]) / 100 == card.total
        assert sum(line["points"] for line in one["lines"]) == card.earned * 100
        assert len(one["lines"]) == len(card.lines["criteria"])
    assert {(entry.body["rubric"], entry.body["part"], entry.body["parts"]) for entry in found} == {
        ("commune/1", 1, 1),
        ("district/1", 1, 1),
    }
    assert all(faults_of_month(entry.body) == [] for entry in found)


class TestADecidedMonth:
    @pytest.fixture
    def decided(self) -> Round:
        province, head, deputy = make_province()
        adopt_default(head, deputy, tiers=("commune",))
        make_portal(overseer=make_portal("district", overseer=province))
        score_month(month=OCTOBER, actor=None, now=SNAPSHOT)
        return decide_all(Round.objects.get())

    def publish(self) -> None:
        for one in Proceeding.objects.order_by("pk"):
            file = decision()
            enter_notice(
                proceeding=one, number="45/TB", dated=DECIDED.date(), file=file,
                report=as_copy(file), actor=make_member(one.acting, Position.SECRETARY),
                now=DECIDED,
            )  # fmt: skip

    def test_is_told_by_no_more_than_a_commitment_until_it_is_published(self, decided) -> None:
        assert entries("month") == []
        [told] = [one.body for one in entries("round-act") if one.body["act"] == "decide"]
        kept = LedgerSalt.objects.get(commitment=told["said"]).value["cards"]

        self.publish()

        found = [entry.body for entry in entries("month")]
        assert kept == digest_of_cards(found)
        decided.refresh_from_db()
        assert decided.published_at == DECIDED

    def test_is_not_published_where_a_card_was_changed_past_the_verbs(self, decided) -> None:
        Scorecard.objects.update(total=F("total") / 2 + 40)

        with pytest.raises(UnableToTakeStep):
            self.publish()
        assert entries("month") == []
        assert not Proceeding.objects.filter(published_at__isnull=False).exists()

    def test_that_the_release_before_told_is_not_told_again(self, decided) -> None:
        one = Proceeding.objects.get()
        cards = bodies_of_cards(round_=decided, scorer=one.scorer, cards=cards_of(one))
        record_cards(round_=decided, scorer=one.scorer, bodies=cards, now=SNAPSHOT)
        before = entries("month")

        self.publish()

        assert entries("month") == before


def test_no_person_is_named(closed: tuple[Round, list[Entry]]) -> None:
    from portals.boards.models import User

    text = b"".join(bytes(row.entry) for row in LedgerEntry.objects.all()).decode()
    assert User.objects.exists()
    assert not [user for user in User.objects.all() if str(user) in text or user.username in text]


def test_cards_that_do_not_fit_into_one_entry_stand_in_parts(
    closed: tuple[Round, list[Entry]], monkeypatch: pytest.MonkeyPatch
) -> None:
    round_, found = closed
    monkeypatch.setattr(ledger_entries, "ROOM_FOR_CARDS", 100)
    parts: list[dict[str, Any]] = []
    for scorer in Portal.objects.filter(scorecards_given__round=round_).distinct():
        cards = Scorecard.objects.filter(round=round_, scorer=scorer)
        parts += ledger_entries.bodies_of_cards(round_=round_, scorer=scorer, cards=cards)
    communes = [one for one in parts if one["rubric"] == "commune/1"]
    assert [(one["part"], one["parts"], len(one["cards"])) for one in communes] == [
        (1, 2, 1),
        (2, 2, 1),
    ]
    assert [card for one in communes for card in one["cards"]] == [
        card for one in found if one.body["rubric"] == "commune/1" for card in one.body["cards"]
    ]


def test_the_room_that_a_card_takes_is_that_of_its_canonical_form() -> None:
    odd = {
        "portal": 'x\u0007"\\/é.vn',
        "lines": [{"points": -5, "criterion": "Đ1"}],
        "é": "😀\u2028",
    }
    assert ledger_entries._size_of(odd) == len(encode(odd))


def test_what_does_not_add_up_is_found() -> None:
    """Each change alone: from what adds up to what does not."""
    line = {"criterion": "1", "points": 400, "most": 1000}
    card = {
        "portal": "a.vn", "earned": 900, "applicable": 1500, "penalty": 100, "bonus": 50, "total": 5950,
        "lines": [
            line, {"criterion": "2", "points": 500, "most": 500}, {"criterion": "3", "points": 0, "most": 9, "na": 1},
        ],
    }  # fmt: skip
    body = {
        "month": "2026-10",
        "scorer": "b.vn",
        "rubric": "a/1",
        "part": 1,
        "parts": 1,
        "cards": [card],
    }
    assert faults_of_month(body) == []
    for change in (
        {"total": 5951}, {"total": 5899}, {"earned": 901}, {"applicable": 1509}, {"penalty": -1}, {"bonus": -1},
        {"lines": [line | {"points": 1001}, *card["lines"][1:]]}, {"lines": [line, line, card["lines"][2]]},
        {"lines": [*card["lines"][:2], card["lines"][2] | {"points": 1}]},
        {"lines": [line | {"points": -1}, *card["lines"][1:]]},
    ):  # fmt: skip
        changed = deepcopy(body)
        changed["cards"][0] |= change
        assert faults_of_month(changed) != [], json.dumps(change)
    assert faults_of_month(body | {"cards": [card, card]}) == ["a portal is named twice"]
    assert faults_of_month(body | {"part": 2}) == ["a part beyond the last"]


def test_hundredths_are_exact(closed: tuple[Round, list[Entry]]) -> None:
    round_, _found = closed
    card = Scorecard.objects.filter(round=round_).select_related("portal__site").first()
    card.total = Decimal("57.29")
    assert card_of(card)["total"] == 5729


def test_a_month_with_a_card_that_does_not_add_up_stays_open() -> None:
    province, head, deputy = make_province()
    adopt_default(head, deputy, tiers=("commune",))
    make_portal(overseer=province)
    score_month(month=OCTOBER, actor=None, now=SNAPSHOT)
    open_proceedings(round_=Round.objects.get(), now=SNAPSHOT)
    move_on_by_clock(now=VERIFIED)
    Scorecard.objects.update(total=F("total") + 1)
    with pytest.raises(UnableToTakeStep, match="cộng không đúng"):
        decide(proceeding=Proceeding.objects.get(), actor=head, now=DECIDED)
    assert (Round.objects.get().closed_at, entries("month")) == (None, [])
