"""What the desk's pages say before a form is filled in, and where there is none to fill in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from editorial.enums import RemovalKind
from portals.addresses import main_origin
from portals.boards.enums import Position
from syndication.enums import ProposalState
from syndication.models import Dispatch, Proposal
from syndication.proposals.actions import decline_proposal, propose_story, take_proposal
from syndication.recalls.recalling import recall_story
from tests.factories import make_member, make_story, published_story, section_of
from tests.syndication.casts import make_cast
from tests.syndication.desk import client_of, page, text_of, waiting_proposal

pytestmark = pytest.mark.django_db
FORM = 'id="w-editor-form"'


class TestTheDueTime:
    def test_it_is_typed_in_the_browsers_own_control_and_meant_in_bac_ninh(self):
        cast = make_cast()
        client = client_of(cast.head)
        assert 'type="datetime-local"' in text_of(client.get(page("send", cast.story.pk)))

        client.post(
            page("send", cast.story.pk),
            {"audience": "all", "due_at": "2099-01-02T08:00", "confirm": "1"},
        )

        assert Dispatch.objects.get().due_at == datetime(2099, 1, 2, 1, 0, tzinfo=UTC)

    def test_one_in_the_past_is_refused_before_anything_is_confirmed(self):
        cast = make_cast()

        answer = client_of(cast.head).post(
            page("send", cast.story.pk), {"audience": "all", "due_at": "2020-01-02T08:00"}
        )

        assert "due_at" in answer.context["form"].errors
        assert "receivers_meant" not in answer.context


class TestTheConfirmation:
    def test_it_repeats_what_was_typed_and_keeps_its_buttons_above_the_names(self):
        cast = make_cast()
        typed = {
            "audience": "tier",
            "tier": "commune",
            "due_at": "2099-01-02T08:00",
            "mandate": "Công văn 12/UBND",
            "note": "Đăng trong ngày",
        }

        answer = client_of(cast.head).post(page("send", cast.story.pk), typed)

        shown = text_of(answer)
        assert answer.context["audience_in_words"].endswith("(2)")
        for fact in ("02/01/2099 08:00", "<dd>Công văn 12/UBND</dd>", "<dd>Đăng trong ngày</dd>"):
            assert fact in shown
        names = shown.index(f"<li>{cast.communes[0].name}")
        assert shown.index('name="confirm"') < shown.index('name="change"') < names
        assert "footer__container" not in shown


class TestReadingBeforeDeciding:
    @pytest.mark.parametrize("name", ["proposals", "take", "decline"])
    def test_the_story_is_linked_where_it_is_public(self, name):
        cast = make_cast()
        _head, proposal = waiting_proposal(cast)
        address = f"{main_origin(proposal.sender)}{proposal.story.public_path()}"
        arguments = [] if name == "proposals" else [proposal.pk]

        shown = text_of(client_of(cast.head).get(page(name, *arguments)))

        assert f'href="{address}"' in shown


class TestNothingLeftToDo:
    def assert_no_form(self, client, url: str) -> str:
        for answer in (client.get(url), client.post(url, {"reason": "Lý do", "confirm": "1"})):
            assert answer.status_code == 200
            assert FORM not in text_of(answer)
            assert answer.context["situation"]
        return str(answer.context["situation"])

    def test_a_draft_is_not_sent(self):
        cast = make_cast()
        draft = make_story(cast.portal)

        self.assert_no_form(client_of(cast.head), page("send", draft.pk))

        assert not Dispatch.objects.exists()

    @pytest.mark.parametrize("name", ["take", "decline"])
    def test_a_decided_proposal_is_not_decided_again(self, name):
        cast = make_cast()
        _head, proposal = waiting_proposal(cast)
        decline_proposal(
            proposal=proposal, reason="Trùng nội dung", actor=cast.head, now=timezone.now()
        )

        said = self.assert_no_form(client_of(cast.head), page(name, proposal.pk))

        assert "Trùng nội dung" in said
        proposal.refresh_from_db()
        assert proposal.state == ProposalState.DECLINED

    def test_the_sender_takes_back_nothing_that_was_taken(self):
        cast = make_cast()
        head, proposal = waiting_proposal(cast)
        section = section_of(cast.portal)
        take_proposal(proposal=proposal, section=section, actor=cast.head, now=timezone.now())

        self.assert_no_form(client_of(head), page("take_back", proposal.pk))
        self.assert_no_form(client_of(head), page("propose", proposal.story_id))

    def test_a_story_that_waits_above_is_not_sent_up_again(self):
        cast = make_cast()
        head, proposal = waiting_proposal(cast)

        said = self.assert_no_form(client_of(head), page("propose", proposal.story_id))

        assert cast.portal.title in said
        assert Proposal.objects.count() == 1

    def test_a_declined_story_may_be_sent_up_again(self):
        cast = make_cast()
        head, proposal = waiting_proposal(cast)
        decline_proposal(proposal=proposal, reason="Chờ ảnh", actor=cast.head, now=timezone.now())

        assert FORM in text_of(client_of(head).get(page("propose", proposal.story_id)))

    def test_a_recalled_story_is_recalled_and_offered_no_more(self):
        cast = make_cast()
        commune = cast.communes[0]
        head = make_member(commune, Position.HEAD)
        story = published_story(commune)
        proposal = propose_story(story=story, note="", actor=head, now=timezone.now())
        recall_story(
            story=story,
            kind=RemovalKind.IN_ERROR,
            reason="Sai số liệu",
            actor=head,
            now=timezone.now(),
        )

        assert "Sai số liệu" in self.assert_no_form(client_of(head), page("recall", story.pk))
        self.assert_no_form(client_of(head), page("propose", story.pk))
        self.assert_no_form(client_of(cast.head), page("take", proposal.pk))


class TestRecalling:
    def test_its_last_button_is_red(self):
        cast = make_cast()

        shown = text_of(client_of(cast.head).get(page("recall", cast.story.pk)))

        assert '<button type="submit" class="button serious">' in shown
