"""D5 where few rated: a person reads three answers, drawn by a seed that nobody could choose."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from editorial.answers.models import ReleasedAnswer
from portals.accountability.models import CaseRating
from scoring.assessing.drawn import NotTheSample
from scoring.assessing.facts import EnteredFact, enter_facts
from scoring.assessing.sampling import lot
from scoring.models import Round, Scorecard
from scoring.rounds.actions import score_month
from tests.factories import make_portal
from tests.portals.accountability.cases import make_case
from tests.scoring import cast
from tests.scoring.assessing.test_assessing import ASSESSED, _town, address, shown_to
from tests.scoring.cast import OCTOBER, SNAPSHOT, local
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db


class TestReadingAnswers:
    """D5 below five ratings: a person reads three answers, drawn by a seed that nobody could choose."""

    def released(self, portal, day: date, **more) -> ReleasedAnswer:
        at = local(2026, 10, 1, 9)
        return ReleasedAnswer.objects.create(
            case=make_case(portal, now=at), portal=portal, asked_on=at.date(), answered_on=day,
            was_late=False, first_released_at=at, released_at=at, commitment="c1:", kind="question",
            **({"subject": f"Đáp {day:%d/%m}", "question": "?", "answer": "!", "salt": "00"} | more),
        )  # fmt: skip

    def test_stands_in_for_ratings_by_all_that_were_drawn(self, monkeypatch) -> None:
        monkeypatch.setattr(cast, "_kept_elsewhere", lambda spec: spec)
        town = _town()
        commune, scorer = town["commune"], town["scorer"]
        within = [self.released(commune, date(2026, 10, day)) for day in (1, 9, 30, 31)]
        self.released(commune, date(2026, 9, 30))
        self.released(commune, date(2026, 11, 1))
        self.released(town["district"], date(2026, 10, 9))
        gone = {
            "subject": "",
            "question": "",
            "answer": "",
            "salt": "",
            "retraction_reason": "Có tên",
        }
        self.released(commune, date(2026, 10, 8), retracted_at=local(2026, 10, 31, 23), **gone)
        client, fact = (
            desk_client(scorer),
            EnteredFact(commune, "judged.answers", Decimal(2) / 3, 3, "Đọc đủ"),
        )
        assert "line-D5-done" not in shown_to(client, commune)
        score_month(month=OCTOBER, actor=None, now=SNAPSHOT)
        seed = Round.objects.get().seed
        drawn = sorted(within, key=lambda one: lot(f"{seed}:answer", one.pk))[:3]
        # Taken out of view once the seed was known, one of those drawn stays among them.
        ReleasedAnswer.objects.filter(pk=drawn[0].pk).update(retracted_at=SNAPSHOT, **gone)

        assert shown_to(client, commune)["line-D5-cases"] == "3"
        page = BeautifulSoup(body(client.get(address(commune))), "html.parser")
        read = page.select("#D5 .score-places li")
        assert [one.a["href"] for one in read] == [one.address for one in drawn]
        assert "Có tên" in read[0].text
        # The same beside its fields where one criterion is judged at all portals.
        at_all = reverse("scoring:judge_criterion", args=["2026-10", "D5"])
        assert at_all in client.get(reverse("scoring:assess_list") + "?month=2026-10").text
        row = BeautifulSoup(body(client.get(at_all)), "html.parser").select_one(f"#p{commune.pk}")
        assert [one["href"] for one in row.select(".score-places a")] == [
            one.address for one in drawn
        ]
        assert row.select_one("[name$=-cases]")["value"] == "3"
        for cases in (0, 2, 4):
            with pytest.raises(NotTheSample, match="3 câu"):
                enter_facts(
                    month=OCTOBER, facts=[replace(fact, cases=cases)], actor=scorer, now=ASSESSED
                )
        enter_facts(month=OCTOBER, facts=[fact], actor=scorer, now=ASSESSED)
        card = Scorecard.objects.get(portal=commune)
        (line,) = (one for one in card.lines["criteria"] if one["code"] == "D5")
        assert (line["state"], line["points"], line["cases"]) == ("scored", "2.00", 3)
        assert "2/3" in client.get(reverse("scoring:scorecard", args=[card.pk])).text.replace(
            "0,6667", "2/3"
        )
        # Of a portal whose answers nobody could read, and of one that was rated on five days, nothing is asked.
        assert "line-D5-done" not in shown_to(
            desk_client(town["head"]), make_portal(overseer=town["province"])
        )
        for number, one in enumerate((*within, self.released(commune, date(2026, 10, 2)))):
            assert ("line-D5-done" in shown_to(client, commune)) is True, number
            CaseRating.objects.create(
                case=one.case, stars=5, rated_at=local(2026, 10, 31 - number, 23)
            )
        assert "line-D5-done" not in shown_to(client, commune)
        assert client.get(at_all).status_code == 404
        with pytest.raises(NotTheSample):
            enter_facts(
                month=OCTOBER, facts=[replace(fact, value=Decimal(1))], actor=scorer, now=ASSESSED
            )
