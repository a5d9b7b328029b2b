"""Cases by hand for paragraphs 4 and 5: pause and extension."""

from __future__ import annotations

from tests.portals.accountability.oracle.telling import (
    announce,
    answer,
    ask,
    case,
    extend,
    request,
    transfer,
)

OF_PAUSES = [
    case(
        "4.1: asked at the due minute",
        request("02 08:00", wd=1),
        "03 17:00",
        [(ask("03 17:00"), "refused", "03 17:00"), (answer("04 08:00"), "ignored", "03 17:00")],
        {"03 17:00": "on_time", "03 17:01": "overdue 0", "04 08:00": "overdue 1"},
    ),
    case(
        "4.1: asked after the due moment",
        request("02 08:00", wd=1),
        "03 17:00",
        [(ask("03 17:01"), "refused", "03 17:00"), (ask("05 09:00"), "refused", "03 17:00")],
    ),
    case(
        "4.1, 4.2, 4.3: asked a minute before it, one minute remains",
        request("02 08:00", wd=1),
        "03 17:00",
        [(ask("03 16:59"), "accepted", None), (answer("04 07:00"), "accepted", "04 07:31")],
        {"03 16:58": "on_time", "03 16:59": "paused", "04 06:59": "paused", "04 07:00": "on_time"},
    ),
    case(
        "4.1: asked at lunch before a due moment of 11:30",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (ask("03 11:30"), "accepted", None),
            (answer("04 07:30"), "accepted", "04 11:30"),
            (ask("04 11:30"), "refused", "04 11:30"),
        ],
    ),
    case(
        "4.2: asked and answered on days off",
        request("05 08:00", wd=2),
        "09 17:00",
        # What remains is Monday.
        [(ask("07 12:00"), "accepted", None), (answer("08 23:59"), "accepted", "09 17:00")],
    ),
    case(
        "4.2: a pause over a weekend",
        request("05 08:00", wd=2),
        "09 17:00",
        [
            # 120 of Friday and 480 of Monday.
            (ask("06 15:00"), "accepted", None),
            # 90 of Monday are over: 390 on it, 210 on Tuesday.
            (answer("09 09:00"), "accepted", "10 11:00"),
        ],
        {"08 12:00": "paused"},
    ),
    case(
        "4.2: of days of the calendar the rest is working minutes",
        request("02 08:00", cd=6),
        "09 17:00",
        # Thursday, Friday and Monday remain, and become Tuesday to Thursday.
        [(ask("04 17:00"), "accepted", None), (answer("10 07:30"), "accepted", "12 17:00")],
    ),
    case(
        "4.2: what is left of day zero remains too",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            # 90, 240 and 480.
            (ask("02 10:00"), "accepted", None),
            # 300 are over: 180 on Monday, 480 on Tuesday, 150 on Wednesday.
            (answer("02 14:00"), "accepted", "04 10:00"),
        ],
    ),
    case(
        "4.2: asked before day zero has begun",
        request("07 08:00", wd=1),
        "10 17:00",
        # Monday and Tuesday.
        [(ask("07 09:00"), "accepted", None), (answer("10 18:00"), "accepted", "12 17:00")],
    ),
    case(
        "4.2: minutes of the evening of the arrival, at an office that is still open",
        request("02 16:40", wd=1, office="B"),
        "04 16:30",
        [
            (transfer("02 16:45", "A"), "accepted", "04 17:00"),
            # 10 of Monday, and Tuesday and Wednesday.
            (ask("02 16:50"), "accepted", None),
            (answer("04 17:00"), "accepted", "09 07:40"),
        ],
    ),
    case(
        "4.2, 8.4: by the table known when asked",
        request("02 08:00", wd=2),
        "04 17:00",
        [
            (ask("02 17:00"), "accepted", None),
            (announce("03 10:00", off="03"), "accepted", None),
            # Two days remain, though one of them was off.
            (answer("03 11:00"), "accepted", "05 17:00"),
        ],
    ),
    case(
        "4.2, 8.2: by the table known when asked, announced before",
        request("02 08:00", wd=2),
        "04 17:00",
        [
            (announce("02 09:00", off="03"), "accepted", "05 17:00"),
            (ask("02 17:00"), "accepted", None),
            (answer("02 18:00"), "accepted", "05 17:00"),
        ],
    ),
    case(
        "4.4: asked again, answered again",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            # 330 remain.
            (ask("03 10:00"), "accepted", None),
            (ask("03 11:00"), "ignored", None),
            (answer("04 07:30"), "accepted", "04 14:30"),
            (answer("04 08:00"), "ignored", "04 14:30"),
        ],
    ),
    case(
        "4.4: answered without a pause",
        request("02 08:00", wd=1),
        "03 17:00",
        [(answer("02 09:00"), "ignored", "03 17:00")],
    ),
    case(
        "4.5: answered exactly at the close",
        request("04 08:00", wd=1),
        "05 17:00",
        [(ask("05 16:00"), "accepted", None), (answer("06 17:00"), "accepted", "09 08:30")],
    ),
    case(
        "4.5: answered a minute before the close",
        request("04 08:00", wd=1),
        "05 17:00",
        [(ask("05 16:00"), "accepted", None), (answer("06 16:59"), "accepted", "09 08:29")],
    ),
    case(
        "4.5: answered in the evening",
        request("02 08:00", wd=1),
        "03 17:00",
        [(ask("03 16:00"), "accepted", None), (answer("03 18:00"), "accepted", "04 08:30")],
    ),
    case(
        "4.5: answered in the minute of the asking",
        request("02 08:00", wd=1),
        "03 17:00",
        [(ask("03 10:00"), "accepted", None), (answer("03 10:00"), "accepted", "03 17:00")],
    ),
    case(
        "4.6: many pauses",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (ask("02 17:00"), "accepted", None),
            (answer("03 07:30"), "accepted", "03 17:00"),
            (ask("03 11:30"), "accepted", None),
            (answer("04 13:00"), "accepted", "04 17:00"),
            # 30 remain; 15 of them before the lunch of Thursday.
            (ask("04 16:30"), "accepted", None),
            (answer("05 11:15"), "accepted", "05 13:15"),
        ],
    ),
    case(
        "4.6: never answered",
        request("02 08:00", wd=1),
        "03 17:00",
        [(ask("03 10:00"), "accepted", None)],
        {"31 10:00": "paused"},
    ),
    case(
        "5.1, 5.2: one extension, and no second",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (extend("02 09:00", 2), "accepted", "05 17:00"),
            (extend("05 09:00", 1), "refused", "05 17:00"),
        ],
    ),
    case(
        "5.1, 5.3: above the maximum it is refused whole, and not used up",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (extend("02 09:00", 4), "refused", "03 17:00"),
            (extend("02 09:00", 0), "refused", "03 17:00"),
            (extend("02 09:00", 3), "accepted", "06 17:00"),
        ],
    ),
    case(
        "5.1: at the due moment",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (extend("03 17:00", 1), "refused", "03 17:00"),
            (extend("03 17:01", 1), "refused", "03 17:00"),
        ],
    ),
    case(
        "5.1: a minute before it",
        request("02 08:00", wd=1),
        "03 17:00",
        [(extend("03 16:59", 1), "accepted", "04 17:00")],
    ),
    case(
        "5.2: the same minute, working days later",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (ask("03 11:30"), "accepted", None),
            (answer("04 07:30"), "accepted", "04 11:30"),
            # Thursday, Friday, Monday.
            (extend("04 08:00", 3), "accepted", "09 11:30"),
        ],
    ),
    case(
        "5.2: to days of the calendar after the moving",
        request("02 08:00", cd=5),
        "09 17:00",
        # From Monday, not from Saturday.
        [(extend("02 09:00", 1), "accepted", "10 17:00")],
    ),
    case(
        "5.1, 5.2: in a pause, also later than the due moment was",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (ask("03 11:30"), "accepted", None),
            (extend("05 10:00", 4), "refused", None),
            (extend("05 10:00", 1), "accepted", None),
            (extend("05 11:00", 1), "refused", None),
            # 720 remain: Friday and half of Monday.
            (answer("06 07:30"), "accepted", "09 11:30"),
            (extend("06 08:00", 1), "refused", "09 11:30"),
        ],
    ),
    case(
        "5.1, 5.2: granted before the pause, it is in what remains, once",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (extend("02 09:00", 1), "accepted", "04 17:00"),
            (ask("04 13:00"), "accepted", None),
            (extend("04 14:00", 1), "refused", None),
            (answer("05 07:30"), "accepted", "05 11:30"),
            (announce("05 08:00", off="05"), "accepted", "06 11:30"),
        ],
    ),
    case(
        "5.2, 8.2: a day off among the days added",
        request("02 08:00", wd=1),
        "03 17:00",
        [(extend("02 09:00", 2), "accepted", "06 17:00")],
        off="04",
    ),
]
