"""The public pages of scores: where they are, what they say, and that nothing else is on them."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from editorial.integrity_watch.models import WatchedAddress
from editorial.integrity_watch.planning import list_all
from editorial.open_data.registry import datasets_of
from portals.models import Portal, PortalAddress, Tier
from portals.refusals import Refusal
from portals.signatures.checking import check_by_job
from scoring.course.actions import confirm_correction, propose_correction, state_beside
from scoring.enums import ProceedingState
from scoring.models import PublicScores, PublishedRanks, Round, RoundNotice, Scorecard
from scoring.published.actions import show_scores
from scoring.published.keeping import count_ranks
from scoring.published.queries import criteria_without_variance
from tests.portals.ledger.test_verify import run
from tests.portals.signatures.authority import Authority, plain_pdf, sign
from tests.scoring.cast import OCTOBER
from tests.scoring.course.cast import ENTERING, Course
from tests.support.kept import once_a_file
from tests.support.visiting import visit
from tests.walls import desk_client

from .cast import make_published, october_of, sign_ledger

pytestmark = pytest.mark.django_db
STATE = ProceedingState
TABLE = "/bang-diem/2026-10/"
STEPS = ("/bang-diem/", TABLE, f"{TABLE}hoc-tu-ai/", f"{TABLE}kiem-chung/")
FILES = tuple(f"/bang-diem/2026-10.{form}" for form in ("json", "csv", "zip"))


def shown(course: Course) -> Course:
    for tier in Tier.objects.filter(pk__in=Scorecard.objects.values("tier")):
        show_scores(tier=tier, is_shown=True, actor=course.province_head, now=ENTERING)
    return course


def _course() -> Course:
    made = shown(make_published(3))
    sign_ledger()
    count_ranks()
    return made


built, course = once_a_file(_course)


def told(portal: Portal, path: str = TABLE) -> str:
    answer = visit(portal, path)
    assert answer.status_code == 200, path
    return " ".join(answer.content.decode().split())


def test_the_notice_says_whether_it_is_a_copy_and_who_signed(course) -> None:
    assert "bản chụp, bản quét" in told(course.province)
    report = check_by_job(io.BytesIO(sign(plain_pdf(), Authority().issue())), now=ENTERING)
    RoundNotice.objects.update(standing="signed", signatures=report.as_values())
    assert "Ký số bởi Nguyễn Văn Mẫu (Ban Biên tập minh họa), lúc" in told(course.province)
    RoundNotice.objects.update(standing="unchecked", signatures=None)
    assert "Ký số" not in told(course.province)


def test_the_head_of_a_board_answers_beside_its_card_and_nowhere_else(course) -> None:
    own, other = (one.hostname for one in october_of().portals[:2])
    card = Scorecard.objects.get(portal__site__hostname=own)
    words = "Đã khắc phục & xin lỗi bạn đọc"
    position = course.communes.index(card.portal)

    state_beside(card=card, text=words, actor=course.heads[position], now=ENTERING)

    page = told(course.province, f"{TABLE}{own}/")
    assert "Lời của người đứng đầu" in page
    assert "Đã khắc phục &amp; xin lỗi bạn đọc" in page
    assert "Lời của người đứng đầu" not in told(course.province, f"{TABLE}{other}/")


def paths_of(course: Course) -> list[str]:
    host = october_of().portals[0].hostname
    return [
        *STEPS,
        *FILES,
        f"{TABLE}{host}/",
    ]


class TestWhere:
    def test_the_province_and_the_scorer_show_it_and_nobody_else(self, course):
        for path in paths_of(course):
            for portal in (course.province, course.district):
                assert visit(portal, path).status_code == 200, path
            assert visit(course.communes[0], path).status_code == 404, path

    def test_not_before_the_province_has_said_so(self, course):
        PublicScores.objects.all().delete()
        paths = paths_of(course)
        for path in paths:
            for portal in (course.province, course.district):
                assert visit(portal, path).status_code == 404, path

    @pytest.mark.parametrize(
        "path",
        [
            "/bang-diem/2026-13/",
            "/bang-diem/2026-09/",
            f"{TABLE}x.example.vn/",
            "/bang-diem/2026-10.xml",
        ],
    )
    def test_what_is_not_there_is_not_found(self, course, path):
        assert visit(course.province, path).status_code == 404

    def test_maps_lead_there(self, course):
        for portal, leads in (
            (course.province, True),
            (course.district, True),
            (course.communes[0], False),
        ):
            assert ('href="/bang-diem/"' in told(portal, "/so-do/")) is leads
            assert ("/bang-diem/</loc>" in told(portal, "/sitemap-trang.xml")) is leads
        assert 'href="/bang-diem/"' in told(course.province, "/so-cai/")


class TestTheTable:
    def test_a_portal_has_one_sentence(self, course):
        card, text = course.card(0), told(course.province)
        points = str(card.total).replace(".", ",")
        assert f"{points} điểm, xếp loại “{card.band}”" in text
        assert "45/TB-BBT" in text
        assert "16/11/2026" in text

    def test_it_is_sorted_as_asked(self, course):
        def names(order: str) -> list[str]:
            text = told(course.province, f"{TABLE}?xep={order}")
            return sorted((one.name for one in course.communes), key=text.index)

        by_total = Scorecard.objects.order_by("-total").values_list("portal__name", flat=True)
        assert names("hang") == list(by_total)
        assert names("ten") == sorted(one.name for one in course.communes)
        assert names("bậy") == list(by_total)

    def test_a_tier_that_has_nobody_is_empty_and_no_fault(self, course):
        assert course.communes[0].name not in told(course.province, f"{TABLE}?cap=district")
        assert course.communes[0].name in told(course.province, f"{TABLE}?cap=commune&trang=999")

    def test_a_portal_lists_its_lines_and_what_it_lost(self, course):
        card = course.card(0)
        text = told(course.province, f"{TABLE}{card.portal.site.hostname}/")
        for line in card.lines["criteria"]:
            assert (
                f"{line['points']} / {line['most']}".replace(".", ",") in text
                or f"{line['points']} / {line['most']}" in text
            )
        assert "<ol>" in text

    def test_a_rank_is_a_range_where_points_do_not_say(self, course):
        kept = PublishedRanks.objects.get(proceeding=None)
        kept.ranks[str(course.card(0).pk)] = [1, 1, 3, 3]
        kept.save()
        assert "hạng 1-3 trong 3" in told(course.province)

    def test_ranks_of_before_a_correction_are_not_shown(self, course):
        later = ENTERING + timedelta(hours=1)
        proposed = propose_correction(
            card=course.card(), points={"F1": Decimal(2)}, reason="Tính nhầm", actor=course.secretary, now=later
        )  # fmt: skip
        confirm_correction(correction=proposed, actor=course.head, now=later)
        assert '"rank"' not in told(course.province, "/bang-diem/2026-10.json")
        assert count_ranks() == 1
        assert count_ranks() == 0
        assert '"rank"' in told(course.province, "/bang-diem/2026-10.json")


class TestFiles:
    def test_the_dossier_is_good_and_not_with_a_digit_changed(self, course, tmp_path: Path, capsys):
        for portal in (course.province, course.district):
            content = visit(portal, "/bang-diem/2026-10.zip").content
            file = tmp_path / "dossier.zip"
            file.write_bytes(content)
            code, said = run(capsys, file)
            assert (code, said["bad"]) == (0, [])
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                table = next(
                    archive.read(one) for one in archive.namelist() if one.endswith(".json")
                )
            assert json.loads(table)["portals"][0]["rank"]

    def test_of_one_scorer_alone_where_it_is_asked_for(self, course):
        host = course.district.site.hostname
        table = json.loads(visit(course.province, f"/bang-diem/2026-10.json?don-vi={host}").content)
        assert table["scope"] == host
        assert (
            visit(course.province, "/bang-diem/2026-10.json?don-vi=x.example.vn").status_code == 404
        )

    def test_a_month_that_is_large_is_given_away_by_scorer(self, course, monkeypatch):
        monkeypatch.setattr("scoring.published.views.MOST_IN_ONE_FILE", 2)
        host = course.district.site.hostname
        assert visit(course.province, "/bang-diem/2026-10.json").status_code == 404
        assert visit(course.province, f"/bang-diem/2026-10.json?don-vi={host}").status_code == 200
        assert f"don-vi={host}" in told(course.province, f"{TABLE}kiem-chung/")


class TestShowing:
    def test_head_or_deputy_of_the_province_decides(self, course):
        tier = course.communes[0].tier
        for actor in (course.head, course.secretary):
            with pytest.raises(Refusal):
                show_scores(tier=tier, is_shown=False, actor=actor, now=ENTERING)
        show_scores(tier=tier, is_shown=False, actor=course.province_deputy, now=ENTERING)
        assert visit(course.province, TABLE).status_code == 404

    def test_it_is_logged_and_what_is_kept_back_goes_from_the_store_at_once(
        self, course, monkeypatch
    ):
        heard: list[bool] = []
        monkeypatch.setattr(
            "scoring.published.actions.change_province_edition",
            lambda *, forbid_stale=False: heard.append(forbid_stale),
        )
        tier, head = course.communes[0].tier, course.province_head
        for is_shown in (True, False):
            show_scores(tier=tier, is_shown=is_shown, actor=head, now=ENTERING)
        assert heard == [False, True]
        lines = ModelLogEntry.objects.filter(action="scoring.show_scores").order_by("-pk")[:2]
        assert [(line.data["is_shown"], line.user) for line in lines] == [
            (False, head), (True, head),
        ]  # fmt: skip

    def test_no_file_goes_out_by_its_scorers_name_either(self, course):
        host = course.district.site.hostname
        for path in FILES:
            assert visit(course.province, f"{path}?don-vi={host}").status_code == 200, path
        PublicScores.objects.all().delete()
        for path in FILES:
            assert visit(course.province, f"{path}?don-vi={host}").status_code == 404, path

    def test_a_month_without_its_notice_is_nowhere(self, course):
        RoundNotice.objects.all().delete()
        for path in (*STEPS, *FILES):
            assert visit(course.province, path).status_code == 404, path

    def test_a_portal_has_one_address_that_of_the_day_of_the_decision(self, course):
        portal = course.communes[0]
        PortalAddress.objects.create(
            portal=portal, hostname="ten-phu.example.vn", is_main=False,
            period=(ENTERING.date(), None),
        )  # fmt: skip
        assert visit(course.province, f"{TABLE}{portal.site.hostname}/").status_code == 200
        assert visit(course.province, f"{TABLE}ten-phu.example.vn/").status_code == 404

    def test_whoever_counts_with_the_figures_may_read_them_from_anywhere(self, course):
        answer = visit(course.province, FILES[0])
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "bang-diem-2026-10.json" in answer["Content-Disposition"]

    def test_a_scorer_with_a_tier_that_is_kept_back_is_not_shown(self, course):
        card = course.card(0)
        Scorecard.objects.filter(pk=card.pk).update(tier="district")
        assert visit(course.province, TABLE).status_code == 404


class TestTheWatch:
    def test_has_every_page_and_each_answers(self, course):
        list_all(now=ENTERING)
        listed = WatchedAddress.objects.filter(path__startswith="/bang-diem/")
        hosts = {one.hostname for one in october_of().portals}
        expected = {
            "/bang-diem/",
            TABLE,
            f"{TABLE}kiem-chung/",
            *(f"{TABLE}{host}/" for host in hosts),
        }
        for portal in (course.province, course.district):
            paths = set(listed.filter(portal=portal).values_list("path", flat=True))
            assert paths == expected
            for path in paths:
                assert visit(portal, path).status_code == 200
        assert listed.count() == 2 * len(expected)
        PublicScores.objects.all().delete()
        list_all(now=ENTERING)
        assert not listed.exists()


class TestTheDesk:
    def test_the_province_chooses_and_others_do_not_find_it(self, course):
        address = reverse("scoring:public_scores")
        assert desk_client(course.head).get(address).status_code == 404
        client = desk_client(course.province_head)
        assert "checked" in client.get(address).content.decode()
        client.post(address, {"tiers": []})
        assert not PublicScores.objects.exists()
        client.post(address, {"tiers": ["commune"]})
        assert PublicScores.objects.get().tier_id == "commune"
        assert visit(course.province, TABLE).status_code == 200

    def test_it_names_criteria_that_told_nobody_apart_for_two_months(self, course):
        assert criteria_without_variance() == []
        kept = PublishedRanks.objects.get(proceeding=None)
        kept.together = kept.together | {"even": ["A1", "B2"]}
        kept.save()
        assert criteria_without_variance() == []
        before = Round.objects.create(month=OCTOBER.later(-1).first, scored_at=ENTERING)
        PublishedRanks.objects.create(
            round=before, tier=kept.tier, ranks={}, of=ENTERING, together=kept.together | {"even": ["B2"]}
        )  # fmt: skip
        assert criteria_without_variance() == [(kept.tier, ["B2"])]
        text = (
            desk_client(course.province_head).get(reverse("scoring:public_scores")).content.decode()
        )
        assert "B2" in text
        assert "B2 " not in told(course.province, TABLE)


def test_a_month_is_open_data_where_its_table_is(course) -> None:
    found = datasets_of([course.province, course.district, course.communes[0]])
    [month] = found[course.province.pk]
    assert (month.part, month.page) == ("tháng 10 năm 2026", TABLE)
    assert month.covers == (OCTOBER.first, OCTOBER.last)
    for file in month.files:
        assert visit(course.province, file.path).status_code == 200
    assert [one.key for one in found[course.district.pk]] == [month.key]
    assert course.communes[0].pk not in found
    PublicScores.objects.all().delete()
    assert datasets_of([course.province, course.district]) == {}
