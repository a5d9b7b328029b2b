"""The desk's pages: what they keep from whom, and how many queries they take."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portals.boards.enums import Position
from portals.boards.models import User
from syndication.enums import DispatchState, ProposalState
from syndication.jobs import place_dispatch
from syndication.models import Dispatch, Proposal
from syndication.proposals.actions import propose_story
from tests.factories import make_member, make_portal, make_story, published_story

from .casts import Province, make_cast, send
from .desk import client_of, page, text_of, waiting_proposal

pytestmark = pytest.mark.django_db


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
