"""Waiting for a place: in order, not for long, not behind too many."""

import asyncio

import pytest

from portals.serving.lanes import Lane
from tests.portals.pagecache.visiting import on_the_loop


def test_whoever_comes_when_too_many_wait_is_told_at_once():
    async def all_at_once():
        lane, done = Lane(1, most_waiting=2), asyncio.Event()
        told = []

        async def come(number):
            async with lane.turn(f"10.0.0.{number}") as its_turn:
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
        async with lane.turn(""), lane.turn("") as its_turn:
            return its_turn, lane.waiting

    assert on_the_loop(wait()) == (False, 0)


def served_in_order(come: list[str], *, most_waiting: int = 8) -> tuple[list[str], list[str]]:
    """Return who was served, in order, and who was sent away, where all came while the one place was taken."""

    async def all_at_once():
        lane, done = Lane(1, most_waiting=most_waiting), asyncio.Event()
        served, sent_away = [], []

        async def holds_it():
            async with lane.turn("first"):
                await done.wait()

        async def wants_it(network):
            async with lane.turn(network) as its_turn:
                (served if its_turn else sent_away).append(network)

        tasks = [asyncio.create_task(holds_it())]
        tasks += [asyncio.create_task(wants_it(network)) for network in come]
        await asyncio.sleep(0)
        done.set()
        await asyncio.gather(*tasks)
        assert lane.waiting == 0
        async with lane.turn("afterwards") as its_turn:
            assert its_turn
        return served, sent_away

    return on_the_loop(all_at_once())


def test_a_flood_from_one_network_lets_the_others_past():
    flood = ["flood"] * 5
    served, sent_away = served_in_order([*flood, "office", "home"], most_waiting=20)
    assert served == ["flood", "office", "home", *["flood"] * 4]
    assert sent_away == []


def test_one_network_may_fill_the_line_and_makes_room_for_others():
    served, sent_away = served_in_order(["flood"] * 4, most_waiting=4)
    assert (len(served), sent_away) == (4, [])
    served, sent_away = served_in_order(
        [*["flood"] * 4, "office", "home", "office"], most_waiting=4
    )
    assert sorted(sent_away) == ["flood", "flood", "office"]
    assert served == ["flood", "office", "home", "flood"]


def test_all_networks_together_fill_the_line():
    served, sent_away = served_in_order([f"10.0.0.{number}" for number in range(5)], most_waiting=4)
    assert sent_away == ["10.0.0.4"]
    assert len(served) == 4


def test_a_place_given_up_in_the_moment_it_was_handed_over_goes_on():
    async def play():
        lane = Lane(1)
        holding = lane.turn("a")
        await holding.__aenter__()

        async def wait(network):
            async with lane.turn(network) as its_turn:
                return its_turn

        gives_up = asyncio.create_task(wait("b"))
        next_one = asyncio.create_task(wait("c"))
        await asyncio.sleep(0)
        await holding.__aexit__(None, None, None)
        gives_up.cancel()
        return await next_one

    assert on_the_loop(play()) is True


@pytest.mark.parametrize("others", [["b", "c"], ["b"], ["c"], []])
def test_a_place_that_falls_free_in_the_moment_one_gave_up_goes_on(others):
    async def play():
        lane = Lane(1)
        holding = lane.turn("a")
        await holding.__aenter__()

        async def wait(network):
            async with lane.turn(network) as its_turn:
                return its_turn

        gives_up, *waiting = [asyncio.create_task(wait(network)) for network in ["b", *others]]
        await asyncio.sleep(0)
        gives_up.cancel()
        await holding.__aexit__(None, None, None)
        served = await asyncio.gather(*waiting)
        await asyncio.gather(gives_up, return_exceptions=True)
        return served, lane.waiting, len(lane._lines), await wait("later")

    assert on_the_loop(play()) == ([True] * len(others), 0, 0, True)


def test_nothing_is_lost_however_many_give_up():
    """Each waits for about as long as a place needs to fall free, so both come in one step again and again."""

    async def play():
        lane = Lane(2, seconds=0.002)

        async def visit(number):
            async with lane.turn(str(number % 3)) as its_turn:
                if its_turn:
                    await asyncio.sleep(0.001)

        await asyncio.gather(*(visit(number) for number in range(400)))
        return lane._free, lane.waiting, len(lane._lines)

    assert on_the_loop(play()) == (2, 0, 0)


def test_who_gives_up_leaves_the_line():
    async def play():
        lane = Lane(1, most_waiting=4)

        async def wait():
            async with lane.turn("b"):
                pass

        async with lane.turn("a"):
            for _time in range(3):
                one = asyncio.create_task(wait())
                await asyncio.sleep(0)
                one.cancel()
                await asyncio.gather(one, return_exceptions=True)
            return lane.waiting, len(lane._lines)

    assert on_the_loop(play()) == (0, 0)
