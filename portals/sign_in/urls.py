"""Addresses of the door, on the admin host only and in front of the framework's own sign-in."""

from allauth.account import views as account
from allauth.socialaccount import urls as social_urls
from allauth.usersessions import views as sessions
from django.conf import settings
from django.urls import include, path

from . import views

urlpatterns = [
    # The same path as the framework's, so that there is one way in and out.
    path("login/", views.sign_in, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("account/", views.own_account, name="wagtailadmin_account"),
    path("password_reset/", views.AskForPassword.as_view(), name="wagtailadmin_password_reset"),
    path(
        "password_reset/confirm/<uidb64>/<token>/",
        views.SetPassword.as_view(),
        name="wagtailadmin_password_reset_confirm",
    ),
    path("bao-mat/tam-ngung/", account.account_inactive, name="account_inactive"),
    path("bao-mat/xac-nhan/", account.reauthenticate, name="account_reauthenticate"),
    path("bao-mat/phien/", sessions.list_usersessions, name="usersessions_list"),
    path("bao-mat/phien/<int:session_pk>/ket-thuc/", views.end_session, name="session_end"),
    path("bao-mat/", include("allauth.mfa.urls")),
]
if settings.SOCIALACCOUNT_PROVIDERS:
    urlpatterns += [
        path("dang-nhap-chung/", include("allauth.socialaccount.providers.openid_connect.urls")),
        path("dang-nhap-chung/", include(social_urls)),
    ]
