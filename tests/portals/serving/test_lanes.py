"""Waiting for a place: in order, not for long, not behind too many."""

import asyncio

from portals.serving.lanes import Lane
from tests.portals.pagecache.visiting import on_the_loop


def test_whoever_comes_when_too_many_wait_is_told_at_once():
    async def all_at_once():
        lane, done = Lane(1, most_waiting=2), asyncio.Event()
        told = []

        async def come(number):
            async with lane.turn() as its_turn:
                told.append((number, its_turn))
                if its_turn:
                    await done.wait()

        everybody = [asyncio.create_task(come(number)) for number in range(4)]
        while (3, False) not in told:
            await asyncio.sleep(0)
        at_first = list(told)
        done.set()
        await asyncio.gather(*everybody)
        return at_first, told[2:]

    at_first, later = on_the_loop(all_at_once())
    assert at_first == [(0, True), (3, False)]
    assert later == [(1, True), (2, True)]


def test_nobody_waits_for_ever():
    async def wait():
        lane = Lane(1, seconds=0.01)
        async with lane.turn(), lane.turn() as its_turn:
            return its_turn, lane.waiting

    assert on_the_loop(wait()) == (False, 0)
