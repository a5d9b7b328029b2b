"""The desk's pages: what they show to whom, what they keep, and how many queries they take."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from editorial.models import Placement
from portals.boards.enums import Position
from portals.boards.models import User
from syndication.actions.proposing import propose_story
from syndication.enums import DispatchState, ProposalState
from syndication.jobs import place_dispatch
from syndication.models import Dispatch, Proposal
from tests.factories import make_member, make_portal, make_story, published_story, section_of

from .casts import Province, make_cast, send

pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    client = Client(headers={"host": settings.PORTALS_ADMIN_HOST})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(name: str, *args: int) -> str:
    return reverse(f"syndication:{name}", args=args)


def text_of(response) -> str:
    return response.content.decode()


def waiting_proposal(cast: Province) -> tuple[User, Proposal]:
    head = make_member(cast.communes[0], Position.HEAD)
    story = published_story(cast.communes[0], title="Hội làng Diềm")
    proposal = propose_story(story=story, note="Mời Tỉnh đăng", actor=head, now=timezone.now())
    return head, proposal


class TestSending:
    def test_the_form_names_each_portal_with_its_parent(self):
        cast = make_cast(communes=0)
        other = make_portal("district", name="Thị xã Thứ Hai", overseer=cast.portal)
        for parent in (cast.district, other):
            make_portal(name="Phường Ninh Xá", overseer=parent)

        shown = text_of(client_of(cast.head).get(page("send", cast.story.pk)))

        assert f"Phường Ninh Xá ({cast.district.name})" in shown
        assert "Phường Ninh Xá (Thị xã Thứ Hai)" in shown

    def test_it_says_how_many_before_it_sends_and_then_sends(self):
        cast = make_cast()
        client = client_of(cast.head)
        typed = {
            "audience": "chosen",
            "portals": [portal.pk for portal in cast.communes],
            "mandate": "Công văn 12/UBND",
            "due_at": "2099-01-02 08:00",
        }

        confirmation = client.post(page("send", cast.story.pk), typed)
        assert not Dispatch.objects.exists()
        assert cast.communes[0].name in text_of(confirmation)
        assert cast.district.name + " (" not in text_of(confirmation)
        sent = client.post(page("send", cast.story.pk), {**typed, "confirm": "1"})

        dispatch = Dispatch.objects.get()
        assert sent.url == page("dispatch", dispatch.pk)
        assert dispatch.mandate == "Công văn 12/UBND"
        assert dispatch.due_at.year == 2099
        assert dispatch.deliveries.count() == 2

    def test_the_confirmation_carries_all_that_was_typed(self):
        cast = make_cast()
        client = client_of(cast.head)
        typed = {"audience": "tier", "tier": "commune", "note": "Đăng trong ngày"}

        confirmation = client.post(page("send", cast.story.pk), typed)
        form = confirmation.context["form"]
        hidden = "".join(field.as_hidden() for field in form)

        assert 'value="commune"' in hidden
        assert 'value="Đăng trong ngày"' in hidden
        changed = client.post(page("send", cast.story.pk), {**typed, "change": "1"})
        assert "Đăng trong ngày" in text_of(changed)
        assert not Dispatch.objects.exists()

    def test_what_was_typed_stays_where_something_is_missing(self):
        cast = make_cast()

        answer = client_of(cast.head).post(
            page("send", cast.story.pk), {"audience": "tier", "mandate": "Công văn 12/UBND"}
        )

        assert "tier" in answer.context["form"].errors
        assert "Công văn 12/UBND" in text_of(answer)
        assert not Dispatch.objects.exists()

    def test_a_portal_of_another_board_cannot_be_smuggled_in(self):
        cast = make_cast()
        stranger = make_portal("province", name="Tỉnh Khác")

        answer = client_of(cast.head).post(
            page("send", cast.story.pk),
            {"audience": "chosen", "portals": [stranger.pk], "confirm": "1"},
        )

        assert "portals" in answer.context["form"].errors
        assert not Dispatch.objects.exists()

    def test_what_the_verb_refuses_is_said_above_the_form(self):
        cast = make_cast()
        draft = make_story(cast.portal)

        answer = client_of(cast.head).post(
            page("send", draft.pk), {"audience": "all", "note": "Ghi chú", "confirm": "1"}
        )

        assert answer.context["form"].non_field_errors()
        assert "Ghi chú" in text_of(answer)


class TestDispatchPage:
    def test_it_names_each_portal_with_parent_state_and_link(self):
        cast = make_cast()
        dispatch = send(cast.story, cast.head)
        place_dispatch(dispatch_id=dispatch.pk)

        shown = text_of(client_of(cast.head).get(page("dispatch", dispatch.pk)))

        for commune in cast.communes:
            assert commune.name in shown
            address = f"{commune.site.hostname}:{settings.PORTALS_PORT}/tin-tuc/"
            assert f"{address}{cast.story.slug}-{cast.story.pk}/" in shown
        assert cast.district.name in shown

    def test_the_part_that_changes_counts_up_and_says_when_nothing_waits(self):
        cast = make_cast()
        dispatch = send(cast.story, cast.head)
        client = client_of(cast.head)

        before = text_of(client.get(page("dispatch_progress", dispatch.pk)))
        place_dispatch(dispatch_id=dispatch.pk)
        after = text_of(client.get(page("dispatch_progress", dispatch.pk)))

        assert 'data-waiting="3"' in before
        assert 'data-waiting="0"' in after
        assert "<html" not in after

    def test_it_shows_one_state_alone(self):
        cast = make_cast(communes=1)
        section_of(cast.communes[0]).delete()
        dispatch = send(cast.story, cast.head)
        place_dispatch(dispatch_id=dispatch.pk)

        answer = client_of(cast.head).get(page("dispatch", dispatch.pk), {"state": "failed"})

        assert [d.portal for d in answer.context["deliveries"]] == [cast.communes[0]]
        assert answer.context["deliveries"][0].reason in text_of(answer)

    def test_a_portal_that_took_the_story_down_has_no_link(self):
        cast = make_cast()
        dispatch = send(cast.story, cast.head)
        place_dispatch(dispatch_id=dispatch.pk)
        Placement.objects.filter(portal=cast.communes[0], story=cast.story).update(
            removed_at=timezone.now(), removal_kind="taken_down"
        )

        shown = text_of(client_of(cast.head).get(page("dispatch", dispatch.pk)))

        assert f"//{cast.communes[0].site.hostname}" not in shown
        assert f"//{cast.communes[1].site.hostname}" in shown

    def test_only_those_who_may_recall_are_offered_it(self):
        cast = make_cast()
        dispatch = send(cast.story, cast.head)
        url = page("recall", cast.story.pk)

        assert url in text_of(client_of(cast.head).get(page("dispatch", dispatch.pk)))
        editor = client_of(make_member(cast.portal, Position.EDITOR))
        assert url not in text_of(editor.get(page("dispatch", dispatch.pk)))


class TestRecalling:
    def test_it_ends_the_story_everywhere_and_shows_the_outcome(self):
        cast = make_cast()
        dispatch = send(cast.story, cast.head)
        place_dispatch(dispatch_id=dispatch.pk)
        client = client_of(cast.head)

        answer = client.post(
            page("recall", cast.story.pk),
            {"kind": "in_error", "reason": "Sai số liệu"},
            follow=True,
        )

        assert answer.redirect_chain[0][0] == page("dispatch", dispatch.pk)
        assert "Sai số liệu" in text_of(answer)
        dispatch.refresh_from_db()
        assert dispatch.state == DispatchState.RECALLED
        assert not Placement.objects.standing().filter(story=cast.story).exists()

    def test_a_reason_is_asked_for(self):
        cast = make_cast()

        answer = client_of(cast.head).post(page("recall", cast.story.pk), {"kind": "in_error"})

        assert "reason" in answer.context["form"].errors
        assert Placement.objects.standing().filter(story=cast.story).exists()


class TestReceived:
    def test_a_board_sees_what_was_sent_to_it_and_where_it_stands(self):
        cast = make_cast()
        dispatch = send(cast.story, cast.head, mandate="Công văn 12/UBND")
        place_dispatch(dispatch_id=dispatch.pk)
        editor = make_member(cast.communes[0], Position.EDITOR)

        answer = client_of(editor).get(page("received"))

        assert [d.portal for d in answer.context["deliveries"]] == [cast.communes[0]]
        assert cast.story.title in text_of(answer)
        assert f"//{cast.communes[0].site.hostname}" in text_of(answer)


class TestProposals:
    def test_the_receiving_desk_takes_one_into_a_section(self):
        cast = make_cast()
        _head, proposal = waiting_proposal(cast)
        client = client_of(cast.head)
        section = section_of(cast.portal, "chi-dao")

        assert page("take", proposal.pk) in text_of(client.get(page("proposals")))
        assert cast.district.name in text_of(client.get(page("take", proposal.pk)))
        client.post(page("take", proposal.pk), {"section": section.pk})

        proposal.refresh_from_db()
        assert proposal.state == ProposalState.TAKEN
        assert Placement.objects.get(story=proposal.story, portal=cast.portal).section == section

    def test_the_sender_reads_the_reason(self):
        cast = make_cast()
        head, proposal = waiting_proposal(cast)

        client_of(cast.head).post(page("decline", proposal.pk), {"reason": "Trùng nội dung"})

        assert "Trùng nội dung" in text_of(client_of(head).get(page("proposals")))

    def test_the_sender_takes_one_back(self):
        cast = make_cast()
        head, proposal = waiting_proposal(cast)

        client_of(head).post(page("take_back", proposal.pk))

        proposal.refresh_from_db()
        assert proposal.state == ProposalState.WITHDRAWN

    def test_a_section_of_another_portal_is_not_offered(self):
        cast = make_cast()
        _head, proposal = waiting_proposal(cast)

        answer = client_of(cast.head).post(
            page("take", proposal.pk), {"section": section_of(cast.district).pk}
        )

        assert "section" in answer.context["form"].errors

    def test_a_story_is_offered_from_its_page(self):
        cast = make_cast()
        head = make_member(cast.communes[0], Position.HEAD)
        story = published_story(cast.communes[0])
        client = client_of(head)

        assert cast.portal.title in text_of(client.get(page("propose", story.pk)))
        client.post(page("propose", story.pk), {"note": "Mời Tỉnh đăng"})

        assert Proposal.objects.get().note == "Mời Tỉnh đăng"


class TestStrangers:
    """People of other boards, of no desk, or of the past."""

    def everything(self, cast: Province) -> list[str]:
        dispatch = send(cast.story, cast.head)
        place_dispatch(dispatch_id=dispatch.pk)
        _head, proposal = waiting_proposal(cast)
        return [
            page("dispatch", dispatch.pk),
            page("dispatch_progress", dispatch.pk),
            page("send", cast.story.pk),
            page("recall", cast.story.pk),
            page("propose", proposal.story.pk),
            page("take", proposal.pk),
            page("decline", proposal.pk),
            page("take_back", proposal.pk),
        ]

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_another_province_finds_nothing(self, method):
        cast = make_cast()
        urls = self.everything(cast)
        client = client_of(make_member(make_portal("province", name="Tỉnh Khác"), Position.HEAD))

        assert {getattr(client, method)(url).status_code for url in urls} <= {404, 405}
        for name in ("dispatches", "received", "proposals"):
            assert list(client.get(page(name)).context["object_list"]) == []
        assert Dispatch.objects.get().state == DispatchState.OPEN
        assert Proposal.objects.get().state == ProposalState.WAITING

    def test_a_receiving_board_sees_its_own_delivery_and_nobody_elses(self):
        cast = make_cast()
        urls = self.everything(cast)
        client = client_of(make_member(cast.communes[1], Position.HEAD))

        assert {client.get(url).status_code for url in urls} == {404}
        assert [d.portal for d in client.get(page("received")).context["deliveries"]] == [
            cast.communes[1]
        ]

    def test_an_editor_of_the_sender_reads_but_decides_nothing(self):
        cast = make_cast()
        dispatch_url, progress_url, *acts = self.everything(cast)
        client = client_of(make_member(cast.portal, Position.EDITOR))

        assert client.get(dispatch_url).status_code == 200
        assert client.get(progress_url).status_code == 200
        assert {client.post(url).status_code for url in acts} == {404}

    def test_a_post_that_ended_opens_nothing(self):
        cast = make_cast()
        urls = self.everything(cast)
        former = make_member(cast.portal, Position.HEAD, ends_on=date(2024, 1, 1))
        make_member(make_portal(), Position.EDITOR, user=former)

        assert {client_of(former).get(url).status_code for url in urls} == {404}

    def test_somebody_who_is_not_signed_in_is_asked_to(self):
        cast = make_cast()
        client = Client(headers={"host": settings.PORTALS_ADMIN_HOST})

        for url in [*self.everything(cast), page("dispatches"), page("received")]:
            assert client.get(url).status_code == 302

    def test_a_public_host_knows_none_of_these_pages(self):
        cast = make_cast()
        host = cast.portal.site.hostname

        for url in self.everything(cast):
            assert Client(headers={"host": host}).get(url).status_code == 404


class TestMenuAndButtons:
    def home(self, user: User) -> str:
        return text_of(client_of(user).get(reverse("wagtailadmin_home")))

    def test_each_board_is_offered_what_it_needs(self):
        cast = make_cast()
        commune = make_member(cast.communes[0], Position.EDITOR)

        assert page("dispatches") in self.home(cast.head)
        assert page("received") not in self.home(cast.head)
        assert page("received") in self.home(commune)
        assert page("dispatches") not in self.home(commune)

    def test_public_stories_carry_the_acts_of_the_desk(self):
        cast = make_cast()
        draft = make_story(cast.portal)
        url = reverse("wagtailadmin_explore", args=[cast.story.get_parent().pk])

        shown = text_of(client_of(cast.head).get(url))

        assert page("send", cast.story.pk) in shown
        assert page("recall", cast.story.pk) in shown
        assert page("propose", cast.story.pk) not in shown
        assert page("send", draft.pk) not in shown

    def test_a_member_is_offered_to_send_up(self):
        cast = make_cast()
        head = make_member(cast.communes[0], Position.HEAD)
        story = published_story(cast.communes[0])

        shown = text_of(client_of(head).get(reverse("wagtailadmin_pages:edit", args=[story.pk])))

        assert page("propose", story.pk) in shown
        assert page("send", story.pk) not in shown


class TestQueries:
    def count(self, client: Client, url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    @pytest.mark.parametrize("name", ["dispatch", "dispatch_progress", "send", "recall"])
    def test_pages_of_one_story_cost_the_same_at_three_and_thirty_portals(self, name):
        counts = []
        for communes in (2, 29):
            cast = make_cast(communes)
            dispatch = send(cast.story, cast.head)
            place_dispatch(dispatch_id=dispatch.pk)
            subject = dispatch.pk if name.startswith("dispatch") else cast.story.pk
            client = client_of(cast.head)
            self.count(client, page(name, subject))
            counts.append(self.count(client, page(name, subject)))

        assert counts[0] == counts[1]

    @pytest.mark.parametrize("name", ["dispatches", "received", "proposals"])
    def test_lists_cost_the_same_at_one_and_ten_rows(self, name):
        cast = make_cast()
        head = make_member(cast.communes[0], Position.HEAD)
        clients = {
            "dispatches": client_of(cast.head),
            "received": client_of(head),
            "proposals": client_of(cast.head),
        }
        counts = []
        for rows in (1, 9):
            for _ in range(rows):
                story = published_story(cast.portal)
                place_dispatch(dispatch_id=send(story, cast.head).pk)
                propose_story(
                    story=published_story(cast.communes[0]),
                    note="",
                    actor=head,
                    now=timezone.now(),
                )
            self.count(clients[name], page(name))
            counts.append(self.count(clients[name], page(name)))

        assert counts[0] == counts[1]

    def test_the_explorer_asks_the_posts_once_for_all_its_rows(self):
        cast = make_cast()
        url = reverse("wagtailadmin_explore", args=[cast.story.get_parent().pk])
        client = client_of(cast.head)
        counts = []
        for rows in (1, 9):
            for _ in range(rows):
                published_story(cast.portal)
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            counts.append(sum("portals_oversight" in q["sql"] for q in queries))

        assert counts == [1, 1]
