"""pyHanko in a thread of its own: it begins an event loop, which a thread that runs one already refuses."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import wraps


def in_own_thread[**GivenT, ResultT](
    function: Callable[GivenT, ResultT],
) -> Callable[GivenT, ResultT]:
    """Have each call of `function` run beside its caller, who waits; what it raises is raised there."""

    @wraps(function)
    def beside(*args: GivenT.args, **kwargs: GivenT.kwargs) -> ResultT:
        with ThreadPoolExecutor(max_workers=1) as own:
            return own.submit(function, *args, **kwargs).result()

    return beside
