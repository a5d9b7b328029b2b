"""Addresses of this floor on the admin host."""

from django.urls import path

from .views import dispatches, proposals, recalling, received, republishing, sending

app_name = "syndication"
urlpatterns = [
    path("luot-gui/", dispatches.DispatchList.as_view(), name="dispatches"),
    path("luot-gui/<int:dispatch_id>/", dispatches.DispatchPage.as_view(), name="dispatch"),
    path(
        "luot-gui/<int:dispatch_id>/tien-do/",
        dispatches.DispatchProgress.as_view(),
        name="dispatch_progress",
    ),
    path("tin-cap-tren/", received.ReceivedList.as_view(), name="received"),
    path("tin/<int:story_id>/gui/", sending.SendStory.as_view(), name="send"),
    path("tin/<int:story_id>/go/", recalling.RecallStory.as_view(), name="recall"),
    path("tin/<int:story_id>/dang-lai/", republishing.RepublishStory.as_view(), name="republish"),
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
