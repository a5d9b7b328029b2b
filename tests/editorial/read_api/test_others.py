"""Procedures and answers in the read API, its page for people, and what it says of itself."""

from __future__ import annotations

import re
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.answers.models import ReleasedAnswer
from portals.read_api.registry import resources
from tests.editorial.answers.cast import stands
from tests.editorial.procedures.exports import ALL, bring_in
from tests.factories import make_portal, make_province_tree
from tests.support.read_api import all_of, asked, ids, refused
from tests.support.visiting import visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return make_province_tree(communes=1)[0]


def queries_of(portal, path, **query):
    with CaptureQueriesContext(connection) as asked_for:
        found = asked(portal, path, **query)["data"]
    return len(asked_for), len(found)


class TestProcedures:
    def test_are_those_that_the_portal_handles(self, province):
        bring_in(*ALL)
        commune = make_portal("commune")

        everywhere = all_of(province, "procedures", limit=1)
        here = all_of(commune, "procedures")

        assert len(everywhere) == len(ALL)
        assert 0 < len(here) < len(ALL)
        assert ids(everywhere) == sorted(set(ids(everywhere)))
        assert all("xa" in one["levels"] for one in here)
        assert set(ids(here)) == set(
            ids(all_of(province, "procedures", portal=commune.site.hostname))
        )
        elsewhere = (set(ids(everywhere)) - set(ids(here))).pop()
        assert refused(commune, f"procedures/{elsewhere}")["status"] == 404

    def test_have_papers_steps_and_fees(self, province):
        bring_in(*ALL)
        one = asked(province, "procedures/1.001612")
        assert one["papers"]
        assert one["steps"]
        assert one["url"].endswith("/thu-tuc/1.001612/")

    def test_one_that_ended_is_gone(self, province):
        bring_in(*ALL)
        bring_in(ALL[0], may_end_many=True)
        assert len(all_of(province, "procedures")) == 1

    def test_cost_the_same_however_many_they_are(self, province):
        bring_in(*ALL)
        few, small = queries_of(province, "procedures", limit=1)
        many, large = queries_of(province, "procedures", limit=3)
        assert (small, large) == (1, 3)
        assert many == few


class TestAnswers:
    def test_are_the_public_words(self, province):
        commune = make_portal()
        answer = stands(commune, topic="y-te")

        (told,) = asked(province, "answers")["data"]

        assert told["id"] == str(answer.pk)
        assert told["question"] == "Bao giờ sửa?"
        assert told["topic"]["code"] == "y-te"
        assert told["portal"] == commune.site.hostname
        assert answer.case.code not in str(told)
        assert asked(commune, f"answers/{answer.pk}") == told

    def test_one_that_was_taken_back_or_is_another_portals_is_not_there(self, province):
        commune, other = make_portal(), make_portal()
        gone, elsewhere = stands(commune), stands(other)
        ReleasedAnswer.objects.filter(pk=gone.pk).update(
            retracted_at=timezone.now(),
            retraction_reason="Lý do",
            **dict.fromkeys(("subject", "question", "answer", "salt", "about"), ""),
        )
        assert ids(all_of(commune, "answers")) == []
        assert ids(all_of(province, "answers")) == [str(elsewhere.pk)]
        assert refused(commune, f"answers/{gone.pk}")["status"] == 404
        assert refused(commune, f"answers/{elsewhere.pk}")["status"] == 404

    def test_paging_meets_each_once(self, province):
        commune = make_portal()
        answers = {str(stands(commune).pk) for _number in range(5)}
        found = ids(all_of(province, "answers", limit=2))
        assert len(found) == 5
        assert set(found) == answers

    def test_paging_meets_one_that_was_answered_anew_meanwhile(self, province):
        commune = make_portal()
        first, *_others = (stands(commune) for _number in range(4))
        page = asked(province, "answers", limit=2)
        ReleasedAnswer.objects.filter(pk=first.pk).update(answered_on=date(2026, 11, 20))
        rest = asked(province, "answers", limit=2, cursor=page["next"])

        assert str(first.pk) in ids(rest["data"])
        assert len({*ids(page["data"]), *ids(rest["data"])}) == 4

    def test_are_narrowed(self, province):
        one, _other = stands(make_portal(), topic="y-te"), stands(make_portal(), kind="feedback")
        assert ids(all_of(province, "answers", topic="y-te")) == [str(one.pk)]
        assert ids(all_of(province, "answers", kind="question")) == [str(one.pk)]
        assert ids(all_of(province, "answers", answered_from="2026-11-05")) == []

    def test_cost_the_same_however_many_they_are(self, province):
        stands(make_portal())
        few, small = queries_of(province, "answers")
        for _number in range(3):
            stands(make_portal())
        many, large = queries_of(province, "answers")
        assert (small, large) == (1, 4)
        assert many == few


class TestTheDescription:
    def test_tells_of_each_resource_and_field_in_words(self, province):
        told = asked(province, "openapi.json")

        assert set(told["paths"]) == {
            path for name in resources() for path in (f"/api/v1/{name}", f"/api/v1/{name}/{{id}}")
        }
        for name, schema in told["components"]["schemas"].items():
            for field, one in schema["properties"].items():
                assert one.get("description"), f"{name}.{field}"
        for path in told["paths"].values():
            for parameter in path["get"]["parameters"]:
                assert parameter["description"], parameter

    def test_its_page_needs_no_script_and_its_examples_work(self, province):
        bring_in(*ALL)
        response = visit(province, "/du-lieu-mo/api/")
        page = BeautifulSoup(response.content, "html.parser")

        text = page.select_one(".data-page").get_text()
        assert "Cách gọi" in text
        assert not page.select(".data-page script, .data-page [style], .data-page [onclick]")
        assert not [one for one in page.select("[src]") if "//" in one["src"]]
        examples = re.findall(r"curl '?https?://[^/]+(/api/\S+?)'?\s", text + " ")
        assert len(examples) == 1 + 2 * len(resources())
        for path in examples:
            # That of one item may name none that is there.
            assert visit(province, path).status_code in {200, 404}, path
            if not re.search(r"/v1/[a-z]+/", path):
                assert visit(province, path).status_code == 200, path

    def test_open_data_leads_to_it(self, province):
        assert 'href="/du-lieu-mo/api/"' in visit(province, "/du-lieu-mo/").content.decode()
