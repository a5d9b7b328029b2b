"""Addresses of every portal. Fixed names first; a section's or page's own name last."""

from django.urls import path, re_path

from editorial.alerting import views as alerts
from editorial.answers.public import feeds as answer_feeds
from editorial.answers.public import figure_views as answer_figures
from editorial.answers.public import files as answer_files
from editorial.answers.public import views as answers
from editorial.asking import following, sending
from editorial.broadcasts import podcast as podcasts
from editorial.consultations import public as consultations
from editorial.disclosures import data_files, indicator_views
from editorial.documents.gaps import views as gaps
from editorial.documents.register import table as register_table
from editorial.documents.register import views as register
from editorial.english import page as english
from editorial.land.prices import views as land_prices
from editorial.moving import public_views as carried_pages
from editorial.open_data import table_views as open_tables
from editorial.open_data import views as open_data
from editorial.owed import public_list
from editorial.petitions import views as petitions
from editorial.plans.public import promises
from editorial.plans.public import section as plans
from editorial.press import public as press
from editorial.procedures.public import views as procedures
from editorial.public.views import (
    content,
    feeds,
    files,
    home,
    information,
    ledger,
    media,
    organisation,
    portals,
    search,
    search_feed,
    section,
    sitemaps,
    story,
    story_calendar,
    story_pdf,
    story_proof,
    usefulness,
)
from editorial.read_api.explorer import read_api_explorer
from editorial.reception import calendar as reception_days
from editorial.reception import public as receptions
from editorial.recordings import views as recordings
from editorial.recordings.voices import views as voices
from editorial.remarks import public as remarks
from editorial.schedules.public import calendar as schedules
from editorial.statements import views as statements
from editorial.stations.api import station_system
from portals.ledger.views import ledger_file
from portals.read_api import views as read_api
from scoring.published import views as scores
from syndication.recalls.views import public as recall_views

PROCEDURE = r"(?P<procedure_code>[0-9]\.[0-9]{6}(?:\.[0-9A-Z]{2,3}){0,4})"
MONTH = r"(?P<scored_month>20[0-9]{2}-(?:0[1-9]|1[0-2]))"
# Codes of a form, of one of its rows and of a column.
INDICATOR = r"(?P<sheet_form>[a-z0-9-]{1,40})/(?P<sheet_row>[A-Za-z0-9.]{1,40})/(?P<sheet_column>[a-z0-9_]{1,40})"

