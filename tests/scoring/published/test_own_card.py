"""The province's own card in public: beside the table, with what the office outside found; and in the dossier."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.urls import reverse

from editorial.integrity_watch.models import WatchedAddress
from editorial.integrity_watch.planning import list_all
from portals.models import Tier
from scoring.course.actions import OwnCardFinding, confirm_own_card, publish_own_cards
from scoring.models import OwnCard, PublicScores, Scorecard
from scoring.published.actions import show_scores
from scoring.published.dossier import dossier_files
from scoring.published.keeping import count_ranks
from scoring.published.proofs import proven_acts
from scoring.published.reading import published_cards, published_month, published_own_card
from scoring.published.table import Confirmed
from tests.portals.auditors.cast import INSIDE, lead_of, let_in
from tests.portals.ledger.test_verify import run
from tests.scoring.cast import OCTOBER, local
from tests.scoring.course.cast import ENTERING, Course
from tests.support.kept import as_built, built_once
from tests.support.visiting import visit
from tests.walls import body, desk_client

from .cast import make_published, october_of, sign_ledger
from .test_pages import TABLE, told

pytestmark = pytest.mark.django_db

CODES = ("T1", "T2", "T3", "L1", "L2", "L3")
AFTER = local(2026, 11, 18, 0, 1)
WHY = "Sổ ghi <hai> việc trễ"


def confirmed(course: Course) -> OwnCard:
    return confirm_own_card(
        own_card=course.own_card,
        findings={
            code: OwnCardFinding(code == "T2", WHY if code == "T2" else "") for code in CODES
        },
        actor=lead_of(let_in(course.province_head)),
        now=INSIDE,
    )


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: object) -> Iterator[Course]:
    def build() -> Course:
        course = make_published(1, own_card=True)
        for tier in Tier.objects.filter(pk__in=Scorecard.objects.values("tier")):
            show_scores(tier=tier, is_shown=True, actor=course.province_head, now=ENTERING)
        count_ranks()
        return course

    with built_once(django_db_blocker, build) as made:
        yield made


@pytest.fixture
def course(built: Course) -> Iterator[Course]:
    with as_built(built) as own:
        yield own


@pytest.fixture
def inside() -> Iterator[None]:
    with time_machine.travel(INSIDE, tick=False):
        yield


def own_path(course: Course) -> str:
    return f"{TABLE}{course.province.site.hostname}/"


class TestOnThePages:
    def test_nothing_before_it_is_public(self, course) -> None:
        assert "Thẻ điểm của tỉnh" not in told(course.province)
        assert visit(course.province, own_path(course)).status_code == 404
        assert published_own_card(OCTOBER) is None

    def test_beside_the_table_and_on_its_own_page_with_what_was_found(self, course) -> None:
        confirmed(course)
        table, page = told(course.province), told(course.province, own_path(course))
        assert "Thẻ điểm của tỉnh" in table
        assert own_path(course) in table
        for shown in (table, page):
            assert "Thanh tra minh họa (quyết định 12/QĐ-TT)" in shown
            assert "16/11/2026" in shown
        assert "Sổ ghi &lt;hai&gt; việc trễ" in page
        assert page.count("đã xác nhận") == len(CODES) - 1

    def test_not_confirmed_is_said(self, course) -> None:
        publish_own_cards(now=AFTER)
        for page in (told(course.province), told(course.province, own_path(course))):
            assert "Chưa được xác nhận" in page
        assert published_own_card(OCTOBER).confirmed == Confirmed.BY_NOBODY

    def test_on_no_other_portal_and_only_where_its_tier_is_shown(self, course) -> None:
        confirmed(course)
        assert visit(course.district, own_path(course)).status_code == 404
        assert "Thẻ điểm của tỉnh" not in told(course.district)
        PublicScores.objects.filter(tier="province").delete()
        assert visit(course.province, own_path(course)).status_code == 404
        assert "Thẻ điểm của tỉnh" not in told(course.province)
        assert published_own_card(OCTOBER) is not None

    def test_under_no_other_name_or_month(self, course) -> None:
        confirmed(course)
        other = own_path(course).replace("2026-10", "2026-09")
        assert visit(course.province, other).status_code == 404

    def test_though_there_is_no_table_yet(self, course) -> None:
        publish_own_cards(now=AFTER)
        course.proceeding.notice.delete()
        page = told(course.province, own_path(course))
        assert f'href="{TABLE}"' not in page
        assert visit(course.province, TABLE).status_code == 404

    def test_it_is_no_card_of_the_table_nor_ranked(self, course) -> None:
        confirmed(course)
        month = october_of()
        assert course.province.pk not in [one.portal_id for one in month.portals]
        assert not published_cards().filter(portal=course.province).exists()
        assert month.own.portal.rank is None
        assert october_of(course).own is None

    def test_lines_that_were_measured_again_since_are_told(self, course) -> None:
        own = confirmed(course)
        own.verdicts.filter(criterion_code="T1").update(points=1)
        own.verdicts.filter(is_contested=True).update(is_contested=False, reason="")
        found = published_own_card(OCTOBER)
        assert found.confirmed == Confirmed.CHANGED
        assert found.findings["T1"][0] == Confirmed.CHANGED
        assert found.findings["T3"][0] == Confirmed.HOLDS
        assert "đo lại" in told(course.province, own_path(course))

    def test_the_stored_pages_of_the_province_are_made_anew(self, course, monkeypatch) -> None:
        heard: list[list[int]] = []
        monkeypatch.setattr(
            "scoring.course.actions.own_card.change_editions",
            lambda *, portal_ids: heard.append(list(portal_ids)),
        )
        publish_own_cards(now=AFTER)
        assert heard == [[course.province.pk]]

    def test_the_watch_knows_its_page(self, course) -> None:
        confirmed(course)
        list_all(now=INSIDE)
        assert WatchedAddress.objects.filter(portal=course.province, path=own_path(course)).exists()

    def test_all_portals_queries_are_few(self, course, django_assert_max_num_queries) -> None:
        confirmed(course)
        with django_assert_max_num_queries(20):
            published_month(OCTOBER, in_public=True)


class TestInTheDossier:
    def test_its_proof_is_there_and_the_verifier_is_content(self, course, tmp_path, capsys) -> None:
        confirmed(course)
        assert dossier_files(october_of()) is None
        sign_ledger()
        files = dossier_files(october_of())
        proofs = [name for name in files if name.endswith("-own-card.tlog-proof")]
        assert len(proofs) == 1
        assert "thẻ điểm của chính tỉnh" in files["DOC-TRUOC.txt"].decode("utf-8-sig")
        for name, content in files.items():
            (tmp_path / name).write_bytes(content)
        code, said = run(capsys, tmp_path / "bang-diem-2026-10.json")
        assert (code, said["bad"]) == (0, [])
        code, said = run(capsys, tmp_path / proofs[0], "--keys", tmp_path / "keys")
        assert code == 0, said
        assert "own scorecard" in str(said)

    def test_a_scorers_dossier_has_none_nor_one_whose_tier_is_kept_back(self, course) -> None:
        confirmed(course)
        sign_ledger()
        PublicScores.objects.filter(tier="province").delete()
        for month in (october_of(course), published_month(OCTOBER, in_public=True)):
            assert "own-card" not in {one.entry.kind for one in proven_acts(month)}


class TestTheAuditorsPage:
    def page(self, course: Course) -> str:
        return reverse("scoring:audit_own_card", args=[course.own_card.pk])

    def form(self, **changes: str) -> dict[str, str]:
        return {f"found_{code}": "holds" for code in CODES} | changes

    def test_signs_what_is_found(self, course, inside) -> None:
        client = desk_client(lead_of(let_in(course.province_head)))
        assert self.page(course) in body(client.get(reverse("scoring:audit"))).decode()
        assert "T1" in body(client.get(self.page(course))).decode()
        sent = client.post(self.page(course), self.form(found_T2="contested", reason_T2=WHY))
        assert sent.status_code == 302
        assert course.own_card.confirmed_at == INSIDE
        assert course.own_card.verdicts.get(is_contested=True).reason == WHY
        card = body(client.get(sent.url)).decode()
        assert "Sổ ghi &lt;hai&gt; việc trễ" in card
        assert "xac-nhan" not in card
        assert "đã được xác nhận" in body(client.get(self.page(course))).decode()

    def test_keeps_what_was_typed_where_a_word_is_missing(self, course, inside) -> None:
        client = desk_client(lead_of(let_in(course.province_head)))
        for form in (
            self.form(found_T2="contested", reason_T3="Lời đã viết"),
            {"reason_T3": "Lời đã viết"},
        ):
            answer = client.post(self.page(course), form)
            assert answer.status_code == 200
            assert "Lời đã viết" in body(answer).decode()
        assert course.own_card.confirmed_at is None

    def test_is_nobody_elses(self, course, inside) -> None:
        for person in (course.province_head, course.head):
            assert desk_client(person).get(self.page(course)).status_code == 404
            assert desk_client(person).post(self.page(course), self.form()).status_code == 404

    def test_is_of_no_other_card(self, course, inside) -> None:
        client = desk_client(lead_of(let_in(course.province_head)))
        other = reverse("scoring:audit_own_card", args=[course.card(0).pk])
        assert client.get(other).status_code == 404

    def test_the_province_sees_how_far_it_is_on_its_card(self, course, inside) -> None:
        page = reverse("scoring:scorecard", args=[course.own_card.pk])
        shown = body(desk_client(course.province_head).get(page)).decode()
        assert "17/11/2026" in shown
        assert "xac-nhan" not in shown
