"""A recall is proven at every address, whatever is killed or answers wrongly on the way, and certified once."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import ArticlePage, Placement
from portals.boards.enums import Position
from portals.inbox.items import InboxItem
from portals.inbox.queries import items_of
from portals.inbox.reader import InboxReader
from portals.refusals import NotYourOffice
from syndication.adaptations.enums import AdaptationOutcome, SourceEvent
from syndication.adaptations.models import SourceChange
from syndication.jobs import place_dispatch
from syndication.models import Recall
from syndication.recalls.actions import proving
from syndication.recalls.enums import AnswerState, What
from syndication.recalls.inbox import UnprovenRecalls
from syndication.recalls.models import ProvenAddress, RecallCertificate
from syndication.recalls.recalling import recall_story
from tests.factories import make_document, make_image, make_member, picture_block, published_story
from tests.support.visiting import visit
from tests.syndication.adaptations.casts import make_adapting_cast
from tests.syndication.casts import make_cast, send
from tests.syndication.desk import client_of, text_of

from .visitors import Visitors

pytestmark = pytest.mark.django_db

REASON = "Sai số liệu & tên người"


@pytest.fixture
def visitors(monkeypatch):
    made = Visitors()
    monkeypatch.setattr(proving, "fetch_own_all", made)
    return made


@pytest.fixture
def cast():
    cast = make_cast()
    place_dispatch(dispatch_id=send(cast.story, cast.head).pk)
    return cast


def recall(story, actor, **options) -> Recall:
    given = {"kind": RemovalKind.IN_ERROR, "reason": REASON, "now": timezone.now(), **options}
    return recall_story(story=story, actor=actor, **given)


def waiting(user) -> list[InboxItem]:
    return items_of(InboxReader(user=user, now=timezone.now()), [UnprovenRecalls()])


def prove(made: Recall, *, later: timedelta = timedelta()) -> bool:
    """As the job does, without its rests."""
    proof_id = made.proof.pk
    proving.plan_proof(proof_id=proof_id, now=timezone.now())
    while proving.prove_slice(proof_id=proof_id, now=timezone.now() + later):
        pass
    return proving.finish_proof(proof_id=proof_id, now=timezone.now())


class TestTheProof:
    def test_asks_every_address_and_certifies_what_it_found(self, cast, visitors):
        made = recall(cast.story, cast.head)

        assert prove(made)

        rows = ProvenAddress.objects.filter(proof__recall=made)
        assert set(rows.values_list("state", flat=True)) == {AnswerState.RIGHT}
        for portal in [cast.portal, *cast.receivers]:
            whats = set(rows.filter(portal=portal).values_list("what", flat=True))
            assert {What.STORY, What.HOME, What.SECTION, What.FEED} <= whats
            feeds = rows.filter(portal=portal, what=What.FEED).values_list("path", flat=True)
            assert set(feeds) == {"/atom.xml", "/rss.xml", "/feed.json"}
        assert set(rows.filter(what=What.STORY).values_list("status", flat=True)) == {410}
        certificate = RecallCertificate.objects.get()
        content = json.loads(certificate.content)
        assert content["placements_ended"] == 4
        assert len(content["addresses"]) == rows.count()
        assert content["reason"] == REASON
        assert bytes(certificate.pdf).startswith(b"%PDF")

    def test_covers_files_that_nothing_else_offers(self, cast, visitors):
        file, shared = make_document(cast.portal), make_document(cast.portal)
        body = [
            {"type": "file", "value": {"document": one.pk, "title": ""}} for one in (file, shared)
        ]
        story = published_story(cast.portal, body=body)
        published_story(cast.portal, body=body[1:])

        made = recall(story, cast.head)

        assert prove(made)
        asked = ProvenAddress.objects.filter(proof__recall=made, what=What.FILE)
        assert list(asked.values_list("path", flat=True)) == [file.url]

    def test_covers_pictures_that_nothing_else_shows(self, cast, visitors):
        own, shared = make_image(cast.portal), make_image(cast.portal)
        sizes = [own.get_rendition(f"width-{width}|format-webp") for width in (48, 96)]
        shared.get_rendition("width-48|format-webp")
        story = published_story(
            cast.portal, lead_image=own, lead_image_alt="Cầu", body=[picture_block(shared)]
        )
        published_story(cast.portal, lead_image=shared, lead_image_alt="Cầu")

        made = recall(story, cast.head)

        assert prove(made)
        asked = ProvenAddress.objects.filter(proof__recall=made, what=What.PICTURE)
        assert list(asked.values_list("path", "status")) == [(sizes[0].url, 410)]

    def test_repeats_until_every_address_is_right(self, cast, visitors):
        made = recall(cast.story, cast.head)
        home = f"{cast.communes[0].site.hostname}/"
        visitors.still_listed[home] = f'<a href="/tin-tuc/x-{cast.story.pk}/">'
        visitors.broken.add(cast.communes[1].site.hostname)

        assert not prove(made)
        wrong = ProvenAddress.objects.get(hostname=cast.communes[0].site.hostname, path="/")
        assert (wrong.state, wrong.status) == (AnswerState.WRONG, 200)
        assert not RecallCertificate.objects.exists()
        visitors.still_listed.clear()
        visitors.broken.clear()
        visitors.asked.clear()

        assert prove(made, later=timedelta(minutes=1))
        assert visitors.asked.count(home) == 1
        assert f"{cast.portal.site.hostname}/" not in visitors.asked

    def test_is_certified_once_however_often_it_is_run(self, cast, visitors):
        made = recall(cast.story, cast.head)
        prove(made)
        first = RecallCertificate.objects.get()

        assert prove(made)

        assert RecallCertificate.objects.get().signature == first.signature

    def test_asks_again_what_a_killed_worker_claimed(self, cast, visitors):
        made = recall(cast.story, cast.head)
        proof_id = made.proof.pk
        proving.plan_proof(proof_id=proof_id, now=timezone.now())
        claimed = proving._claim(proof_id, timezone.now(), 5)

        assert not prove(made)
        assert {row.pk for row in proving.unsettled(proof_id)} == {row.pk for row in claimed}
        assert prove(made, later=proving.LEASE)

    def test_names_portals_without_an_address(self, cast, visitors):
        made = recall(cast.story, cast.head)
        cast.communes[0].addresses.all().delete()

        assert prove(made)

        (row,) = ProvenAddress.objects.filter(portal=cast.communes[0])
        assert row.state == AnswerState.NO_ADDRESS

    def test_presses_the_desk_when_it_takes_too_long(self, cast, visitors):
        made = recall(cast.story, cast.head, now=timezone.now() - timedelta(minutes=6))
        visitors.broken.add(cast.communes[0].site.hostname)
        prove(made)

        (line,) = waiting(cast.head)
        stranger = make_member(cast.communes[0], Position.HEAD)

        assert line.url == reverse("proof:recall", args=[made.pk])
        assert not waiting(stranger)


class TestARecall:
    def test_withdraws_own_versions_too_and_proves_them(self, visitors):
        cast = make_adapting_cast()
        adaptation = cast.adapt()
        copy = cast.publish(adaptation)

        made = recall(cast.source, cast.head)

        assert not Placement.objects.standing().filter(story__in=[cast.source, copy]).exists()
        assert visit(cast.commune, copy.public_path()).status_code == 410
        change = SourceChange.objects.get()
        assert (change.kind, change.outcome) == (SourceEvent.WITHDRAWN, AdaptationOutcome.ENDED)
        assert prove(made)
        assert made.proof.stories == [cast.source.pk, copy.pk]

    def test_may_leave_own_versions_to_their_boards_flagged(self, visitors):
        cast = make_adapting_cast()
        copy = cast.publish(cast.adapt())

        made = recall(cast.source, cast.head, with_copies=False)

        assert ArticlePage.objects.get(pk=copy.pk).live
        assert SourceChange.objects.get().outcome == ""
        assert made.proof.stories == [cast.source.pk]
        assert prove(made)
        led = made.proof.addresses.filter(portal=cast.commune, what=What.STORY)
        assert {one.status for one in led} == {301}

    def test_of_a_members_story_is_for_the_desk_above_too(self, cast, visitors):
        story = published_story(cast.communes[0])
        other = make_member(cast.communes[1], Position.HEAD)
        with pytest.raises(NotYourOffice):
            recall(story, other)

        made = recall(story, cast.head)

        assert made.portal == cast.portal
        assert not Placement.objects.standing().filter(story=story).exists()


class TestFeeds:
    def test_say_for_a_month_that_the_story_is_gone(self, cast):
        commune = cast.communes[0]
        address = f"{cast.story.public_path()}"
        recall(cast.story, cast.head)

        atom = visit(commune, "/atom.xml").content.decode()
        told = json.loads(visit(commune, "/feed.json").content)

        assert "at:deleted-entry" in atom
        assert address in atom
        assert told["items"] == []
        assert told["_deleted"][0]["id"].endswith(address)
        long_ago = timezone.now() - timedelta(days=31)
        Placement.objects.update(placed_at=long_ago, removed_at=long_ago)
        assert "at:deleted-entry" not in visit(commune, "/atom.xml").content.decode()


class TestThePages:
    def test_lead_from_the_form_to_the_certificate(self, cast, visitors):
        client = client_of(cast.head)
        form = {"kind": "in_error", "reason": REASON, "with_copies": "on"}

        answer = client.post(reverse("syndication:recall", args=[cast.story.pk]), form)
        made = Recall.objects.get()
        assert answer["Location"] == reverse("proof:recall", args=[made.pk])
        assert 'data-waiting="1"' in text_of(client.get(answer["Location"]))
        prove(made)
        shown = text_of(client.get(answer["Location"]))

        assert 'data-waiting="0"' in shown
        assert reverse("proof:certificate_pdf", args=[made.pk]) in shown
        assert reverse("proof:recall", args=[made.pk]) in text_of(
            client.get(reverse("proof:recalls"))
        )
        first, other = cast.communes[:2]
        found = client.get(answer["Location"], {"q": first.name, "state": "right"})
        assert {row.portal for row in found.context["object_list"]} == {first}
        assert other.name not in {row.portal.name for row in found.context["object_list"]}
        assert b"state=right" in found.content
        assert b"q=" in found.content

    def test_ask_again_at_once_what_is_wrong(self, cast, visitors):
        made = recall(cast.story, cast.head)
        visitors.broken.add(cast.communes[0].site.hostname)
        prove(made)
        visitors.broken.clear()

        client_of(cast.head).post(reverse("proof:ask_again", args=[made.pk]))

        assert prove(made)


class TestVerifying:
    @pytest.fixture
    def files(self, cast, visitors, tmp_path):
        made = recall(cast.story, cast.head)
        prove(made)
        client = client_of(cast.head)
        for ending in ("json", "csv"):
            content = client.get(reverse(f"proof:certificate_{ending}", args=[made.pk])).content
            (tmp_path / f"x.{ending}").write_bytes(content)
        return tmp_path / "x.json", tmp_path / "x.csv"

    def test_accepts_what_was_issued(self, files, capsys):
        call_command("verify_certificate", files[0], csv=files[1])

        assert "Genuine" in capsys.readouterr().out

    def test_refuses_a_changed_content(self, files):
        told = json.loads(files[0].read_text())
        told["content"] = told["content"].replace("410", "200", 1)
        files[0].write_text(json.dumps(told))

        with pytest.raises(CommandError, match="does not fit"):
            call_command("verify_certificate", files[0])

    def test_refuses_a_changed_table(self, files):
        rows = list(csv.reader(io.StringIO(files[1].read_text("utf-8-sig"))))
        rows.pop()
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        files[1].write_text(text.getvalue())

        with pytest.raises(CommandError, match="table"):
            call_command("verify_certificate", files[0], csv=files[1])

    def test_refuses_another_key_unless_it_is_named(self, files, settings):
        key = json.loads(files[0].read_text())["public_key"]
        settings.CERTIFICATE_KEY = bytes(32)

        with pytest.raises(CommandError, match="another key"):
            call_command("verify_certificate", files[0])
        call_command("verify_certificate", files[0], key=key)
        settings.CERTIFICATE_FORMER_KEYS = [key]
        call_command("verify_certificate", files[0])

    def test_refuses_what_is_no_certificate(self, tmp_path):
        (tmp_path / "y.json").write_text("{}")
        for name in ("y.json", "absent.json"):
            with pytest.raises(CommandError):
                call_command("verify_certificate", tmp_path / name)
