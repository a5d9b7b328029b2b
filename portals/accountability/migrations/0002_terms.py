"""The first terms and grounds, all waiting for a jurist: of law that stands on no page yet, none is quoted."""

from datetime import UTC, date, datetime

from django.db import migrations
from django.db.backends.postgresql.psycopg_any import DateRange

SINCE = date(2018, 7, 1)
ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)
# Since then the law on access to information gives ten days for corrections.
SHORTER = date(2026, 9, 1)
ALL_KINDS = (
    "question",
    "feedback",
    "information",
    "explanation",
    "correction",
    "comment",
    "petition",
    "interpellation",
)
RULE = "Quy chế hoạt động của cổng thông tin điện tử tỉnh"

# By kind: unit, days and longest extension of the answer, and its basis.
ANSWERS = {
    "question": ("wd", 10, 5, RULE),
    "feedback": ("wd", 15, 5, "Nghị định 20/2008/NĐ-CP"),
    "information": ("wd", 10, 10, "Luật Tiếp cận thông tin 2016, Điều 30"),
    "explanation": ("cd", 20, 15, "Nghị định 59/2019/NĐ-CP, Chương II"),
    "comment": ("cd", 60, 0, RULE),
    "petition": ("cd", 60, 0, RULE),
    "interpellation": ("cd", 30, 0, RULE),
}
EVERY_KIND = {
    "acknowledge": ("wd", 1),
    "triage": ("wd", 2),
    "status": ("cd", 7),
    "review": ("wd", 10),
    "consult": ("wd", 3),
}
# By code: kinds, the ground, what the person can do instead, its basis.
GROUNDS = {
    "khong-thuoc-tham-quyen": (
        ("question", "feedback", "explanation", "correction"),
        "Nội dung không thuộc thẩm quyền của cơ quan nhà nước trong tỉnh",
        "Gửi đến cơ quan có thẩm quyền nêu trong phần lý do.",
        RULE,
    ),
    "da-tra-loi": (
        ("question", "feedback", "information", "explanation"),
        "Nội dung đã được trả lời, không có tình tiết mới",
        "Xem câu trả lời theo đường dẫn trong phần lý do; nếu có tình tiết mới, xin gửi lại và nêu rõ tình tiết đó.",
        RULE,
    ),
    "khong-ro-noi-dung": (
        ("question", "feedback", "information", "explanation", "correction"),
        "Nội dung không rõ và người gửi không bổ sung",
        "Gửi lại, nêu rõ việc gì, ở đâu, khi nào.",
        RULE,
    ),
    "bi-mat-nha-nuoc": (
        ("information", "explanation"),
        "Thông tin thuộc bí mật nhà nước",
        "Ông/bà có quyền đề nghị xem lại việc từ chối này trong trang theo dõi yêu cầu.",
        "Luật Tiếp cận thông tin 2016, Điều 6",
    ),
    "bi-mat-doi-tu": (
        ("information", "explanation"),
        "Thông tin thuộc đời sống riêng tư của người khác mà người đó không đồng ý",
        "Xin ý kiến đồng ý của người có thông tin rồi gửi lại.",
        "Luật Tiếp cận thông tin 2016, Điều 7",
    ),
    "da-cong-khai": (
        ("information",),
        "Thông tin đã được công khai",
        "Xem thông tin theo đường dẫn trong phần lý do.",
        "Luật Tiếp cận thông tin 2016, Điều 28",
    ),
    "khong-co-quyen-yeu-cau": (
        ("explanation",),
        "Người yêu cầu không phải là người có quyền, lợi ích bị tác động trực tiếp",
        "Gửi câu hỏi hoặc phản ánh, kiến nghị về nội dung này.",
        "Nghị định 59/2019/NĐ-CP, Chương II",
    ),
    "dang-thanh-tra": (
        ("explanation",),
        "Nội dung đang được thanh tra, kiểm tra, điều tra hoặc giải quyết khiếu nại, tố cáo",
        "Theo dõi kết quả được công khai trong mục Thanh tra của cổng.",
        "Nghị định 59/2019/NĐ-CP, Chương II",
    ),
}


def create_terms(apps, schema_editor):
    term = apps.get_model("accountability", "CaseTerm")
    always = DateRange(SINCE, None)
    for kind in ALL_KINDS:
        for step, (unit, days) in EVERY_KIND.items():
            term.objects.create(
                kind=kind, step=step, unit=unit, days=days, basis=RULE, period=always
            )
    for kind, (unit, days, longest, basis) in ANSWERS.items():
        term.objects.create(
            kind=kind,
            step="answer",
            unit=unit,
            days=days,
            extension_days=longest,
            basis=basis,
            period=always,
        )
    law = "Luật Tiếp cận thông tin 2016, Điều 22"
    for days, period in ((15, DateRange(SINCE, SHORTER)), (10, DateRange(SHORTER, None))):
        term.objects.create(
            kind="correction", step="answer", unit="cd", days=days, basis=law, period=period
        )
    ground = apps.get_model("accountability", "RefusalGround")
    for code, (kinds, words, advice, basis) in GROUNDS.items():
        for kind in kinds:
            ground.objects.create(
                code=code, kind=kind, words=words, advice=advice, basis=basis, period=always
            )


def know_the_calendar(apps, schema_editor):
    """What stands in it before the first request was known always."""
    notice = apps.get_model("accountability", "CalendarNotice")
    days = apps.get_model("calendar", "CalendarDay").objects.order_by("day")
    notice.objects.bulk_create(
        notice(
            day=entry.day,
            is_off=entry.kind == "off",
            is_worked=entry.kind == "worked",
            name=entry.name,
            known_at=ALWAYS,
        )
        for entry in days
    )


class Migration(migrations.Migration):
    dependencies = [("accountability", "0001_requests"), ("calendar", "0002_days")]
    operations = [
        migrations.RunPython(create_terms, migrations.RunPython.noop),
        migrations.RunPython(know_the_calendar, migrations.RunPython.noop),
    ]
