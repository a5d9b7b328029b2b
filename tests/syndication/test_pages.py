"""The desk's pages: what they show, what they keep of what was typed, and what they do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.models import ModelLogEntry

from editorial.models import Placement
from editorial.placements.actions import take_down
from portals.admin_kit.exports import cut_off
from portals.boards.enums import Position
from syndication.dispatches import sending_views
from syndication.dispatches import views as dispatches
from syndication.dispatches.actions import UnableToDispatch, start_dispatch
from syndication.enums import DispatchState, ProposalState
from syndication.jobs import place_dispatch
from syndication.models import Dispatch, Proposal, Recall
from tests.factories import make_member, make_portal, published_story, section_of

from .casts import make_cast, send
from .desk import client_of, page, text_of, waiting_proposal

pytestmark = pytest.mark.django_db


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
            "due_at": "2099-01-02T08:00",
        }

        confirmation = client.post(page("send", cast.story.pk), typed)
        assert not Dispatch.objects.exists()
        assert cast.communes[0].name in text_of(confirmation)
        assert f"{cast.district.name} ({cast.portal.name})" not in text_of(confirmation)
        sent = client.post(page("send", cast.story.pk), {**typed, "confirm": "1"})

        dispatch = Dispatch.objects.get()
        assert sent.url == page("dispatch", dispatch.pk)
        assert dispatch.mandate == "Công văn 12/UBND"
        assert dispatch.due_at.year == 2099
        assert not dispatch.deliveries.exists()
        start_dispatch(dispatch_id=dispatch.pk, now=timezone.now() + timedelta(minutes=1))
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

    def test_what_the_verb_refuses_is_said_above_the_form(self, monkeypatch):
        cast = make_cast()

        def refuse(**_: object) -> None:
            raise UnableToDispatch("Tin này vừa bị gỡ.")

        monkeypatch.setattr(sending_views, "dispatch_stories", refuse)
        answer = client_of(cast.head).post(
            page("send", cast.story.pk), {"audience": "all", "note": "Ghi chú", "confirm": "1"}
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

    def test_it_is_taken_away_with_a_line_where_it_was_cut_and_that_is_logged(self, monkeypatch):
        cast = make_cast()
        dispatch = send(cast.story, cast.head)
        address = reverse("syndication:dispatch_export", args=[dispatch.pk, "csv"])
        client = client_of(cast.head)

        whole = text_of(client.get(address)).strip().splitlines()
        monkeypatch.setattr(dispatches.DispatchPage, "most_exported", 2)
        cut = text_of(client.get(address)).strip().splitlines()

        assert len(whole) == 1 + len(cast.receivers)
        assert cut[:3] == whole[:3]
        said = gettext("Narrow the board by its filters for the rest.")
        assert cut[3:] == [cut_off(2, said)]
        noted = ModelLogEntry.objects.filter(action="journal.table", user=cast.head)
        assert sorted(entry.data["rows"] for entry in noted) == [2, 3]

    def test_it_shows_one_state_alone(self):
        cast = make_cast(communes=1)
        section_of(cast.communes[0]).delete()
        dispatch = send(cast.story, cast.head)
        place_dispatch(dispatch_id=dispatch.pk)

        answer = client_of(cast.head).get(page("dispatch", dispatch.pk), {"nhom": "loi"})

        assert [d.portal for d in answer.context["deliveries"]] == [cast.communes[0]]
        assert answer.context["deliveries"][0].reason in text_of(answer)

    def test_a_portal_that_took_the_story_down_says_so_and_has_no_link(self):
        cast = make_cast()
        dispatch = send(cast.story, cast.head)
        place_dispatch(dispatch_id=dispatch.pk)
        take_down(
            placement=Placement.objects.get(portal=cast.communes[0], story=cast.story),
            reason="Không liên quan đến địa bàn.",
            actor=make_member(cast.communes[0], Position.SECRETARY),
            now=timezone.now(),
        )

        shown = text_of(client_of(cast.head).get(page("dispatch", dispatch.pk)))

        assert shown.count(gettext("Taken down from this portal")) == 1
        assert "Không liên quan đến địa bàn." in shown

        assert f"//{cast.communes[0].site.hostname}" not in shown
        assert f"//{cast.communes[1].site.hostname}" in shown

    def test_only_those_who_may_recall_are_offered_it(self):
        cast = make_cast()
        dispatch = send(cast.story, cast.head)
        url = page("recall", cast.story.pk)

        assert url in text_of(client_of(cast.head).get(page("dispatch", dispatch.pk)))
        editor = client_of(make_member(cast.portal, Position.EDITOR))
        assert url not in text_of(editor.get(page("dispatch", dispatch.pk)))
        # The secretary is told who may, and asks for it.
        secretary = client_of(make_member(cast.portal, Position.SECRETARY))
        shown = text_of(secretary.get(page("dispatch", dispatch.pk)))
        assert url not in shown
        assert page("ask_recall", cast.story.pk) in shown
        assert str(cast.head) in shown


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

        recall = Recall.objects.get()
        assert answer.redirect_chain[0][0] == reverse("proof:recall", args=[recall.pk])
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
