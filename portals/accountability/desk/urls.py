"""The addresses of the desk about requests."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import (
    acts,
    answers,
    boxes,
    erasing,
    listing,
    national,
    others,
    page,
    petitions,
    publishing,
    ruling,
    sampling,
    stating,
    wordings,
)

ONE = "hoi-dap/yeu-cau/<int:case_id>/"
PAGE = "hoi-dap/tep-cong-khai/<int:redaction_id>/trang/"

ACTS: dict[str, tuple[str, type[acts.CaseAct]]] = {
    "ask": ("hoi-lai", acts.AskCitizen),
    "hand_over": ("chuyen", acts.HandOver),
    "consult": ("lay-y-kien", acts.ConsultAgency),
    "assign": ("giao", acts.AssignOfficer),
    "join": ("ghep", acts.JoinRequests),
    "refuse": ("khong-tiep-nhan", acts.RefuseRequest),
    "to_national": ("he-thong-quoc-gia", national.HandToNational),
    "dismiss": ("khong-phai-yeu-cau", acts.DismissRequest),
    "seal": ("niem-phong", acts.SealRequest),
    "extend": ("gia-han", acts.ExtendTime),
    "rule": ("dinh-chinh", ruling.RuleCorrection),
    "state_late": ("loi-nguoi-dung-dau", stating.StateBesideLate),
    "unstate_late": ("rut-loi-nguoi-dung-dau", stating.WithdrawBesideLate),
    "state_correction": ("loi-ve-dinh-chinh", stating.StateBesideCorrection),
    "unstate_correction": ("rut-loi-ve-dinh-chinh", stating.WithdrawBesideCorrection),
    "retract": ("go", acts.RetractAnswer),
    "draft": ("tra-loi", answers.WriteAnswer),
    "approve": ("duyet", answers.DecideOnAnswer),
    "files": ("tep-cong-khai", publishing.ChooseFiles),
    "enter_erasure": ("nhap-yeu-cau-xoa", erasing.EnterErasure),
    "erasure": ("xoa-du-lieu", erasing.DecideErasure),
    "review": ("xem-xet-lai", others.DecideReview),
}


def case_addresses() -> list[URLPattern]:
    """Return all of them, for the hook of the admin host."""
    of_case = [
        path(f"{ONE}{slug}/", view.as_view(), name=f"case_{name}")
        for name, (slug, view) in ACTS.items()
    ]
    template = "hoi-dap/mau/<int:answer_template_id>/"
    of_board = "hoi-dap/<int:portal_id>/"
    return [
        path("hoi-dap/", listing.requests_of_desk, name="cases"),
        path("hoi-dap/niem-phong/", listing.SealedCases.as_view(), name="cases_sealed"),
        path(of_board, listing.CaseQueue.as_view(), name="case_queue"),
        path(f"{of_board}cap-duoi/", listing.CasesBelow.as_view(), name="cases_below"),
        path(f"{of_board}kien-nghi/", petitions.BringPetitions.as_view(), name="petitions_bring"),
        path(
            f"{of_board}he-thong-quoc-gia/",
            national.NationalOfBoard.as_view(),
            name="cases_national",
        ),
        path(f"{of_board}he-thong-quoc-gia/tep/", national.national_export, name="national_export"),
        path(f"{of_board}he-thong-quoc-gia/xoa/", national.national_erase, name="national_erase"),
        path(f"{of_board}nhap/", others.EnterRequest.as_view(), name="case_enter"),
        path(f"{of_board}y-kien/", others.ConsultsOfBoard.as_view(), name="case_consults"),
        path(f"{of_board}loi-hua/", others.PromisesOfBoard.as_view(), name="answer_promises"),
        path(f"{of_board}mau/", wordings.AnswerTemplates.as_view(), name="answer_templates"),
        path(f"{of_board}mau/them/", wordings.AddTemplate.as_view(), name="answer_template_add"),
        path(template, wordings.EditTemplate.as_view(), name="answer_template_edit"),
        path(f"{template}xoa/", wordings.DeleteTemplate.as_view(), name="answer_template_delete"),
        path(
            "hoi-dap/y-kien/<int:consult_id>/",
            others.AnswerConsult.as_view(),
            name="case_consult_answer",
        ),
        path(
            "hoi-dap/loi-hua/<int:answer_promise_id>/",
            others.DecidePromise.as_view(),
            name="answer_promise",
        ),
        path(
            "hoi-dap/tu-choi/<int:refusal_check_id>/",
            sampling.JudgeRefusal.as_view(),
            name="refusal_check",
        ),
        path("hoi-dap/tep/<int:case_file_id>/", page.case_file, name="case_file"),
        path(f"{PAGE}<int:page_number>/", boxes.LookAtPage.as_view(), name="public_page"),
        path(
            f"{PAGE}<int:page_number>/anh/",
            boxes.public_page_picture,
            name="public_page_picture",
        ),
        path(ONE, page.case_page, name="case_page"),
        path(f"{ONE}tiep-nhan/", page.case_accept, name="case_accept"),
        *of_case,
    ]
