"""The desk's pages as a signed-in person meets them."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portals.boards.enums import Position
from portals.boards.models import User
from syndication.models import Proposal
from syndication.proposals.actions import propose_story
from tests.factories import make_member, published_story
from tests.walls import desk_client

from .casts import Province


def client_of(user: User) -> Client:
    return desk_client(user)


def page(name: str, *args: int) -> str:
    return reverse(f"syndication:{name}", args=args)


def text_of(response) -> str:
    return response.content.decode()


def waiting_proposal(cast: Province) -> tuple[User, Proposal]:
    head = make_member(cast.communes[0], Position.HEAD)
    story = published_story(cast.communes[0], title="Hội làng Diềm")
    proposal = propose_story(story=story, note="Mời Tỉnh đăng", actor=head, now=timezone.now())
    return head, proposal
