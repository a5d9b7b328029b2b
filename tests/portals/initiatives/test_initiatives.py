"""From a draft to the province's answer, and what others may do meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from portals.boards.enums import Position
from portals.boards.models import User
from portals.clock import local_date
from portals.initiatives.actions.initiatives import (
    WantedAnswer,
    WantedInitiative,
    answer_initiative,
    begin_initiative,
    change_initiative,
    hide_remark,
    remark_on_initiative,
    set_initiative_term,
    submit_initiative,
    support_initiative,
    take_back_initiative,
)
from portals.initiatives.actions.workshops import (
    WantedWorkshop,
    choose_initiatives,
    enter_workshop,
    follow_up_workshop,
    note_guests,
)
from portals.initiatives.enums import InitiativeState
from portals.initiatives.models import Initiative, InitiativeSupport, InitiativeTerm
from portals.initiatives.queries import listed_for, readable_by
from portals.models import Portal
from portals.refusals import NotYourOffice, Refusal
from tests.factories import make_member, make_portal, make_user
from tests.support.inboxes import in_inbox
from tests.support.kept import once_a_file
from tests.walls import desk_client

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 4, 2, tzinfo=UTC)
IDEA = WantedInitiative("Mẫu tin chung", "Mỗi xã viết theo một mẫu.", "Nửa giờ mỗi tuần.")
RECOGNISED = WantedAnswer("recognised", "Hay và dễ làm.")


@dataclass
class Hall:
    portal: Portal
    author: User
    colleague: User
    elsewhere: User
    provincial: User
    province_editor: User
    stranger: User


def build() -> Hall:
    province = make_portal("province")
    portal, other = make_portal(overseer=province), make_portal(overseer=province)
    return Hall(
        portal,
        make_member(portal, Position.CONTRIBUTOR),
        make_member(portal, Position.HEAD),
        make_member(other, Position.EDITOR),
        make_member(province, Position.SECRETARY),
        make_member(province, Position.EDITOR),
        make_user(),
    )


built, hall = once_a_file(build)


def draft(hall: Hall) -> Initiative:
    return begin_initiative(portal=hall.portal, wanted=IDEA, actor=hall.author, now=NOW)


def submitted(hall: Hall) -> Initiative:
    one = draft(hall)
    submit_initiative(initiative=one, actor=hall.author, now=NOW)
    one.refresh_from_db()
    return one


class TestADraft:
    def test_is_its_author_s_alone(self, hall: Hall) -> None:
        one = draft(hall)
        page = f"/sang-kien/{one.pk}/"

        assert list(readable_by(hall.author)) == [one]
        assert not readable_by(hall.colleague).exists()
        with time_machine.travel(NOW, tick=False):
            for who in (hall.colleague, hall.provincial, hall.stranger):
                assert desk_client(who).get(page).status_code in {302, 404}
            assert desk_client(hall.author).get(page).status_code == 200
            assert desk_client(hall.colleague).get(page + "sua/").status_code == 404
        for verb in (submit_initiative, take_back_initiative):
            with pytest.raises((NotYourOffice, Refusal)):
                verb(initiative=one, actor=hall.colleague, now=NOW)

    def test_is_of_a_member_of_that_board(self, hall: Hall) -> None:
        for actor in (hall.elsewhere, hall.provincial, hall.stranger):
            with pytest.raises(NotYourOffice):
                begin_initiative(portal=hall.portal, wanted=IDEA, actor=actor, now=NOW)

    def test_changes_until_it_is_submitted(self, hall: Hall) -> None:
        one = draft(hall)
        wanted = replace(IDEA, title="Mẫu tin")
        change_initiative(initiative=one, wanted=wanted, actor=hall.author, now=NOW)
        submit_initiative(initiative=one, actor=hall.author, now=NOW)
        with pytest.raises(Refusal):
            change_initiative(initiative=one, wanted=IDEA, actor=hall.author, now=NOW)
        assert Initiative.objects.get().title == "Mẫu tin"


class TestTheTerm:
    def test_is_thirty_working_days(self, hall: Hall) -> None:
        # Six weeks from Wednesday on, and a day more for 24 November, which is off.
        assert local_date(submitted(hall).due_at) == date(2026, 12, 17)

    def test_of_what_was_submitted_stays(self, hall: Hall) -> None:
        def wanted(since: date, actor: User, days: int = 10) -> None:
            set_initiative_term(working_days=days, since=since, source="QĐ 7", actor=actor, now=NOW)

        with pytest.raises(NotYourOffice):
            wanted(date(2026, 12, 1), hall.colleague)
        for since, days in ((date(2026, 11, 4), 10), (date(2026, 12, 1), 0)):
            with pytest.raises(Refusal):
                wanted(since, hall.provincial, days)
        wanted(date(2026, 11, 5), hall.provincial)
        assert InitiativeTerm.objects.in_force(date(2026, 11, 4)).get().working_days == 30
        assert InitiativeTerm.objects.in_force(date(2026, 11, 5)).get().working_days == 10

    def test_is_asked_for_in_the_province_s_inbox(self, hall: Hall) -> None:
        one = submitted(hall)
        (item,) = in_inbox(hall.provincial, "initiative", now=one.due_at)
        assert (item.due_at, item.note) == (one.due_at, "")
        late = datetime(2026, 12, 17, 17, tzinfo=UTC)
        assert in_inbox(hall.provincial, "initiative", now=late)[0].note
        for who in (hall.province_editor, hall.colleague, hall.elsewhere):
            assert in_inbox(who, "initiative", now=NOW) == []


class TestOthers:
    def test_support_it_once_each(self, hall: Hall) -> None:
        one = submitted(hall)
        for actor in (hall.colleague, hall.elsewhere, hall.elsewhere):
            support_initiative(initiative=one, actor=actor, now=NOW)
        assert listed_for(hall.colleague).get().supporters == 2
        with pytest.raises(Refusal):
            support_initiative(initiative=one, actor=hall.author, now=NOW)
        with pytest.raises(NotYourOffice):
            support_initiative(initiative=one, actor=hall.stranger, now=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            InitiativeSupport.objects.create(initiative=one, person=hall.elsewhere, given_at=NOW)

    def test_talk_of_it_under_their_names_and_the_province_hides(self, hall: Hall) -> None:
        one = submitted(hall)
        with pytest.raises(NotYourOffice):
            remark_on_initiative(initiative=one, text="Hay", actor=hall.stranger, now=NOW)
        remark = remark_on_initiative(
            initiative=one, text="Lạc đề hẳn", actor=hall.elsewhere, now=NOW
        )
        for actor in (hall.colleague, hall.author, hall.province_editor):
            with pytest.raises(NotYourOffice):
                hide_remark(remark=remark, reason="x", actor=actor, now=NOW)
        with pytest.raises(Refusal):
            hide_remark(remark=remark, reason=" ", actor=hall.provincial, now=NOW)
        hide_remark(remark=remark, reason="Không liên quan", actor=hall.provincial, now=NOW)
        with time_machine.travel(NOW, tick=False):
            html = desk_client(hall.colleague).get(f"/sang-kien/{one.pk}/").content.decode()
        assert "Lạc đề hẳn" not in html
        assert "Không liên quan" in html

    def test_are_hidden_on_the_page_by_whoever_answers_whatever_is_sent(self, hall: Hall) -> None:
        one = submitted(hall)
        remark = remark_on_initiative(initiative=one, text="Lạc đề", actor=hall.elsewhere, now=NOW)
        page = f"/sang-kien/{one.pk}/"
        with time_machine.travel(NOW, tick=False):
            client = desk_client(hall.provincial)
            for named in ("x", "²", "999999", ""):
                assert client.post(page, {"an": named, "an-reason": "Lạc đề"}).status_code == 404
            client.post(page, {"an": remark.pk, "an-reason": "\x00"})
            remark.refresh_from_db()
            assert remark.hidden_at is None
            client.post(page, {"an": remark.pk, "an-reason": "Lạc đề"})
        remark.refresh_from_db()
        assert remark.hidden_at == NOW

    def test_do_nothing_more_once_it_is_answered_or_taken_back(self, hall: Hall) -> None:
        answered, back = submitted(hall), submitted(hall)
        answer_initiative(initiative=answered, wanted=RECOGNISED, actor=hall.provincial, now=NOW)
        with pytest.raises(NotYourOffice):
            take_back_initiative(initiative=back, actor=hall.colleague, now=NOW)
        take_back_initiative(initiative=back, actor=hall.author, now=NOW)
        for one in (answered, back):
            with pytest.raises(Refusal):
                support_initiative(initiative=one, actor=hall.elsewhere, now=NOW)
            with pytest.raises(Refusal):
                remark_on_initiative(initiative=one, text="Hay", actor=hall.elsewhere, now=NOW)
            with pytest.raises(Refusal):
                answer_initiative(initiative=one, wanted=RECOGNISED, actor=hall.provincial, now=NOW)


class TestTheAnswer:
    def test_is_the_province_s(self, hall: Hall) -> None:
        one = submitted(hall)
        for actor in (hall.colleague, hall.author, hall.province_editor, hall.stranger):
            with pytest.raises(NotYourOffice):
                answer_initiative(initiative=one, wanted=RECOGNISED, actor=actor, now=NOW)

    def test_is_never_its_author_s(self, hall: Hall) -> None:
        province = Portal.objects.get(tier="province")
        own = begin_initiative(portal=province, wanted=IDEA, actor=hall.provincial, now=NOW)
        submit_initiative(initiative=own, actor=hall.provincial, now=NOW)
        with pytest.raises(NotYourOffice):
            answer_initiative(initiative=own, wanted=RECOGNISED, actor=hall.provincial, now=NOW)

    @pytest.mark.parametrize(
        "wanted",
        [
            replace(RECOGNISED, answer=" "),
            replace(RECOGNISED, state="open"),
            WantedAnswer("adopted", "Được.", changed="", changed_from=date(2026, 12, 1)),
            WantedAnswer("adopted", "Được.", changed="Có mẫu chung"),
        ],
    )
    def test_says_why_and_what_changed(self, hall: Hall, wanted: WantedAnswer) -> None:
        one = submitted(hall)
        with pytest.raises(Refusal):
            answer_initiative(initiative=one, wanted=wanted, actor=hall.provincial, now=NOW)

    def test_is_read_by_all_boards(self, hall: Hall) -> None:
        one = submitted(hall)
        with time_machine.travel(NOW, tick=False):
            province, page = desk_client(hall.provincial), f"/sang-kien/{one.pk}/"
            typed = {"tra-loi": "1", "state": "adopted", "answer": "Được."}
            short = province.post(page, typed)
            assert (short.status_code, "Được." in short.content.decode()) == (422, True)
            typed |= {"changed": "Có mẫu chung", "changed_from": "2026-12-01"}
            assert province.post(page, typed).status_code == 302
            html = desk_client(hall.elsewhere).get(page).content.decode()
        assert "Có mẫu chung" in html
        one.refresh_from_db()
        assert (one.state, one.answered_by) == (InitiativeState.ADOPTED, hall.provincial)


class TestAWorkshop:
    WANTED = WantedWorkshop("Hội thảo", date(2026, 11, 10), time(8), place="Hội trường")
    LATER = datetime(2026, 11, 10, 2, tzinfo=UTC)

    def test_has_initiatives_guests_and_what_followed(self, hall: Hall) -> None:
        one, secret = submitted(hall), draft(hall)
        by = {"actor": hall.provincial, "now": NOW}
        with pytest.raises(NotYourOffice):
            enter_workshop(wanted=self.WANTED, actor=hall.colleague, now=NOW)
        with pytest.raises(Refusal):
            enter_workshop(wanted=replace(self.WANTED, place=""), **by)
        workshop = enter_workshop(wanted=self.WANTED, **by)
        with pytest.raises(Refusal):
            choose_initiatives(workshop=workshop, chosen=[one.pk, secret.pk], **by)
        choose_initiatives(workshop=workshop, chosen=[one.pk], **by)
        second = enter_workshop(wanted=self.WANTED, **by)
        with pytest.raises(Refusal):
            choose_initiatives(workshop=second, chosen=[one.pk], **by)
        with pytest.raises(Refusal):
            note_guests(workshop=workshop, people={hall.portal.pk: 3}, **by)
        with pytest.raises(Refusal):
            follow_up_workshop(workshop=workshop, follow_up="Làm thử", **by)

        by["now"] = self.LATER
        note_guests(workshop=workshop, people={hall.portal.pk: 3}, **by)
        follow_up_workshop(workshop=workshop, follow_up="Làm thử ở ba xã", **by)
        with time_machine.travel(self.LATER, tick=False):
            html = desk_client(hall.elsewhere).get(f"/hoi-thao/{workshop.pk}/").content.decode()
            refused = desk_client(hall.colleague).post(f"/hoi-thao/{workshop.pk}/", {"chon": "1"})
        assert refused.status_code == 404
        assert [word in html for word in (IDEA.title, hall.portal.name, "Làm thử ở ba xã")] == [
            True, True, True,
        ]  # fmt: skip


def test_the_list_asks_no_more_for_more(hall: Hall) -> None:
    def queries() -> int:
        with time_machine.travel(NOW, tick=False):
            client = desk_client(hall.elsewhere)
            with CaptureQueriesContext(connection) as caught:
                assert client.get("/sang-kien/").status_code == 200
        return len(caught)

    submitted(hall)
    few = queries()
    for _one in range(3):
        submitted(hall)
    assert queries() <= few
