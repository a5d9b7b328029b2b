"""Two diligent communes of the demo do all that is asked of them from the second of its months on.

So a month has boards of every band, and the page of what others do well has something to show.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from allauth.mfa.totp.internal.auth import TOTP

from editorial.bulk_import.actions import StoryImport, import_stories
from editorial.demo.characters import CHARACTERS, character_of
from editorial.enums import PlacementRole
from editorial.models import ArticlePage, Placement, SectionPage
from portals.boards.enums import APPROVERS
from portals.clock import LOCAL_ZONE
from portals.demo.organisations import part_of
from portals.demo.people import Crew
from portals.models import Portal
from portals.organisation.enums import Subject
from portals.organisation.models import Confirmation
from scoring.periods import Month
from syndication.demo.travels import place_taken
from syndication.enums import ProposalState
from syndication.models import Proposal

EXAMPLES = 2
# What is to be news within a week when the month ends is written on its 26th.
LATE = 25
# To sign in as one of them: the six digits that follow from this seed. Nobody else of the demo has a second factor.
SEED = "LIENCONGDEMO2222LIENCONGDEMO2222"
PHONES = ("0222 000 417", "0222 000 586")
# By commune, then by section: what each had not told its people for long. No two are alike.
TEXTS: Sequence[Mapping[str, tuple[str, str]]] = (
    {
        "tuyen-truyen": (
            "Hỏi đáp về thuế khi bán hàng qua mạng",
            "Hộ bán hàng qua mạng có doanh thu dưới mức phải nộp thì chỉ cần kê khai, không phải nộp tiền. "
            "Ai bán qua sàn giao dịch thì sàn khai và nộp thay; bán qua trang cá nhân thì tự khai tại cơ quan "
            "thuế hoặc trên điện thoại. Xã có buổi hướng dẫn vào chiều thứ Năm hằng tuần.",
        ),
        "chi-dao": (
            "Phân công trực và kiểm tra đê, kênh tiêu cuối tháng",
            "Chủ tịch xã giao đội xung kích kiểm tra từng đoạn bờ kênh, báo cáo bằng ảnh trước mười bảy giờ mỗi "
            "ngày. Trạm bơm bảo đảm hai máy sẵn sàng, nhiên liệu đủ ba ngày; thôn nào có điểm sạt phải cắm biển "
            "và cử người canh cho đến khi xử lý xong.",
        ),
        "tiep-can": (
            "Mẫu phiếu yêu cầu cung cấp thông tin",
            "Người dân ghi họ tên, địa chỉ, thông tin cần biết và cách muốn nhận, rồi nộp tại bộ phận một cửa "
            "hoặc gửi thư điện tử. Ủy ban trả lời ngay nếu tài liệu có sẵn, chậm nhất mười ngày làm việc nếu phải"
            " tìm trong hồ sơ lưu trữ.",
        ),
        "quy-hoach": (
            "Kế hoạch nâng cấp đường liên thôn giai đoạn 2026-2030",
            "Xã dự kiến mở rộng bốn tuyến đường liên thôn, tổng chiều dài gần sáu ki-lô-mét, ưu tiên đoạn qua "
            "trường mầm non và trạm y tế. Mỗi thôn góp ý tại nhà văn hóa trước khi bản vẽ được trình thông qua; "
            "phần đất hiến được ghi sổ công khai.",
        ),
        "an-sinh": (
            "Rà soát hộ cần hỗ trợ sửa nhà trước mùa mưa bão",
            "Tổ công tác của xã đến từng hộ có nhà tạm, nhà dột để xem mái, tường và công trình phụ. Danh sách đề"
            " nghị hỗ trợ được niêm yết bảy ngày tại nhà văn hóa thôn; ai thấy sót hoặc chưa đúng báo cho trưởng "
            "thôn hoặc gọi bộ phận lao động, xã hội.",
        ),
        "dat-dai": (
            "Hướng dẫn tách thửa, hợp thửa đất ở nông thôn",
            "Trước khi làm hồ sơ, bà con mang giấy chứng nhận đến bộ phận địa chính để được xem thửa đất có đủ "
            "diện tích tối thiểu và có lối đi hay không. Cán bộ đo đạc hẹn ngày ra thực địa cùng các hộ giáp "
            "ranh, kết quả trả tại một cửa theo giấy hẹn.",
        ),
    },
    {
        "tuyen-truyen": (
            "Quyền của người thuê nhà trọ mà công nhân cần biết",
            "Chủ nhà trọ phải đăng ký tạm trú cho người thuê, thu tiền điện, nước đúng giá bậc thang và không "
            "giữ giấy tờ tùy thân. Khi bị tăng giá đột ngột hoặc đuổi khỏi phòng, người thuê gọi tổ hòa giải "
            "của khu phố; tổ làm việc cả buổi tối, không thu tiền.",
        ),
        "chi-dao": (
            "Chỉ đạo gieo cấy và lấy nước vụ tới",
            "Hợp tác xã chốt lịch lấy nước theo từng cánh đồng, treo bảng tại đầu kênh để các hộ theo dõi. Giống "
            "lúa dài ngày gieo trước, ngắn ngày gieo sau mười hôm; cán bộ khuyến nông đi thăm đồng thứ Ba, thứ "
            "Sáu và trả lời ngay tại ruộng khi bà con hỏi.",
        ),
        "tiep-can": (
            "Phiếu yêu cầu cung cấp thông tin: cách ghi và nơi nhận",
            "Phiếu có hai trang: trang đầu cho cá nhân, trang sau cho tổ chức. Chỉ cần ghi rõ văn bản hoặc số "
            "liệu muốn xem, không phải nêu lý do. Văn phòng nhận phiếu các ngày trong tuần và hướng dẫn người cao"
            " tuổi, người khuyết tật điền tại chỗ.",
        ),
        "quy-hoach": (
            "Công bố đồ án điều chỉnh khu trung tâm và chợ",
            "Bản đồ điều chỉnh khu trung tâm được treo tại trụ sở và chợ trong ba mươi ngày. Chợ mới nằm phía nam"
            " kênh tưới, có bãi đỗ xe và khu rửa riêng cho hàng tươi sống; các tiểu thương được bốc thăm chỗ "
            "ngồi, không thu thêm khoản nào ngoài giá đã niêm yết.",
        ),
        "an-sinh": (
            "Chi trả trợ cấp hằng tháng qua tài khoản",
            "Từ tháng này, người hưởng trợ cấp xã hội có thể nhận tiền qua tài khoản hoặc vẫn nhận tại điểm chi "
            "trả như trước. Ai chưa có tài khoản được nhân viên ngân hàng mở miễn phí tại nhà văn hóa vào sáng "
            "thứ Bảy; người nhận thay mang theo giấy ủy quyền có xác nhận.",
        ),
        "dat-dai": (
            "Đăng ký biến động khi chuyển từ đất trồng lúa sang cây lâu năm",
            "Hộ muốn đổi cây trồng làm đơn theo mẫu và nộp kèm sơ đồ thửa. Xã đối chiếu với kế hoạch chuyển đổi "
            "đã duyệt, trả lời trong năm ngày làm việc; khu đồng ngoài kế hoạch phải giữ mặt bằng để cấy lại "
            "được. Phân lô, đổ đất làm nền là vi phạm.",
        ),
    },
)


def let_examples_do_all(
    portals: Sequence[Portal],
    crews: Mapping[int, Crew],
    *,
    months: Sequence[Month],
) -> None:
    """Let two communes lack nothing in `months`, as far as a board can see to it."""
    for nth, portal in enumerate(_best(portals, months)):
        crew = crews[portal.pk]
        portal.phone = portal.spokesperson_phone = PHONES[nth]
        portal.save(update_fields=["phone", "spokesperson_phone"])
        for position, user in crew.posts:
            if position in APPROVERS:
                TOTP.activate(user, SEED)
        _write(portal, crew, TEXTS[nth], _morning(months[0], LATE))
        Confirmation.objects.bulk_create(
            Confirmation(
                portal=portal, subject=subject, confirmed_by=crew.head,
                confirmed_at=_morning(months[0], LATE),
            )
            for subject in Subject.values
        )  # fmt: skip
        for month in months:
            _have_one_taken(portal, crew, crews, month)


def _best(portals: Sequence[Portal], months: Sequence[Month]) -> list[Portal]:
    """The communes to be examples, by the days with news of their own: none of those whose accounts are printed."""
    usual = {
        portal.pk: portal
        for portal in portals
        if portal.tier_id == "commune" and part_of(portal) == portal.code
        if character_of(portal) == CHARACTERS[0][1]
    }
    days: dict[int, list[int]] = {pk: [] for pk in usual}
    for month in months:
        own = Placement.objects.filter(
            portal__in=usual, role=PlacementRole.ORIGIN, section__section_type="tin-tuc",
            placed_at__gte=_morning(month, 0), placed_at__lt=_morning(month.later(1), 0),
        )  # fmt: skip
        told = Counter(pk for pk, _day in set(own.values_list("portal", "placed_at__date")))
        for pk in usual:
            days[pk].append(told[pk])
    order = sorted(usual, key=lambda pk: (-min(days[pk]), -sum(days[pk]), usual[pk].code))
    return [usual[pk] for pk in order[:EXAMPLES]]


def _write(portal: Portal, crew: Crew, texts: Mapping[str, tuple[str, str]], at: datetime) -> None:
    sections = {
        one.section_type_id: one
        for one in SectionPage.objects.filter(portal=portal, section_type__in=texts)
    }
    import_stories(
        stories=[
            StoryImport(
                section=sections[code],
                kind=ArticlePage.story_kind,
                title=title,
                lead=f"{title} tại {portal.name_in_sentence}.",
                body=[{"type": "text", "value": f"<p>{text}</p>"}],
                published_at=at + timedelta(hours=nth),
                author=crew.authors[0],
                approver=crew.head,
            )
            for nth, (code, (title, text)) in enumerate(texts.items())
            if code in sections
        ],
        actor=None,
        now=at + timedelta(days=1),
        # As most of the demo's stories (`editorial/demo/told.py`).
        recorded_of_each=0,
    )


def _have_one_taken(portal: Portal, crew: Crew, crews: Mapping[int, Crew], month: Month) -> None:
    """Let the province take up the first news of the month that was offered by nobody."""
    own = Placement.objects.filter(
        portal=portal, role=PlacementRole.ORIGIN, section__section_type="tin-tuc",
        placed_at__gte=_morning(month, 0), placed_at__lt=_morning(month, 24), removed_at=None,
        story__proposals=None,
    )  # fmt: skip
    placed = own.select_related("story").order_by("placed_at").first()
    if placed is None:
        return
    receiver = Portal.objects.get(tier="province", closed_on=None)
    at = placed.placed_at + timedelta(hours=2)
    taken = Proposal.objects.create(
        story=placed.story.specific, sender=portal, receiver=receiver, state=ProposalState.TAKEN,
        proposed_by=crew.head, proposed_at=at, decided_by=crews[receiver.pk].head,
        decided_at=at + timedelta(hours=3), reason="",
    )  # fmt: skip
    place_taken([taken], receiver)


def _morning(month: Month, days: int) -> datetime:
    day = month.first + timedelta(days=days)
    return datetime.combine(day, time(8), LOCAL_ZONE)
