"""Every verb of this floor leaves a line in Wagtail's log, with the hand, the portal concerned and the reason given.

The verbs are found in the source: a new one fails here until a scene below does it, or it is named as the machine's.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any, NamedTuple

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry

import syndication
from editorial.enums import RemovalKind
from editorial.models import SectionType, StoryPage
from portals.boards.enums import Position
from portals.boards.models import User
from portals.models import Portal
from syndication.adaptations.actions.ending import end_copies
from syndication.adaptations.actions.making import adapt_story
from syndication.adaptations.actions.taking import answer_end, compare, take_changes
from syndication.deliveries import objecting
from syndication.deliveries.actions import ignore_deliveries, place_deliveries
from syndication.deliveries.republishing import republish_story
from syndication.dispatches import arranging, duty, urgent
from syndication.dispatches.actions import StoryToSend, dispatch_stories, send_on, undo_dispatches
from syndication.dispatches.deadlines import repeat_now
from syndication.dispatches.nudging import nudge_boards
from syndication.enums import Urgency
from syndication.jobs import place_dispatch
from syndication.models import Delivery
from syndication.placing.receivers import let_editors_receive, stop_editors_receiving
from syndication.proposals import actions as proposing
from syndication.recalls.actions.proving import ask_again
from syndication.recalls.asked import ask_for_recall, decline_recall
from syndication.recalls.recalling import recall_story
from syndication.shared_store.actions.picking import pick_story
from syndication.shared_store.actions.replacing import replace_copy
from tests.factories import make_member, published_story, section_of

from .adaptations.casts import make_adapting_cast, rewrite
from .casts import EVERYBODY, Province, make_cast, place_at_once, send, send_urgent
from .desk import waiting_proposal

pytestmark = pytest.mark.django_db

# What jobs, the clock and signals do, what only reads, and steps inside a verb that logs: they have no hand.
OF_NO_HAND = {
    *("dispatches_to_start", "dispatches_due", "dispatches_to_repeat", "next_try_at"),
    *("pass_deadline", "repeat_failed", "start_dispatch", "section_type_meant"),
    *("place_slice", "lapse_slice", "end_urgent_ones", "receiver_of_proposals"),
    *("follow_in_own_versions", "take_over", "tell_of_the_change", "tell_of_the_end", "end_with"),
    "tell_of_the_note",
    *("compare", "issue_certificate", "canonical", "certificate_content"),
    "settle_by_recall",
    *("open_proof", "plan_proof", "prove_slice", "finish_proof", "unsettled"),
    "files_only_if_kept",
}
# They ask and change nothing, or are steps of a verb that logs.
ONLY_ASK = {
    *("recalling_portal", "copy_files", "copy_images", "record_recall", "ledger_at_issue"),
    *("must_keep_with_reason", "corrections_in", "waiting_for_words"),
    *("ledger_of_recall", "ledger_of_correction"),
    *(
        "who_may_recall",
        "undecided_boards",
        "whom_to_ask",
        "asking_portal",
        "head_represented",
        "receiving_portals",
    ),
}
REASON = "Nêu rõ lý do của việc này"


class Told(NamedTuple):
    """What the log must say of a verb that was done: `reason` only where one is given with it."""

    actor: User
    portal: Portal
    reason: str | None = None


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """The public functions of every module of this floor that holds verbs: one in which something takes an actor."""
    for found in pkgutil.walk_packages(syndication.__path__, "syndication."):
        if ".migrations" in found.name or ".demo" in found.name:
            continue
        module = import_module(found.name)
        public = {
            name: value
            for name, value in vars(module).items()
            if inspect.isfunction(value)
            and value.__module__ == module.__name__
            and not name.startswith("_")
        }
        holds_verbs = ".actions" in found.name or any(map(takes_actor, public.values()))
        yield from (
            (f"{found.name}.{name}", value) for name, value in public.items() if holds_verbs
        )


def takes_actor(function: Callable[..., Any]) -> bool:
    return "actor" in inspect.signature(function).parameters


def verbs() -> dict[str, Callable[..., Any]]:
    return {
        path: verb
        for path, verb in functions()
        if takes_actor(verb) and path.rpartition(".")[2] not in ONLY_ASK
    }


class Scene:
    """A province and its communes, with one act of each kind to be done. Each act returns what the log must say."""

    def __init__(self) -> None:
        self.cast: Province = make_cast(at_once=False)
        self.commune = self.cast.communes[0]
        self.now = timezone.now()
        self.began: tuple[int, int] = (0, 0)

    def head_of(self, portal: Portal, position: Position = Position.HEAD) -> User:
        return make_member(portal, position)

    def begin(self) -> dict[str, Any]:
        """From here on the log is read."""
        self.began = (last(PageLogEntry), last(ModelLogEntry))
        return {"now": self.now}

    def ours(self, reason: str | None = None) -> Told:
        return Told(self.cast.head, self.cast.portal, reason)

    def delivery(self, **options: object) -> Delivery:
        dispatch = send(self.cast.story, self.cast.head, now=self.now, **options)
        return dispatch.deliveries.select_related("portal", "dispatch").get(portal=self.commune)

    def priority(self) -> Delivery:
        return self.delivery(urgency=Urgency.PRIORITY, due_at=self.now + timedelta(days=1))

    def objection(self) -> tuple[Any, User]:
        head = self.head_of(self.commune)
        return objecting.object_to_delivery(
            delivery=self.priority(), reason="Sai", actor=head, now=self.now
        ), head

    def picked(self) -> StoryPage:
        story = published_story(self.commune)
        republish_story(
            story=story, section=section_of(self.cast.portal), actor=self.cast.head, now=self.now
        )
        return story

    # Sending.
    def dispatch_story(self) -> Told:
        send(self.cast.story, self.cast.head, mandate=REASON, **self.begin())
        return self.ours(REASON)

    def dispatch_stories(self) -> Told:
        dispatch_stories(
            orders=[StoryToSend(self.cast.story)], audience=EVERYBODY, due_at=None, mandate=REASON,
            note="", actor=self.cast.head, **self.begin(),
        )  # fmt: skip
        return self.ours(REASON)

    def send_on(self) -> Told:
        story = self.picked()
        send_on(story=story, sender=self.cast.portal, actor=self.cast.head, **self.begin())
        return self.ours()

    def undo_dispatches(self) -> Told:
        planned = send(
            self.cast.story, self.cast.head, now=self.now, starts_at=self.now + timedelta(days=1)
        )
        undo_dispatches(dispatches=[planned], actor=self.cast.head, **self.begin())
        return self.ours()

    def confirm_urgent(self) -> Told:
        asked = send(self.cast.story, self.cast.head, urgency=Urgency.URGENT)
        deputy = self.head_of(self.cast.portal, Position.DEPUTY)
        urgent.confirm_urgent(dispatch=asked, actor=deputy, **self.begin())
        return Told(deputy, self.cast.portal)

    def refuse_urgent(self) -> Told:
        asked = send(self.cast.story, self.cast.head, urgency=Urgency.URGENT)
        deputy = self.head_of(self.cast.portal, Position.DEPUTY)
        urgent.refuse_urgent(dispatch=asked, reason=REASON, actor=deputy, **self.begin())
        return Told(deputy, self.cast.portal, REASON)

    def renew_urgent(self) -> Told:
        dispatch = send_urgent(self.cast)
        urgent.renew_urgent(dispatch=dispatch, actor=self.cast.head, **self.begin())
        return self.ours()

    def end_urgent(self) -> Told:
        dispatch = send_urgent(self.cast)
        urgent.end_urgent(dispatch=dispatch, actor=self.cast.head, **self.begin())
        return self.ours()

    def repeat_now(self) -> Told:
        place_at_once(self.commune)
        section_of(self.commune).delete()
        dispatch = self.delivery().dispatch
        place_dispatch(dispatch_id=dispatch.pk)
        self.now = timezone.now() + timedelta(minutes=1)
        repeat_now(dispatch=dispatch, actor=self.cast.head, **self.begin())
        return self.ours()

    def nudge_boards(self) -> Told:
        dispatch = self.delivery().dispatch
        nudge_boards(dispatch=dispatch, actor=self.cast.head, **self.begin())
        return self.ours()

    # Receiving.
    def place_deliveries(self) -> Told:
        row, head = self.delivery(), self.head_of(self.commune)
        place_deliveries(portal=self.commune, delivery_ids=[row.pk], actor=head, **self.begin())
        return Told(head, self.commune)

    def ignore_deliveries(self) -> Told:
        row, head = self.delivery(), self.head_of(self.commune)
        ignore_deliveries(portal=self.commune, delivery_ids=[row.pk], actor=head, **self.begin())
        return Told(head, self.commune)

    def object_to_delivery(self) -> Told:
        row, head = self.priority(), self.head_of(self.commune)
        objecting.object_to_delivery(delivery=row, reason=REASON, actor=head, **self.begin())
        return Told(head, self.commune, REASON)

    def accept_objection(self) -> Told:
        objection, _head = self.objection()
        objecting.accept_objection(
            objection=objection, answer=REASON, actor=self.cast.head, **self.begin()
        )
        return Told(self.cast.head, self.commune, REASON)

    def refuse_objection(self) -> Told:
        objection, _head = self.objection()
        objecting.refuse_objection(
            objection=objection, answer=REASON, actor=self.cast.head, **self.begin()
        )
        return Told(self.cast.head, self.commune, REASON)

    def republish_story(self) -> Told:
        head = self.head_of(self.commune)
        republish_story(
            story=self.cast.story, section=section_of(self.commune), actor=head, **self.begin()
        )
        return Told(head, self.commune)

    # Arranging.
    def change_rules(self) -> Told:
        head, cell = self.head_of(self.commune), arranging.RuleCell(None, None)
        arranging.change_rules(portal=self.commune, add=[cell], drop=[], actor=head, **self.begin())
        return Told(head, self.commune)

    def add_rule(self) -> Told:
        head = self.head_of(self.commune)
        arranging.add_rule(
            portal=self.commune, sender=None, section_type=None, actor=head, **self.begin()
        )
        return Told(head, self.commune)

    def drop_rule(self) -> Told:
        head, rule = self.head_of(self.commune), place_at_once(self.commune)
        arranging.drop_rule(rule=rule, actor=head, **self.begin())
        return Told(head, self.commune)

    def choose_section(self) -> Told:
        head = self.head_of(self.commune)
        arranging.choose_section(
            portal=self.commune, section_type=SectionType.objects.get(pk="tin-tuc"),
            section=section_of(self.commune, "chi-dao"), actor=head, **self.begin(),
        )  # fmt: skip
        return Told(head, self.commune)

    def _list(self, **given: Any) -> Any:
        return arranging.keep_list(
            owner=self.cast.portal, name="Ven sông", portal_ids=[self.commune.pk],
            actor=self.cast.head, **given,
        )  # fmt: skip

    def keep_list(self) -> Told:
        self._list(**self.begin())
        return self.ours()

    def drop_list(self) -> Told:
        kept = self._list(now=self.now)
        arranging.drop_list(portal_list=kept, actor=self.cast.head, **self.begin())
        return self.ours()

    def _shift(self, hours: int, **given: Any) -> Any:
        return duty.plan_shift(
            portal=self.cast.portal, user=self.cast.head, actor=self.cast.head,
            starts_at=self.now + timedelta(hours=hours),
            ends_at=self.now + timedelta(hours=9), **given,
        )  # fmt: skip

    def plan_shift(self) -> Told:
        self._shift(1, **self.begin())
        return self.ours()

    def drop_shift(self) -> Told:
        shift = self._shift(1, now=self.now)
        duty.drop_shift(shift=shift, actor=self.cast.head, **self.begin())
        return self.ours()

    def hand_over(self) -> Told:
        shift = self._shift(-1, now=self.now)
        duty.hand_over(shift=shift, text="Hết việc", actor=self.cast.head, **self.begin())
        return self.ours()

    def take_over_duty(self) -> Told:
        shift = self._shift(-1, now=self.now)
        duty.hand_over(shift=shift, text="Hết việc", actor=self.cast.head, now=self.now)
        deputy = self.head_of(self.cast.portal, Position.DEPUTY)
        duty.take_over_duty(shift=shift, actor=deputy, **self.begin())
        return Told(deputy, self.cast.portal)

    # Up and across.
    def propose_story(self) -> Told:
        story, head = published_story(self.commune), self.head_of(self.commune)
        proposing.propose_story(story=story, note=REASON, actor=head, **self.begin())
        return Told(head, self.commune, REASON)

    def take_proposal(self) -> Told:
        _head, proposal = waiting_proposal(self.cast)
        section = section_of(self.cast.portal)
        proposing.take_proposal(
            proposal=proposal, section=section, actor=self.cast.head, **self.begin()
        )
        return self.ours()

    def decline_proposal(self) -> Told:
        _head, proposal = waiting_proposal(self.cast)
        proposing.decline_proposal(
            proposal=proposal, reason=REASON, actor=self.cast.head, **self.begin()
        )
        return self.ours(REASON)

    def withdraw_proposal(self) -> Told:
        head, proposal = waiting_proposal(self.cast)
        proposing.withdraw_proposal(proposal=proposal, actor=head, **self.begin())
        return Told(head, self.commune)

    def pick_story(self) -> Told:
        pick_story(
            story=published_story(self.commune), section=section_of(self.cast.portal),
            sends_on=False, actor=self.cast.head, **self.begin(),
        )  # fmt: skip
        return self.ours()

    def replace_copy(self) -> Told:
        text = " ".join(
            f"Câu số {number} kể về buổi khai mạc lễ hội làng bên sông với trò chơi thứ {number}."
            for number in range(40)
        )
        told = {"title": "Hội làng", "body": [{"type": "text", "value": f"<p>{text}</p>"}]}
        original, copy = (published_story(one, **told) for one in self.cast.communes)
        head = self.head_of(self.cast.communes[1])
        self.now = timezone.now()
        replace_copy(copy=copy, original=original, actor=head, **self.begin())
        return Told(head, self.cast.communes[1])

    # Recalls.
    def recall_story(self) -> Told:
        recall_story(
            story=self.cast.story, kind=RemovalKind.IN_ERROR, reason=REASON,
            actor=self.cast.head, **self.begin(),
        )  # fmt: skip
        return self.ours(REASON)

    def let_editors_receive(self) -> Told:
        let_editors_receive(portal=self.cast.portal, actor=self.cast.head, **self.begin())
        return self.ours()

    def stop_editors_receiving(self) -> Told:
        let_editors_receive(portal=self.cast.portal, actor=self.cast.head, now=self.now)
        stop_editors_receiving(portal=self.cast.portal, actor=self.cast.head, **self.begin())
        return self.ours()

    def ask_for_recall(self) -> Told:
        secretary = self.head_of(self.cast.portal, Position.SECRETARY)
        ask_for_recall(story=self.cast.story, reason=REASON, actor=secretary, **self.begin())
        return Told(secretary, self.cast.portal, REASON)

    def decline_recall(self) -> Told:
        request = ask_for_recall(
            story=self.cast.story, reason="Sai", actor=self.cast.head, now=self.now
        )
        decline_recall(request=request, answer=REASON, actor=self.cast.head, **self.begin())
        return self.ours(REASON)

    def ask_again(self) -> Told:
        recall = recall_story(
            story=self.cast.story, kind=RemovalKind.IN_ERROR, reason="Sai",
            actor=self.cast.head, now=self.now,
        )  # fmt: skip
        ask_again(recall=recall, actor=self.cast.head, **self.begin())
        return self.ours()

    # Own versions.
    def adapt_story(self) -> Told:
        head = self.head_of(self.commune)
        adapt_story(
            source=self.cast.story, section=section_of(self.commune), actor=head, **self.begin()
        )
        return Told(head, self.commune)

    def take_changes(self) -> Told:
        made = make_adapting_cast()
        adaptation = made.adapt()
        rewrite(made.source, title="Tên mới")
        mark = compare(adaptation).mark
        take_changes(
            adaptation=adaptation, taken={"title"}, kept=set(), mark=mark, actor=made.editor,
            reason=REASON, **self.begin(),
        )  # fmt: skip
        return Told(made.editor, made.commune, REASON)

    def answer_end(self) -> Told:
        made = make_adapting_cast()
        adaptation = made.adapt()
        made.publish(adaptation)
        recall_story(
            story=made.source, kind=RemovalKind.IN_ERROR, reason="Sai", actor=made.head,
            now=self.now, with_copies=False,
        )  # fmt: skip
        answer_end(
            adaptation=adaptation, keep=True, reason=REASON, actor=made.chief, **self.begin()
        )
        return Told(made.chief, made.commune, REASON)

    def end_copies(self) -> Told:
        made = make_adapting_cast()
        made.publish(made.adapt())
        end_copies(
            source=made.source, kind=RemovalKind.IN_ERROR, reason=REASON, actor=made.head,
            **self.begin(),
        )  # fmt: skip
        return Told(made.head, made.commune, REASON)


def last(model: type[PageLogEntry | ModelLogEntry]) -> int:
    return model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def lines_since(began: tuple[int, int]) -> list[PageLogEntry | ModelLogEntry]:
    pages, others = began
    return [
        *PageLogEntry.objects.filter(pk__gt=pages),
        *ModelLogEntry.objects.filter(pk__gt=others),
    ]


@pytest.mark.parametrize("path", sorted(verbs()))
def test_a_verb_says_who_for_which_portal_and_why(path: str) -> None:
    name = path.rpartition(".")[2]
    scene = Scene()
    assert hasattr(scene, name), f"{path} is a verb that no scene here does: add one"

    told: Told = getattr(scene, name)()

    lines = lines_since(scene.began)
    assert lines, f"{path} left no line"
    assert {line.user for line in lines} == {told.actor}, "every line has the hand"
    of_portal = [line for line in lines if line.data.get("portal") == told.portal.pk]
    assert of_portal, f"no line of {path} names the portal"
    if told.reason is not None:
        assert told.reason in {line.data.get("reason") for line in of_portal}


def test_what_takes_a_reason_is_asked_for_it_above() -> None:
    """A verb with a reason whose scene expects none would let it be lost."""
    takes_one = {
        path.rpartition(".")[2]
        for path, verb in verbs().items()
        if {"reason", "answer", "mandate"} & set(inspect.signature(verb).parameters)
    }

    expected = {name for name in takes_one if "REASON" in inspect.getsource(getattr(Scene, name))}

    assert takes_one == expected


def test_what_has_no_hand_is_named_here() -> None:
    """A new verb takes its actor, or is added to those that only the machine does."""
    without = {path for path, verb in functions() if path not in verbs()}

    unknown = {path for path in without if path.rpartition(".")[2] not in OF_NO_HAND | ONLY_ASK}

    assert unknown == set()
    assert len(verbs()) > 30