urlpatterns = [
    path("", home.home, name="home"),
    path("cac-cong/", portals.portal_list, name="portal_list"),
    path("tim-kiem/", search.search, name="search"),
    re_path(
        r"^tim-kiem/(?P<feed_form>rss\.xml|atom\.xml)$", search_feed.search_feed, name="search_feed"
    ),
    path("tim-kiem/da-mo/", search.search_opened, name="search_opened"),
    path("tim-kiem/goi-y.json", search.search_suggestions, name="search_suggestions"),
    path("tim-kiem/opensearch.xml", search.search_description, name="search_description"),
    path("tep/<int:document_id>/<str:filename>", files.public_file, name="file"),
    path(
        "am-thanh/<int:document_id>/<str:filename>",
        recordings.public_recording,
        name="recording_part",
    ),
    path(
        "giong-doc/<int:story_id>/<str:filename>",
        voices.synthetic_voice,
        name="synthetic_voice",
    ),
    path("media/<path:name>", media.public_rendition, name="media"),
    path("to-chuc/", organisation.organisation, name="organisation"),
    path("lien-he/", organisation.contact, name="contact"),
    path("so-do/", sitemaps.site_map, name="site_map"),
    path("noi-dung/<int:page_id>/", content.content, name="content"),
    path("gui-cau-hoi/", sending.ask, name="ask"),
    path("gui-cau-hoi/<slug:want>/", sending.ask_want, name="ask_want"),
    path("theo-doi/", alerts.follow_portal, name="follow_portal"),
    path("theo-doi/xac-nhan/<str:alert_token>/", alerts.confirm_follow, name="confirm_follow"),
    path("theo-doi/cua-toi/<str:alert_token>/", alerts.own_follows, name="own_follows"),
    path("theo-doi/thoi/<str:alert_token>/", alerts.leave_all, name="leave_alerts"),
    path("theo-doi/<str:case_code>/<str:case_secret>/", following.follow_case, name="follow_case"),
    path(
        "theo-doi/<str:case_code>/<str:case_secret>/phieu/",
        following.case_receipt,
        name="case_receipt",
    ),
    path(
        "theo-doi/<str:case_code>/<str:case_secret>/rut-lai/",
        following.taking_back,
        name="take_back_case",
    ),
    path(
        "theo-doi/<str:case_code>/<str:case_secret>/xoa-du-lieu/",
        following.erasing,
        name="erase_case",
    ),
    path("gop-y/<int:story_id>/", consultations.comment_on_draft, name="comment_on_draft"),
    path(
        "gop-y/<int:story_id>/<int:article_number>/",
        consultations.comment_on_draft,
        name="comment_on_article",
    ),
    path("huu-ich/<int:story_id>/", usefulness.usefulness, name="usefulness"),
    path("huu-ich/<int:story_id>/thieu-gi/", remarks.remark_page, name="leave_remark"),
    path("so-cai/", ledger.ledger, name="ledger"),
    path("so-cai/<path:name>", ledger_file, name="ledger_file"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("favicon.ico", sitemaps.favicon, name="favicon"),
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap_index"),
    path("sitemap-trang.xml", sitemaps.sitemap_pages, name="sitemap_pages"),
    path("sitemap-tin-<int:number>.xml", sitemaps.sitemap_stories, name="sitemap_stories"),
    path("danh-muc-cong-khai/", public_list.what_is_owed, name="what_is_owed"),
    path("du-lieu-mo/", open_data.open_data, name="open_data"),
    path("du-lieu-mo/api/", read_api_explorer, name="read_api_explorer"),
    path("api/v1/", read_api.read_resources, name="read_resources"),
    path("api/v1/openapi.json", read_api.read_description, name="read_description"),
    path("api/v1/<str:read_resource>", read_api.read_list, name="read_list"),
    path("api/v1/<str:read_resource>/<str:read_item>", read_api.read_one, name="read_one"),
    re_path(
        r"^du-lieu-mo/danh-muc\.(?P<catalogue_form>ttl|jsonld)$",
        open_data.own_catalogue,
        name="own_catalogue",
    ),
    re_path(
        r"^du-lieu-mo/toan-tinh\.(?P<catalogue_form>ttl|jsonld)$",
        open_data.whole_catalogue,
        name="whole_catalogue",
    ),
    re_path(
        r"^du-lieu-mo/(?P<data_table>[a-z0-9-]{1,60})/(?P<data_file>so-lieu\.csv|datapackage\.json)$",
        open_tables.open_table,
        name="open_table",
    ),
    path("kha-nang-tiep-can/", statements.accessibility, name="accessibility_statement"),
    path("quyen-rieng-tu/", statements.privacy, name="privacy_statement"),
    path("dieu-khoan-su-dung/", statements.terms_of_use, name="terms_of_use"),
    path("bao-mat-thong-tin/", statements.security, name="security_policy"),
    path(".well-known/security.txt", statements.security_txt, name="security_txt"),
    path("van-ban/so-con-thieu/", gaps.missing_numbers, name="missing_numbers"),
    path(
        "van-ban/so/<str:document_number>/",
        register.document_by_number,
        name="document_by_number",
    ),
    path("dat-dai/gia-dat/", land_prices.land_prices, name="land_prices"),
    path("dat-dai/gia-dat.csv", land_prices.land_prices_file, name="land_prices_file"),
    path("thu-tuc/noi-nop/", procedures.service_points, name="service_points"),
    re_path(rf"^thu-tuc/{PROCEDURE}/$", procedures.procedure, name="procedure"),
    re_path(
        rf"^thu-tuc/{PROCEDURE}/giay-to/$",
        procedures.procedure_checklist,
        name="procedure_checklist",
    ),
    path("en/", english.english, name="english"),
    path("ban-tin-loa/podcast.xml", podcasts.bulletin_podcast, name="bulletin_podcast"),
    path(
        "ban-tin-loa/ca-don-vi-duoi/podcast.xml",
        podcasts.bulletin_podcast_below,
        name="bulletin_podcast_below",
    ),
    path("dai-truyen-thanh/he-thong/", station_system, name="station_system"),
    path("bao-chi/", press.press_corner, name="press_corner"),
    path("xac-minh/<int:story_id>/", press.statement_check, name="statement_check"),
    path("tiep-cong-dan/", receptions.reception, name="reception"),
    path("tiep-cong-dan/lich.ics", reception_days.reception_calendar, name="reception_calendar"),
    path("tiep-cong-dan/ket-qua.csv", receptions.reception_file, name="reception_file"),
    path("quy-hoach/chi-tieu.csv", plans.plan_targets_file, name="plan_targets_file"),
    path("cam-ket/", promises.promises, name="promises"),
    path("lich-lam-viec/lich.ics", schedules.schedule_calendar, name="schedule_calendar"),
    path("kien-nghi-cu-tri/", petitions.petitions, name="petitions"),
    path("kien-nghi-cu-tri/kien-nghi.csv", petitions.petitions_file, name="petitions_file"),
    path("kien-nghi-cu-tri/<int:petition_id>/", petitions.petition, name="petition"),
    path("du-lieu-cong-cu/", carried_pages.carried, name="carried"),
    path(
        "du-lieu-cong-cu/tep/<int:record_id>/", carried_pages.carried_record, name="carried_record"
    ),
    path("hoi-dap/", answers.answers, name="answers"),
    path("hoi-dap/cau-tra-loi.csv", answer_figures.answers_file, name="answers_file"),
    path("hoi-dap/thong-ke/", answer_figures.answer_figures, name="answer_figures"),
    path("hoi-dap/thong-ke.csv", answer_figures.answer_figures_file, name="answer_figures_file"),
    re_path(
        r"^dinh-chinh/(?P<request_number>[0-9]{1,15})/xac-nhan\.(?P<certificate_form>pdf|json)$",
        recall_views.correction_certificate,
        name="correction_certificate",
    ),
    path("hoi-dap/<int:answer_id>/", answers.answer, name="answer"),
    path("hoi-dap/<int:answer_id>/tep/<int:number>/", answer_files.answer_file, name="answer_file"),
    path("hoi-dap/chu-de/<slug:answer_topic>/", answers.answers_of_topic, name="answers_of_topic"),
    re_path(
        r"^hoi-dap/(?P<form>rss\.xml|atom\.xml|feed\.json)$",
        answer_feeds.answers_feed,
        name="answers_feed",
    ),
    path("bang-diem/", scores.scores, name="scores"),
    re_path(rf"^bang-diem/{MONTH}/$", scores.scores_of_month, name="scores_of_month"),
    re_path(rf"^bang-diem/{MONTH}/hoc-tu-ai/$", scores.scores_best, name="scores_best"),
    re_path(rf"^bang-diem/{MONTH}/kiem-chung/$", scores.scores_check, name="scores_check"),
    re_path(
        rf"^bang-diem/{MONTH}\.(?P<file_form>json|csv|zip)$", scores.scores_file, name="scores_file"
    ),
    re_path(
        rf"^bang-diem/{MONTH}/(?P<scored_host>[a-z0-9.-]{{1,253}})/$",
        scores.scores_of_portal,
        name="scores_of_portal",
    ),
    path("so-lieu-cac-xa/", indicator_views.indicators, name="indicators"),
    re_path(rf"^so-lieu-cac-xa/{INDICATOR}/$", indicator_views.indicator, name="indicator"),
    re_path(
        rf"^so-lieu-cac-xa/{INDICATOR}\.csv$", indicator_views.indicator_file, name="indicator_file"
    ),
    re_path(r"^(?P<form>rss\.xml|atom\.xml|feed\.json)$", feeds.feed, name="feed"),
    re_path(
        r"^(?P<slug>[a-z0-9-]+)/(?P<form>rss\.xml|atom\.xml|feed\.json)$",
        feeds.feed,
        name="section_feed",
    ),
    re_path(
        r"^(?P<slug>[a-z0-9-]+)/danh-muc\.(?P<table_form>csv|xlsx)$",
        register_table.register_file,
        name="register_file",
    ),
    re_path(
        r"^(?P<section>[a-z0-9-]+)/(?P<slug>[^/]+)-(?P<story_id>[0-9]{1,18})\.pdf$",
        story_pdf.story_pdf,
        name="story_pdf",
    ),
    re_path(
        r"^(?P<section>[a-z0-9-]+)/(?P<slug>[^/]+)-(?P<story_id>[0-9]{1,18})\.ics$",
        story_calendar.story_calendar,
        name="story_calendar",
    ),
    re_path(
        r"^(?P<section>[a-z0-9-]+)/(?P<slug>[^/]+)-(?P<story_id>[0-9]{1,18})/xac-thuc/$",
        story_proof.story_proof,
        name="story_proof",
    ),
    re_path(
        r"^(?P<section>[a-z0-9-]+)/(?P<slug>[^/]+)-(?P<story_id>[0-9]{1,18})/xac-thuc\.zip$",
        story_proof.story_proof_files,
        name="story_proof_files",
    ),
    re_path(
        r"^(?P<section>[a-z0-9-]+)/(?P<slug>[^/]+)-(?P<story_id>[0-9]{1,18})/"
        r"(?P<data_file>so-lieu\.csv|datapackage\.json)$",
        data_files.disclosure_file,
        name="disclosure_file",
    ),
    re_path(
        r"^(?P<section>[a-z0-9-]+)/(?P<slug>[^/]+)-(?P<story_id>[0-9]{1,18})/$",
        story.story,
        name="story",
    ),
    path("<slug:slug>/", section.section, name="section"),
    path("<path:path>", information.information, name="information"),
]

handler404 = "editorial.public.views.errors.not_found"
handler500 = "editorial.public.views.errors.server_error"
