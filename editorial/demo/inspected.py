"""What inspections of the demo found and at whose: all made up."""

from __future__ import annotations

from dataclasses import dataclass

from portals.demo.organisations import CITY, PROVINCE, TOWN


@dataclass(frozen=True, slots=True)
class DemoInspection:
    """What was inspected at whose, and what must follow."""

    body: str
    about: str
    found: str
    asked: tuple[str, ...]


# By the part of the portal, or the code of a department.
INSPECTED = {
    PROVINCE: (
        DemoInspection(
            "Ban Quản lý dự án Minh Họa",
            "việc chấp hành pháp luật về đầu tư xây dựng",
            "Hồ sơ nghiệm thu của hai gói thầu thiếu nhật ký thi công; khối lượng thanh toán vượt 118.400.000 đồng.",
            (
                "Thu hồi về ngân sách 118.400.000 đồng thanh toán vượt khối lượng",
                "Kiểm điểm trách nhiệm tập thể, cá nhân liên quan",
                "Bổ sung nhật ký thi công, hoàn thiện hồ sơ nghiệm thu",
            ),
        ),
        DemoInspection(
            "Trung tâm Dịch vụ Minh Họa",
            "việc quản lý, sử dụng tài sản công",
            "Cho thuê 3 mặt bằng khi chưa có đề án được duyệt; đã kê khai, nộp đủ thuế.",
            ("Lập đề án sử dụng tài sản công", "Chấm dứt cho thuê khi chưa có đề án được duyệt"),
        ),
    ),
    "TTT": (
        DemoInspection(
            "Phòng Minh Họa của một sở",
            "trách nhiệm tiếp công dân, giải quyết khiếu nại, tố cáo",
            "Sổ tiếp công dân ghi chưa đủ nội dung; 2 đơn chuyển chậm so với quy định.",
            ("Ghi đủ nội dung sổ tiếp công dân", "Chuyển đơn đúng thời hạn"),
        ),
    ),
    "STC": (
        DemoInspection(
            "Đơn vị sự nghiệp Minh Họa",
            "việc chấp hành quy định về quản lý tài chính",
            "Quy chế chi tiêu nội bộ chậm sửa đổi; trích lập quỹ chưa đúng tỷ lệ.",
            ("Sửa đổi quy chế chi tiêu nội bộ", "Điều chỉnh mức trích lập quỹ"),
        ),
    ),
    "SXD": (
        DemoInspection(
            "Chủ đầu tư dự án nhà ở Minh Họa",
            "việc chấp hành quy hoạch và giấy phép xây dựng",
            "Xây dựng sai mật độ tại một lô; đã dừng thi công để điều chỉnh.",
            ("Tháo dỡ phần xây dựng sai phép", "Báo cáo kết quả khắc phục"),
        ),
    ),
    "inspected": (
        DemoInspection(
            "{one_below} (minh họa)",
            "việc quản lý, sử dụng đất công ích",
            "Ba hợp đồng cho thuê đất công ích quá thời hạn 5 năm; chưa công khai kết quả đấu giá.",
            ("Thanh lý hợp đồng quá thời hạn", "Công khai kết quả cho thuê đất công ích"),
        ),
    ),
    TOWN: (
        DemoInspection(
            "Một trường học của {of_town} (minh họa)",
            "các khoản thu đầu năm học",
            "Thu hai khoản khi chưa thỏa thuận bằng văn bản với cha mẹ học sinh; đã hoàn trả.",
            ("Hoàn trả khoản thu chưa đúng quy định", "Công khai các khoản thu trên Cổng"),
        ),
    ),
    "SYT": (
        DemoInspection(
            "Nhà thuốc Minh Họa",
            "việc chấp hành quy định về kinh doanh thuốc",
            "Sổ theo dõi nhiệt độ ghi thiếu 11 ngày; 4 loại thuốc chưa niêm yết giá.",
            ("Niêm yết giá đủ các loại thuốc", "Ghi nhiệt độ bảo quản hằng ngày"),
        ),
    ),
    "SGDDT": (
        DemoInspection(
            "Trung tâm Ngoại ngữ Minh Họa",
            "điều kiện hoạt động giáo dục",
            "Hai phòng học chưa đủ diện tích; chưa công khai trình độ giáo viên.",
            ("Công khai danh sách giáo viên", "Bố trí lại hai phòng học"),
        ),
    ),
    "SVHTTDL": (
        DemoInspection(
            "Khách sạn Minh Họa",
            "việc chấp hành quy định về lưu trú du lịch",
            "Treo biển hạng sao đã hết hạn; chưa lập sổ góp ý của khách.",
            ("Gỡ biển hạng sao hết hạn", "Lập sổ góp ý của khách"),
        ),
    ),
    CITY: (
        DemoInspection(
            "Ban Quản lý chợ Minh Họa",
            "việc thu và sử dụng phí chợ",
            "Thu đúng mức; chậm nộp ngân sách 38.600.000 đồng; 6 hộ chưa có hợp đồng thuê điểm kinh doanh.",
            ("Nộp ngân sách 38.600.000 đồng", "Ký đủ hợp đồng thuê điểm kinh doanh"),
        ),
    ),
}

# Signed and entered, and not published yet: the duty list of the province asks for it.
SIGNED_LATELY = DemoInspection(
    "Ban Quản lý chợ đầu mối Minh Họa",
    "việc quản lý điểm kinh doanh và an toàn phòng cháy",
    "Sáu điểm kinh doanh chưa có hợp đồng; hai họng nước chữa cháy bị che lấp, đã giải tỏa trong thời gian thanh tra.",
    (
        "Ký đủ hợp đồng điểm kinh doanh, công khai giá thuê",
        "Kiểm tra lối thoát nạn và họng nước chữa cháy hằng tháng",
    ),
)
