"""Cases by hand for paragraphs 9 and 10: the end, the order of events, the state at a query."""

from __future__ import annotations

from tests.portals.accountability.oracle.telling import (
    announce,
    answer,
    ask,
    body_closes,
    case,
    close,
    extend,
    merge,
    request,
    transfer,
    withdraw,
)

OF_ENDS = [
    case(
        "9.1: closed at the due moment",
        request("02 08:00", wd=1),
        "03 17:00",
        [(close("03 17:00"), "accepted", "03 17:00")],
        {"03 16:59": "on_time", "03 17:00": "closed_on_time", "31 08:00": "closed_on_time"},
    ),
    case(
        "9.1: closed a minute after it",
        request("02 08:00", wd=1),
        "03 17:00",
        [(close("03 17:01"), "accepted", "03 17:00")],
        {"03 17:01": "closed_late"},
    ),
    case(
        "9.1, 9.2: closed in a pause",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (ask("03 16:59"), "accepted", None),
            (close("20 08:00"), "accepted", None),
            (answer("20 09:00"), "ignored", None),
        ],
        {"20 07:59": "paused", "20 09:00": "closed_on_time"},
    ),
    case(
        "9.1, 9.2: withdrawn, and all that comes after",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (withdraw("05 08:00"), "accepted", "03 17:00"),
            (ask("05 08:00"), "ignored", "03 17:00"),
            (answer("05 09:00"), "ignored", "03 17:00"),
            (extend("05 09:00", 1), "ignored", "03 17:00"),
            (extend("05 09:00", 9), "ignored", "03 17:00"),
            (transfer("05 09:00", "B"), "ignored", "03 17:00"),
            (body_closes("05 09:00", "B"), "ignored", "03 17:00"),
            (merge("05 09:00", request("02 07:00", wd=5)), "ignored", "03 17:00"),
            (announce("05 09:00", off="03"), "ignored", "03 17:00"),
            (close("05 09:00"), "ignored", "03 17:00"),
            (withdraw("05 09:00"), "ignored", "03 17:00"),
        ],
        {"05 07:59": "overdue 2", "05 08:00": "withdrawn", "06 08:00": "withdrawn"},
    ),
    case(
        "9.1, 9.2: withdrawn in a pause",
        request("02 08:00", wd=1),
        "03 17:00",
        [(ask("03 08:00"), "accepted", None), (withdraw("03 09:00"), "accepted", None)],
        {"03 09:00": "withdrawn"},
    ),
    case(
        "10.1: in its minute an announcement stands first, wherever it is listed",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            # Tuesday is off by then, Wednesday remains.
            (ask("03 17:00"), "accepted", None),
            (announce("03 17:00", off="03"), "accepted", "04 17:00"),
            (answer("03 18:00"), "accepted", "04 17:00"),
        ],
    ),
    case(
        "10.1: in one minute, in the order listed",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (ask("03 17:00"), "refused", "03 17:00"),
            (transfer("03 17:00", "C"), "accepted", "03 17:30"),
            (ask("03 17:00"), "accepted", None),
            (close("03 17:00"), "accepted", None),
            (extend("03 17:00", 1), "ignored", None),
        ],
    ),
    case(
        "10.1: a query sees the events of its minute",
        request("02 08:00", wd=1),
        "03 17:00",
        [(ask("03 10:00"), "accepted", None), (answer("03 10:00"), "accepted", "03 17:00")],
        {"03 09:59": "on_time", "03 10:00": "on_time", "02 08:00": "on_time"},
    ),
    case(
        "10.2: overdue by working days later than the due day",
        request("05 08:00", wd=1),
        "06 17:00",
        [],
        {
            "06 17:01": "overdue 0",
            "06 23:59": "overdue 0",
            "07 12:00": "overdue 0",
            "08 23:59": "overdue 0",
            "09 00:00": "overdue 1",
            "09 23:59": "overdue 1",
            "10 00:00": "overdue 2",
            "15 12:00": "overdue 5",
        },
    ),
    case(
        "10.2: a swap day counts, a holiday does not",
        request("05 08:00", wd=1),
        "06 17:00",
        [],
        {"07 00:00": "overdue 1", "09 12:00": "overdue 1", "10 12:00": "overdue 2"},
        off="09",
        work="07",
    ),
    case(
        "10.2: by the table known today",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (announce("05 13:00", off="04"), "accepted", "03 17:00"),
            (announce("09 08:00", work="08"), "accepted", "03 17:00"),
        ],
        # Thursday, Friday, Monday; on Monday the Sunday too.
        {
            "05 12:59": "overdue 2",
            "05 13:00": "overdue 1",
            "09 07:59": "overdue 3",
            "09 08:00": "overdue 4",
        },
    ),
]
