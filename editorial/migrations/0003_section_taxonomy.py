"""The standard sections per tier (basis: art. 4 of Decree 42/2022; ages are defaults of ours)."""

from datetime import date

from django.db import migrations
from django.db.backends.postgresql.psycopg_any import DateRange

SINCE = date(1997, 1, 1)
TIERS = ("province", "department", "district", "commune")
# Code, name, then R(equired), o(ptional) or - for province, department, district, commune, then the greatest age.
SECTIONS = [
    ("tin-tuc", "Tin tức - Sự kiện", "RRRR", 3),
    ("chi-dao", "Thông tin chỉ đạo, điều hành", "RRRR", 7),
    ("gioi-thieu", "Giới thiệu", "RRRR", 180),
    ("lanh-dao", "Lãnh đạo, đầu mối liên hệ", "RRRR", 180),
    ("lich-lam-viec", "Lịch làm việc của lãnh đạo", "RRRR", 7),
    ("van-ban", "Văn bản", "RRRR", 14),
    ("du-thao", "Lấy ý kiến dự thảo", "RRRo", None),
    ("tuyen-truyen", "Phổ biến pháp luật, chính sách", "RRRR", 30),
    ("quy-hoach", "Chiến lược, quy hoạch, kế hoạch", "RRRR", 180),
    ("dau-tu", "Đầu tư, đấu thầu, mua sắm công", "RRRR", 90),
    ("ngan-sach", "Công khai ngân sách", "RRRR", 105),
    ("thong-ke", "Thống kê, báo cáo", "RRRo", 90),
    ("de-tai", "Chương trình, đề tài khoa học", "RRo-", 180),
    ("tthc", "Thủ tục hành chính, dịch vụ công", "RRRR", 30),
    ("phan-anh", "Phản ánh, kiến nghị, hỏi đáp", "RRRR", None),
    ("tiep-can", "Tiếp cận thông tin", "RRRR", 90),
    ("thanh-tra", "Kết luận thanh tra; khen thưởng, xử phạt", "RRRo", 90),
    ("an-sinh", "An sinh xã hội", "ooRR", 90),
    ("dat-dai", "Đất đai", "RRRR", 180),
    ("loa", "Bản tin truyền thanh", "o-oR", 7),
    ("english", "English", "RRoo", 180),
    ("du-lieu-mo", "Dữ liệu mở", "Roo-", 180),
]


def create_taxonomy(apps, schema_editor):
    section_type = apps.get_model("editorial", "SectionType")
    requirement = apps.get_model("editorial", "SectionRequirement")
    for position, (code, name, needs, age) in enumerate(SECTIONS, start=1):
        kind = section_type.objects.create(code=code, name=name, position=position)
        for tier, need in zip(TIERS, needs, strict=True):
            if need != "-":
                requirement.objects.create(
                    section_type=kind,
                    tier_id=tier,
                    required=need == "R",
                    max_age_days=age,
                    period=DateRange(SINCE, date(2025, 7, 1) if tier == "district" else None),
                )


class Migration(migrations.Migration):
    dependencies = [("editorial", "0002_initial"), ("portals", "0002_tiers")]
    operations = [migrations.RunPython(create_taxonomy, migrations.RunPython.noop)]
