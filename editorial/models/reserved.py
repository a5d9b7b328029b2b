"""First steps of addresses that belong to the system on every portal (portals/urls/public.py)."""

RESERVED_SLUGS = frozenset(
    {
        *("cac-cong", "tim-kiem", "tep", "am-thanh", "media", "static"),
        *(
            "to-chuc",
            "lien-he",
            "so-do",
            "huu-ich",
            "so-cai",
            "noi-dung",
            "bang-diem",
            "thu-tuc",
            "tiep-cong-dan",
        ),
        *("cam-ket", "danh-muc-cong-khai", "du-lieu-mo", "du-lieu-cong-cu", "so-lieu-cac-xa"),
        *("ban-tin-loa", "dai-truyen-thanh", "giong-doc"),
        *(
            "en",
            "bao-chi",
            "xac-minh",
            "hoi-dap",
            "gui-cau-hoi",
            "theo-doi",
            "kien-nghi-cu-tri",
            "api",
        ),
        *("kha-nang-tiep-can", "quyen-rieng-tu", "dieu-khoan-su-dung", "bao-mat-thong-tin"),
    }
)
