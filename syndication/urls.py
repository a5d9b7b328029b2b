"""Addresses of this floor on the admin host."""

from django.urls import path

from .deliveries import objection_views, republishing_views
from .deliveries import views as received
from .dispatches import button_views, duty_views, rule_views, sending_views
from .dispatches import views as dispatches
from .proposals import views as proposals
from .recalls import asked_views, recalling_views

app_name = "syndication"
urlpatterns = [
    path("luot-gui/", dispatches.DispatchList.as_view(), name="dispatches"),
    path("luot-gui/<int:dispatch_id>/", dispatches.DispatchPage.as_view(), name="dispatch"),
    path(
        "luot-gui/<int:dispatch_id>/tien-do/",
        dispatches.DispatchProgress.as_view(),
        name="dispatch_progress",
    ),
    path(
        "luot-gui/<int:dispatch_id>/bang.<str:form>",
        dispatches.DispatchPage.as_view(),
        name="dispatch_export",
    ),
    path("luot-gui/<int:dispatch_id>/hoan-tac/", button_views.undo, name="undo"),
    path("luot-gui/<int:dispatch_id>/xac-nhan/", button_views.confirm, name="confirm"),
    path("luot-gui/<int:dispatch_id>/khong-xac-nhan/", button_views.refuse, name="refuse"),
    path("luot-gui/<int:dispatch_id>/gia-han/", button_views.renew, name="renew"),
    path("luot-gui/<int:dispatch_id>/het-khan/", button_views.end, name="end"),
    path("luot-gui/<int:dispatch_id>/thu-lai/", button_views.repeat, name="repeat"),
    path("luot-gui/<int:dispatch_id>/nhac/", button_views.nudge, name="nudge"),
    path(
        "ly-do-khong-dang/<int:objection_id>/",
        objection_views.AnswerObjection.as_view(),
        name="objection",
    ),
    path("tin-cap-tren/", received.ReceivedList.as_view(), name="received"),
    path("tin-cap-tren/dang/", received.place, name="place"),
    path("tin-cap-tren/bo-qua/", received.ignore, name="ignore"),
    path("tin-cap-tren/<int:delivery_id>/", received.DeliveryPage.as_view(), name="delivery"),
    path(
        "tin-cap-tren/<int:delivery_id>/xem-thu/",
        received.delivery_preview,
        name="delivery_preview",
    ),
    path("quy-tac-nhan-tin/", rule_views.RulesPage.as_view(), name="rules"),
    path("quy-tac-nhan-tin/luu/", rule_views.rules_change, name="rules_change"),
    path("quy-tac-nhan-tin/bien-tap-vien/", rule_views.editors_receive, name="editors_receive"),
    path("quy-tac-nhan-tin/chuyen-muc/", rule_views.section_choose, name="section_choose"),
    path("danh-sach-cong/", rule_views.Lists.as_view(), name="lists"),
    path("danh-sach-cong/<int:list_id>/bo/", rule_views.list_drop, name="list_drop"),
    path("lich-truc/", duty_views.DutyPage.as_view(), name="duty"),
    path("lich-truc/<int:shift_id>/bo/", duty_views.shift_drop, name="shift_drop"),
    path("lich-truc/<int:shift_id>/ban-giao/", duty_views.shift_hand_over, name="shift_hand_over"),
    path("lich-truc/<int:shift_id>/nhan/", duty_views.shift_take_over, name="shift_take_over"),
    path("gui-nhieu-tin/", sending_views.ChooseStories.as_view(), name="choose_stories"),
    path("gui-nhieu-tin/gui/", sending_views.SendStories.as_view(), name="send_several"),
    path(
        "tin/<int:story_id>/xem-thu/<int:portal_id>/",
        sending_views.preview_there,
        name="preview_there",
    ),
    path("tin/<int:story_id>/gui/", sending_views.SendStory.as_view(), name="send"),
    path("tin/<int:story_id>/go/", recalling_views.RecallStory.as_view(), name="recall"),
    path("tin/<int:story_id>/de-nghi-go/", asked_views.AskForRecall.as_view(), name="ask_recall"),
    path(
        "de-nghi-go/<int:recall_request_id>/",
        asked_views.DeclineRecall.as_view(),
        name="decline_recall",
    ),
    path(
        "tin/<int:story_id>/dang-lai/",
        republishing_views.RepublishStory.as_view(),
        name="republish",
    ),
    path("tin/<int:story_id>/gui-len/", proposals.ProposeStory.as_view(), name="propose"),
    path("gui-len/", proposals.ProposalList.as_view(), name="proposals"),
    path("gui-len/<int:proposal_id>/chon/", proposals.TakeProposal.as_view(), name="take"),
    path(
        "gui-len/<int:proposal_id>/khong-dung/", proposals.DeclineProposal.as_view(), name="decline"
    ),
    path(
        "gui-len/<int:proposal_id>/rut-lai/", proposals.WithdrawProposal.as_view(), name="take_back"
    ),
]
