"""Cases by hand for paragraphs 6 and 7: a case passes into other hands, and merges with another."""

from __future__ import annotations

from tests.portals.accountability.oracle.telling import (
    announce,
    answer,
    ask,
    body_closes,
    case,
    extend,
    merge,
    request,
    transfer,
)

OF_HANDS = [
    case(
        "6.1: 17:00 becomes 16:30, and 17:00 again",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (transfer("02 09:00", "B"), "accepted", "03 16:30"),
            (transfer("02 10:00", "B"), "accepted", "03 16:30"),
            (transfer("02 11:00", "A"), "accepted", "03 17:00"),
        ],
    ),
    case(
        "6.1: the 90th minute stays the 90th",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (ask("03 15:30"), "accepted", None),
            (answer("04 07:00"), "accepted", "04 09:00"),
            (transfer("04 07:10", "C"), "accepted", "04 09:30"),
            (transfer("04 07:20", "B"), "accepted", "04 08:30"),
        ],
    ),
    case(
        "6.1: the 240th minute, of the morning here and of a day without lunch there",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (ask("03 11:30"), "accepted", None),
            (answer("04 07:00"), "accepted", "04 11:30"),
            (transfer("04 07:10", "D"), "accepted", "04 12:00"),
            (transfer("04 07:20", "B"), "accepted", "04 11:00"),
        ],
    ),
    case(
        "6.2: no transfer revives",
        request("02 08:00", wd=1),
        "03 17:00",
        [(transfer("03 17:01", "C"), "accepted", "03 17:00")],
        {"03 17:01": "overdue 0", "04 07:00": "overdue 1"},
    ),
    case(
        "6.2: exactly at the due moment it has not passed",
        request("02 08:00", wd=1),
        "03 17:00",
        [(transfer("03 17:00", "C"), "accepted", "03 17:30"), (ask("03 17:29"), "accepted", None)],
    ),
    case(
        "6.2, 6.3: read as earlier than now it is overdue, and does not come back",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (transfer("03 16:45", "B"), "accepted", "03 16:30"),
            (ask("03 16:46"), "refused", "03 16:30"),
            (extend("03 16:47", 1), "refused", "03 16:30"),
            (transfer("03 16:50", "A"), "accepted", "03 16:30"),
        ],
        {"03 16:44": "on_time", "03 16:45": "overdue 0", "03 16:50": "overdue 0"},
    ),
    case(
        "6.2, 6.3: read as now it is on time, and can be read anew in this minute",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (transfer("03 16:30", "B"), "accepted", "03 16:30"),
            (ask("03 16:30"), "refused", "03 16:30"),
            (transfer("03 16:30", "A"), "accepted", "03 17:00"),
        ],
        {"03 16:30": "on_time", "03 17:00": "on_time", "03 17:01": "overdue 0"},
    ),
    case(
        "6.4: in a pause the minutes stay, and count on the new hours",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (ask("03 11:30"), "accepted", None),
            (transfer("04 09:00", "D"), "accepted", None),
            # 120 are over at D: the 360th minute.
            (answer("04 10:00"), "accepted", "04 14:00"),
        ],
    ),
    case(
        "6.4: what remains is counted on the hours of who asks",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (transfer("02 09:00", "B"), "accepted", "03 16:30"),
            # 60 at B.
            (ask("03 15:30"), "accepted", None),
            (transfer("03 15:40", "A"), "accepted", None),
            # 30 on Wednesday, 30 on Thursday.
            (answer("04 16:30"), "accepted", "05 08:00"),
        ],
    ),
    case(
        "6.5: a body closes, the clock running or in a pause",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (body_closes("02 09:00", "B"), "accepted", "03 16:30"),
            (ask("03 16:00"), "accepted", None),
            (body_closes("03 17:00", "C"), "accepted", None),
            (answer("04 08:15"), "accepted", "04 08:45"),
            (body_closes("04 08:46", "A"), "accepted", "04 08:45"),
        ],
    ),
    case(
        "7.1: the own request came first",
        request("02 08:00", wd=3),
        "05 17:00",
        [(merge("03 09:00", request("03 08:00", wd=1)), "accepted", "05 17:00")],
    ),
    case(
        "7.1: the other came first",
        request("03 08:00", wd=3),
        "06 17:00",
        [(merge("03 10:00", request("02 08:00", wd=1)), "accepted", "03 17:00")],
    ),
    case(
        "7.1: both came in the same minute",
        request("02 08:00:40", wd=3),
        "05 17:00",
        [(merge("03 10:00", request("02 08:00:20", wd=1)), "accepted", "05 17:00")],
    ),
    case(
        "7.1: the other came a minute before",
        request("02 08:00", wd=3),
        "05 17:00",
        [(merge("03 10:00", request("02 07:59", wd=1)), "accepted", "03 17:00")],
    ),
    case(
        "7.1: the own clock is kept with its pause",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (ask("03 11:30"), "accepted", None),
            (merge("03 12:00", request("03 08:00", wd=5)), "accepted", None),
            (answer("04 07:30"), "accepted", "04 11:30"),
        ],
        {"03 12:00": "paused"},
    ),
    case(
        "7.2: arrived is when the clock now governing did",
        request("04 08:00", wd=5),
        "11 17:00",
        [
            (merge("04 09:00", request("02 08:00", wd=5)), "accepted", "09 17:00"),
            (merge("04 10:00", request("03 08:00", wd=1)), "accepted", "09 17:00"),
            (merge("04 11:00", request("02 08:00", wd=9)), "accepted", "09 17:00"),
        ],
    ),
    case(
        "7.2: arrived is the moment, not day zero",
        request("08 08:00", wd=1),
        "10 17:00",
        [(merge("09 09:00", request("07 08:00", wd=3)), "accepted", "12 17:00")],
    ),
    case(
        "7.3: the other clock runs, though this one was paused",
        request("03 08:00", wd=3),
        "06 17:00",
        [
            (ask("03 09:00"), "accepted", None),
            (merge("03 10:00", request("02 08:00", wd=4)), "accepted", "06 17:00"),
            (answer("04 09:00"), "ignored", "06 17:00"),
        ],
        {"03 09:59": "paused", "03 10:00": "on_time", "06 17:01": "overdue 0"},
    ),
    case(
        "7.3: it is read on the hours of this office",
        request("03 08:00", wd=3, office="B"),
        "06 16:30",
        [(merge("03 10:00", request("02 08:00", wd=1)), "accepted", "03 16:30")],
    ),
    case(
        "7.3, 6.3: and may be overdue thereby",
        request("03 08:00", wd=3, office="B"),
        "06 16:30",
        [(merge("03 16:45", request("02 08:00", wd=1)), "accepted", "03 16:30")],
        {"03 16:44": "on_time", "03 16:45": "overdue 0"},
    ),
    case(
        "7.3, 6.2: overdue already, it is not revived",
        request("03 08:00", wd=3, office="C"),
        "06 17:30",
        [(merge("03 17:01", request("02 08:00", wd=1)), "accepted", "03 17:00")],
    ),
    case(
        "7.3, 6.2: at its due moment it is read anew",
        request("03 08:00", wd=3, office="C"),
        "06 17:30",
        [(merge("03 17:00", request("02 08:00", wd=1)), "accepted", "03 17:30")],
    ),
    case(
        "7.3: this office is the one in charge now",
        request("03 08:00", wd=3),
        "06 17:00",
        [
            (transfer("03 09:00", "C"), "accepted", "06 17:30"),
            (merge("03 10:00", request("02 08:00", wd=2, office="B")), "accepted", "04 17:30"),
            (transfer("03 11:00", "B"), "accepted", "04 16:30"),
        ],
    ),
    case(
        "7.3: the right to an extension is that of the clock kept, the other's",
        request("03 08:00", wd=3),
        "06 17:00",
        [
            (extend("03 09:00", 1), "accepted", "09 17:00"),
            (merge("03 10:00", request("02 08:00", wd=4)), "accepted", "06 17:00"),
            (extend("03 11:00", 2), "accepted", "10 17:00"),
            (extend("03 12:00", 1), "refused", "10 17:00"),
        ],
    ),
    case(
        "7.1, 7.3: the right to an extension is that of the clock kept, the own",
        request("02 08:00", wd=3),
        "05 17:00",
        [
            (extend("02 09:00", 1), "accepted", "06 17:00"),
            (merge("03 10:00", request("03 08:00", wd=4)), "accepted", "06 17:00"),
            (extend("03 11:00", 2), "refused", "06 17:00"),
        ],
    ),
    case(
        "7.4: the first is kept though it is due later, and an overdue case is on time",
        request("03 08:00", wd=1),
        "04 17:00",
        [(merge("05 09:00", request("02 08:00", wd=5)), "accepted", "09 17:00")],
        {"05 08:59": "overdue 1", "05 09:00": "on_time"},
    ),
    case(
        "7.3, 8.2: starting points from before the merge are gone",
        request("03 08:00", wd=1),
        "04 17:00",
        [
            (ask("03 17:00"), "accepted", None),
            (answer("04 07:30"), "accepted", "04 17:00"),
            (merge("04 08:00", request("02 08:00", wd=3)), "accepted", "05 17:00"),
            # From the other's arrival: Wednesday, Thursday, Friday.
            (announce("04 09:00", off="03"), "accepted", "06 17:00"),
        ],
    ),
    case(
        "7.3, 2.2: counted again, the arrival is judged by the other's receiving office",
        request("03 08:00", wd=5),
        "10 17:00",
        [
            # B had closed: day zero is Tuesday.
            (merge("03 09:00", request("02 16:45", wd=1, office="B")), "accepted", "04 17:00"),
            (announce("03 10:00", off="04"), "accepted", "05 17:00"),
        ],
    ),
    case(
        "7.6: with all announcements up to the merge, and those after it",
        request("03 08:00", wd=3),
        "06 17:00",
        [
            (announce("03 08:30", off="04"), "accepted", "09 17:00"),
            # Tuesday, Thursday, Friday.
            (merge("03 10:00", request("02 08:00", wd=3)), "accepted", "06 17:00"),
            (announce("04 10:00", off="05"), "accepted", "09 17:00"),
        ],
    ),
]
