"""Calls for an explanation are accepted within five working days from December 2026 on, and have exclusions of their own.

All of it waits for a jurist; none is quoted before.
"""

from datetime import date

from django.db import migrations
from django.db.backends.postgresql.psycopg_any import DateRange

SINCE, FIVE_DAYS_FROM = date(2018, 7, 1), date(2026, 12, 1)
BASIS = "Nghị định 59/2019/NĐ-CP, Chương II"
# By code: the ground, and what the person can do instead.
EXCLUSIONS = {
    "dieu-hanh-noi-bo": (
        "Nội dung thuộc chỉ đạo, điều hành, tổ chức thực hiện nhiệm vụ trong nội bộ cơ quan",
        "Gửi câu hỏi hoặc phản ánh, kiến nghị về kết quả của công việc.",
    ),
    "bi-mat-kinh-doanh": (
        "Nội dung thuộc bí mật kinh doanh được pháp luật bảo vệ",
        "Hỏi người hoặc doanh nghiệp có thông tin; nếu họ đồng ý, xin gửi lại kèm văn bản đồng ý.",
    ),
}


def change_days(term):
    """End what holds on that day without an end; who has other terms from then on has set them for themselves."""
    before = term.objects.filter(
        kind="explanation", step="triage", period__contains=FIVE_DAYS_FROM, period__upper_inf=True,
        period__startswith__lt=FIVE_DAYS_FROM,
    ).first()  # fmt: skip
    if before is None:
        return
    before.period = DateRange(before.period.lower, FIVE_DAYS_FROM)
    before.save()
    term.objects.create(
        kind="explanation", step="triage", unit="wd", days=5, basis=BASIS,
        period=DateRange(FIVE_DAYS_FROM, None),
    )  # fmt: skip


def change_terms(apps, schema_editor):
    change_days(apps.get_model("accountability", "CaseTerm"))
    ground = apps.get_model("accountability", "RefusalGround")
    for code, (words, advice) in EXCLUSIONS.items():
        ground.objects.create(
            code=code, kind="explanation", words=words, advice=advice, basis=BASIS,
            period=DateRange(SINCE, None),
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("accountability", "0016_fewer_indexes_of_cases")]
    operations = [migrations.RunPython(change_terms, migrations.RunPython.noop)]
