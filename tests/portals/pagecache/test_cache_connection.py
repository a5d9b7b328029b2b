"""The event loop's one connection to the cache server, on the real server."""

import asyncio

import pytest

from portals.pagecache.cache_connection import CacheConnection
from portals.pagecache.valkey import Unreachable

from .visiting import on_the_loop


@pytest.fixture
def connection():
    made = CacheConnection(seconds=5)
    yield made
    made.close()


async def session_of(connection):
    async def itself(session):
        return session

    return await connection.run(itself)


def test_those_who_ask_in_one_turn_go_together_and_hear_their_own_reply(connection, monkeypatch):
    async def ask():
        session = await session_of(connection)
        sent = []
        write = session._transport.write
        monkeypatch.setattr(session, "_transport", Heard(write, sent))
        many = [session.call(("ECHO", str(number)), ("ECHO", f"{number}!")) for number in range(5)]
        return len(sent), await asyncio.gather(*many), len(sent)

    before, replies, after = on_the_loop(ask())
    assert (before, after) == (0, 1)
    assert replies == [[str(number).encode(), f"{number}!".encode()] for number in range(5)]


def test_one_who_asks_later_is_not_left_behind(connection):
    async def ask():
        session = await session_of(connection)
        first = await session.call(("ECHO", "a"))
        await asyncio.sleep(0)
        return first, await session.call(("ECHO", "b"))

    assert on_the_loop(ask()) == ([b"a"], [b"b"])


def test_a_connection_cut_before_anything_was_sent_fails_for_all(connection):
    async def ask():
        session = await session_of(connection)
        waiting = [asyncio.ensure_future(session.call(("ECHO", "a"))) for _ in range(2)]
        # Their first step has run, and the turn in which they are sent has not come.
        await asyncio.sleep(0)
        session.close("cut by the test")
        return await asyncio.gather(*waiting, return_exceptions=True)

    assert [type(outcome) for outcome in on_the_loop(ask())] == [Unreachable, Unreachable]


class Heard:
    """A transport that remembers how often something was written."""

    def __init__(self, write, sent):
        self._write, self._sent = write, sent

    def write(self, data):
        self._sent.append(data)
        self._write(data)

    def abort(self):
        pass
