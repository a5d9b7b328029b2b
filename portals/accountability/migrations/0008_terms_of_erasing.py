"""How long personal data are kept, by when a demand to erase is decided on, and on which grounds it may be refused.

All of it waits for a jurist; none is quoted before.
"""

from datetime import date

from django.db import migrations
from django.db.backends.postgresql.psycopg_any import DateRange

SINCE = date(2018, 7, 1)
LAW = "Nghị định 13/2023/NĐ-CP, Điều 16"
RULE = "Quy chế hoạt động của cổng thông tin điện tử tỉnh"
FIVE_YEARS, TEN_YEARS = 1826, 3652
KEPT = {
    "question": FIVE_YEARS,
    "feedback": FIVE_YEARS,
    "information": FIVE_YEARS,
    "explanation": TEN_YEARS,
    "correction": FIVE_YEARS,
    "comment": FIVE_YEARS,
    "petition": TEN_YEARS,
    "interpellation": TEN_YEARS,
}
# 72 hours.
DECIDED = 3
GROUNDS = {
    "luat-khong-cho-xoa": "Pháp luật quy định không cho phép xóa dữ liệu này",
    "hoat-dong-co-quan": "Cơ quan nhà nước có thẩm quyền đang xử lý dữ liệu để phục vụ hoạt động theo quy định của pháp luật",
    "yeu-cau-phap-ly": "Dữ liệu đang phục vụ việc giải quyết khiếu nại, tố cáo, thanh tra, điều tra hoặc tố tụng",
    "tinh-trang-khan-cap": "Dữ liệu cần để ứng phó tình huống khẩn cấp đe dọa tính mạng, sức khỏe hoặc an toàn của người khác",
}


def create_terms(apps, schema_editor):
    term = apps.get_model("accountability", "CaseTerm")
    always = DateRange(SINCE, None)
    for kind, days in KEPT.items():
        for step, length, basis in (("retention", days, RULE), ("erasure", DECIDED, LAW)):
            term.objects.create(
                kind=kind, step=step, unit="cd", days=length, basis=basis, period=always
            )
    ground = apps.get_model("accountability", "ErasureGround")
    for code, words in GROUNDS.items():
        ground.objects.create(code=code, words=words, basis=LAW, period=always)


class Migration(migrations.Migration):
    dependencies = [("accountability", "0007_erasing")]
    operations = [migrations.RunPython(create_terms, migrations.RunPython.noop)]
