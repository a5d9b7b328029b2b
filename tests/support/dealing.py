"""The order of a run: each worker begins with its part of what takes longest, and none waits for that at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence

# By what they take, longest first: whole files, since their tests share what they build.
LONGEST = (
    "tests/test_walls.py",
    "tests/test_demo.py",
    "tests/portals/operations/test_bench.py",
    "tests/upgrades/test_rolling.py",
    "tests/test_fuzz.py",
    "tests/upgrades/test_old_data.py",
    "tests/portals/services/test_services.py",
    "tests/test_public_walls.py",
    "tests/journeys/test_public_pages.py",
    "tests/journeys/test_a_story_travels.py",
    "tests/editorial/appearance/test_home_links.py",
    "tests/editorial/public/test_markup.py",
    "tests/editorial/public/test_public_pages.py",
)


def dealt[T](items: Sequence[T], *, file_of: Callable[[T], str], workers: int) -> list[T]:
    """Return the items so that each worker's part, as `--dist worksteal` first cuts them, begins with long ones."""
    long = {file: [item for item in items if file_of(item) == file] for file in LONGEST}
    others = [item for item in items if file_of(item) not in long]
    hands: list[list[T]] = [[] for _ in range(workers)]
    for number, some in enumerate(filter(None, long.values())):
        hands[number % workers] += some
    order: list[T] = []
    for number, hand in enumerate(hands):
        size = (len(items) - len(order)) // (workers - number)
        taken, others = others[: max(0, size - len(hand))], others[max(0, size - len(hand)) :]
        order += hand + taken
    return order + others
