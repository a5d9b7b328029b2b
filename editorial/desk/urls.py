"""Addresses of the desk's own pages on the admin host."""

from django.urls import path

from editorial.alerting import desk_views as alerting
from editorial.appearance import views as look
from editorial.appearance.home_links import views as home_links
from editorial.broadcasts.desk import listing as bulletin_list
from editorial.broadcasts.desk import views as bulletins
from editorial.broadcasts.desk.voice import bulletin_voice
from editorial.checking import views as checks
from editorial.consultations.desk import views as consultations
from editorial.content_scan import views as suspicions
from editorial.disclosures.desk import views as sheets
from editorial.documents.desk import listing as documents_desk
from editorial.documents.gaps import list_views as number_lists
from editorial.documents.gaps import views as gaps
from editorial.documents.importing import views as registers
from editorial.documents.intake import views as intake
from editorial.documents.outlets import views as outlets
from editorial.documents.relations import views as relations
from editorial.docx_import import views as documents
from editorial.editor import story_views
from editorial.editor.own_texts import OwnTexts
from editorial.editor.story_list import PortalStories
from editorial.integrity_watch import views as watch
from editorial.plans.desk import plan_views, promise_views
from editorial.press.desk import views as press
from editorial.procedures.desk import catalogue, centre
from editorial.procedures.desk import listing as procedures
from editorial.quick_write import views as quick
from editorial.readership import views as readership
from editorial.reception.desk import below as reception_below
from editorial.reception.desk import views as receptions
from editorial.remarks import desk as remarks
from editorial.review import decision_views, exception_views, later_check_views
from editorial.review import views as review
from editorial.royalties.desk import sheet_views as royalty_sheets
from editorial.royalties.desk import views as royalties
from editorial.royalties.desk import work_views as royalty_works
from editorial.schedules.desk import views as schedules
from editorial.search import desk_views as search_desk
from editorial.social_posts.desk import posts as social_posts
from editorial.social_posts.desk.messages import group_message
from editorial.social_posts.desk.wordings import post_wordings
from editorial.standing import detail_views, group_views
from editorial.standing import views as standing
from editorial.stations.desk import scripts, spoken_forms
from editorial.stations.desk import views as stations
from portals.admin_kit.current import at_current
from portals.inbox import views as inbox

from . import homepage

urlpatterns = [
    path("viec/", inbox.inbox, name="inbox"),
    path("viec/lan-luot/", inbox.inbox_in_turn, name="inbox_in_turn"),
    path("viec/hoan/", inbox.inbox_snooze, name="inbox_snooze"),
    path("viec/hoan/bo/", inbox.inbox_unsnooze, name="inbox_unsnooze"),
    path("viec/mo/<str:mail_link>/", inbox.open_mail_link, name="mail_link"),
    path("account/thu-nhac-viec/", inbox.mail_settings, name="mail_settings"),
    path("viet/", homepage.ways_to_write, name="write"),
    path("viet-nhanh/", quick.quick_write, name="quick_write"),
    path("viet-nhanh/trang-thai/", quick.quick_status, name="quick_status"),
    path("viet-nhanh/worker.js", quick.quick_worker, name="quick_worker"),
    path("ban-tin-loa/dang/", at_current("post_bulletin_on"), name="post_bulletin"),
    path(
        "ban-tin-loa/dang/<int:portal_id>/", bulletins.post_bulletin_page, name="post_bulletin_on"
    ),
    path(
        "ban-tin-loa/giong-doc/<int:portal_id>/<int:story_id>/",
        bulletin_voice,
        name="bulletin_voice",
    ),
    path("ban-tin-loa/to-dan/<int:portal_id>/", bulletins.bulletin_sheet, name="bulletin_sheet"),
    path(
        "tin-nhan-nhom/<int:portal_id>/<int:story_id>/", group_message, name="story_group_message"
    ),
    path("bai-mang-xa-hoi/mau/<int:portal_id>/", post_wordings, name="post_wordings"),
    path(
        "bai-mang-xa-hoi/<int:portal_id>/<int:story_id>/",
        social_posts.story_posts,
        name="story_posts",
    ),
    path(
        "bai-mang-xa-hoi/<int:portal_id>/<int:story_id>/de-nghi/",
        social_posts.story_post_propose,
        name="story_post_propose",
    ),
    path(
        "bai-mang-xa-hoi/<int:portal_id>/<int:story_id>/quyet/",
        social_posts.story_post_decide,
        name="story_post_decide",
    ),
    path("duyet/", review.review_list, name="review_list"),
    path("duyet/<int:page_id>/", review.story_review, name="story_review"),
    path("duyet/<int:page_id>/trinh/", decision_views.story_submit, name="story_submit"),
    path("duyet/<int:page_id>/rut/", decision_views.story_take_back, name="story_take_back"),
    path("duyet/<int:page_id>/chuyen/", decision_views.story_pass_on, name="story_pass_on"),
    path("duyet/<int:page_id>/dang/", decision_views.story_approve, name="story_approve"),
    path("duyet/<int:page_id>/hen-gio/", decision_views.story_schedule, name="story_schedule"),
    path("duyet/<int:page_id>/huy-hen/", decision_views.story_unschedule, name="story_unschedule"),
    path("duyet/<int:page_id>/tra-lai/", decision_views.story_return, name="story_return"),
    path("duyet/<int:page_id>/chu-de/", decision_views.story_subject, name="story_subject"),
    path("duyet/<int:page_id>/dang-ngay/", exception_views.story_urgent, name="story_urgent"),
    path("duyet/<int:page_id>/ban-giay/", exception_views.story_paper, name="story_paper"),
    path("dinh-chinh/<int:page_id>/", exception_views.story_correct, name="story_correct"),
    path(
        "dinh-chinh/<int:page_id>/bo/",
        exception_views.story_correction_drop,
        name="story_correction_drop",
    ),
    path("ban-giay/<int:approval_id>/", later_check_views.approval_sheet, name="approval_sheet"),
    path("hau-kiem/", later_check_views.later_check_list, name="later_check_list"),
    path("hau-kiem/<int:check_id>/", later_check_views.later_check, name="later_check"),
    path("van-ban/<int:page_id>/quan-he/", relations.document_relations, name="document_relations"),
    path(
        "van-ban/<int:page_id>/quan-he/them/",
        relations.document_relation_add,
        name="document_relation_add",
    ),
    path(
        "van-ban/<int:page_id>/quan-he/<int:relation_id>/",
        relations.document_relation_change,
        name="document_relation_change",
    ),
    path(
        "van-ban/<int:page_id>/quan-he/<int:relation_id>/bo/",
        relations.document_relation_remove,
        name="document_relation_remove",
    ),
    path(
        "van-ban/<int:page_id>/quan-he/<int:relation_id>/da-cap-nhat/",
        relations.document_relation_in_text,
        name="document_relation_in_text",
    ),
    path(
        "van-ban/<int:page_id>/dieu-khoan/",
        relations.document_provisions,
        name="document_provisions",
    ),
    path("kiem-tra/<int:page_id>/", checks.text_checks, name="text_checks"),
    path("canh-bao/", suspicions.suspicions, name="suspicions"),
    path("canh-bao/ten-mien/", suspicions.host_trust, name="host_trust"),
    path("canh-bao/<int:suspicion_id>/", suspicions.suspicion_end, name="suspicion_end"),
    path("giam-sat/", watch.AlterationList.as_view(), name="alterations"),
    path("giam-sat/<int:alteration_id>/", watch.alteration_confirm, name="alteration_confirm"),
    path("tin-bai/", at_current("portal_stories"), name="stories"),
    path("tin-bai/cua-toi/", OwnTexts.as_view(), name="own_texts"),
    path("tin-bai/<int:portal_id>/", PortalStories.as_view(), name="portal_stories"),
    path("van-ban/", at_current("portal_documents"), name="documents"),
    path(
        "van-ban/<int:portal_id>/",
        documents_desk.PortalDocuments.as_view(),
        name="portal_documents",
    ),
    path("thu-tuc/", at_current("portal_procedures"), name="procedures"),
    path("thu-tuc/nhap/", catalogue.catalogue_import, name="catalogue_import"),
    path("thu-tuc/nhap/<int:catalogue_id>/", catalogue.catalogue_look, name="catalogue_look"),
    path(
        "thu-tuc/<int:portal_id>/",
        procedures.PortalProcedures.as_view(),
        name="portal_procedures",
    ),
    path(
        "thu-tuc/<int:portal_id>/<int:procedure_id>/",
        procedures.procedure_versions,
        name="procedure_versions",
    ),
    path("noi-tiep-nhan/", at_current("portal_centre"), name="own_centre"),
    path("noi-tiep-nhan/<int:portal_id>/", centre.portal_centre, name="portal_centre"),
    path("bao-chi/", at_current("portal_press"), name="press"),
    path("bao-chi/<int:portal_id>/", press.portal_press, name="portal_press"),
    path("dai-truyen-thanh/", at_current("portal_station"), name="stations"),
    path("dai-truyen-thanh/<int:portal_id>/", stations.portal_station, name="portal_station"),
    path(
        "dai-truyen-thanh/<int:portal_id>/danh-sach/",
        bulletin_list.PortalBulletins.as_view(),
        name="portal_bulletins",
    ),
    path(
        "dai-truyen-thanh/<int:portal_id>/da-phat/<int:story_id>/",
        stations.bulletin_aired,
        name="bulletin_aired",
    ),
    path(
        "dai-truyen-thanh/<int:portal_id>/dinh-chinh/<int:story_id>/",
        stations.bulletin_corrected,
        name="bulletin_corrected",
    ),
    path(
        "dai-truyen-thanh/<int:portal_id>/khong-phat/<int:story_id>/",
        stations.bulletin_not_aired,
        name="bulletin_not_aired",
    ),
    path(
        "dai-truyen-thanh/<int:portal_id>/ban-tin/", scripts.station_script, name="station_script"
    ),
    path(
        "dai-truyen-thanh/<int:portal_id>/ban-tin/in/",
        scripts.station_script_paper,
        name="station_script_paper",
    ),
    path("tim-kiem-cua-dan/", search_desk.searched_words, name="searched_words"),
    path("tim-kiem-cua-dan/tu-dong-nghia/", search_desk.search_synonyms, name="search_synonyms"),
    path(
        "tim-kiem-cua-dan/tu-dong-nghia/<int:synonym_id>/bo/",
        search_desk.search_synonym_removed,
        name="search_synonym_removed",
    ),
    path("tim-kiem-cua-dan/dung-dau/", search_desk.search_first, name="search_first"),
    path(
        "tim-kiem-cua-dan/dung-dau/<int:bet_id>/bo/",
        search_desk.search_first_removed,
        name="search_first_removed",
    ),
    path("nguoi-theo-doi/", alerting.followers, name="followers"),
    path("cach-doc/", spoken_forms.spoken_table, name="spoken_table"),
    path("tiep-cong-dan/", at_current("portal_reception"), name="receptions"),
    path("tiep-cong-dan/<int:portal_id>/", receptions.portal_reception, name="portal_reception"),
    path("tiep-cong-dan/<int:portal_id>/lich/", receptions.reception_rules, name="reception_rules"),
    path(
        "tiep-cong-dan/<int:portal_id>/cap-duoi/",
        reception_below.reception_below,
        name="reception_below",
    ),
    path(
        "tiep-cong-dan/<int:portal_id>/ngay/<str:reception_day>/",
        receptions.reception_day,
        name="reception_day",
    ),
    path("gop-y-du-thao/", at_current("portal_drafts"), name="drafts_for_comment"),
    path("gop-y-du-thao/<int:portal_id>/", consultations.portal_drafts, name="portal_drafts"),
    path(
        "gop-y-du-thao/<int:portal_id>/<int:draft_id>/",
        consultations.draft_comments,
        name="draft_comments",
    ),
    path("ke-hoach/", at_current("portal_plans"), name="plans"),
    path("ke-hoach/<int:portal_id>/", plan_views.portal_plans, name="portal_plans"),
    path("ke-hoach/<int:portal_id>/cap-duoi/", plan_views.plans_below, name="plans_below"),
    path("ke-hoach/<int:portal_id>/<int:plan_id>/", plan_views.portal_plan, name="portal_plan"),
    path("cam-ket/", at_current("portal_promises"), name="promises_of_desk"),
    path("cam-ket/<int:portal_id>/", promise_views.portal_promises, name="portal_promises"),
    path("cam-ket/<int:portal_id>/cap-duoi/", promise_views.promises_below, name="promises_below"),
    path("nhuan-but/", at_current("royalty_sheets"), name="royalties"),
    path("nhuan-but/cua-toi/", royalties.OwnRoyalties.as_view(), name="own_royalties"),
    path("nhuan-but/muc-chi/", royalties.royalty_settings, name="royalty_settings"),
    path("nhuan-but/cap-duoi/", at_current("royalties_below"), name="royalties_of_below"),
    path("nhuan-but/<int:portal_id>/", royalty_sheets.royalty_sheets, name="royalty_sheets"),
    path("nhuan-but/<int:portal_id>/cap-duoi/", royalties.royalties_below, name="royalties_below"),
    path(
        "nhuan-but/<int:portal_id>/<int:royalty_sheet_id>/",
        royalty_sheets.royalty_sheet,
        name="royalty_sheet",
    ),
    path(
        "nhuan-but/<int:portal_id>/<int:royalty_sheet_id>/bang.<str:form>",
        royalty_sheets.royalty_table,
        name="royalty_table",
    ),
    path(
        "nhuan-but/<int:portal_id>/<int:royalty_sheet_id>/them/",
        royalty_works.royalty_work_add,
        name="royalty_work_add",
    ),
    path(
        "nhuan-but/<int:portal_id>/<int:royalty_sheet_id>/tac-pham/<int:royalty_work_number>/",
        royalty_works.royalty_work,
        name="royalty_work",
    ),
    path(
        "nhuan-but/<int:portal_id>/<int:royalty_sheet_id>/dieu-chinh/<int:royalty_line_id>/",
        royalty_works.royalty_adjust,
        name="royalty_adjust",
    ),
    path("lich-lam-viec/", at_current("portal_schedule"), name="schedules"),
    path("lich-lam-viec/<int:portal_id>/", schedules.portal_schedule, name="portal_schedule"),
    path("giao-dien/", at_current("portal_look"), name="looks"),
    path("giao-dien/<int:portal_id>/", look.portal_look, name="portal_look"),
    path("giao-dien/<int:portal_id>/khoi/", look.portal_blocks, name="portal_blocks"),
    path(
        "giao-dien/<int:portal_id>/lien-ket/",
        home_links.portal_home_links,
        name="portal_home_links",
    ),
    path(
        "tin-bai/<int:portal_id>/tu-tep-word/",
        documents.document_import,
        name="document_import",
    ),
    path("dang-doc-word/<int:import_id>/", documents.document_waiting, name="document_waiting"),
    path("dan-tu-word/", documents.pasted, name="pasted"),
    path("van-ban/<int:portal_id>/so-con-thieu/", gaps.portal_gaps, name="portal_gaps"),
    path("van-ban/<int:portal_id>/danh-sach-so/", number_lists.number_lists, name="number_lists"),
    path(
        "van-ban/<int:portal_id>/dua-den-dan/<int:story_id>/",
        outlets.document_outlets,
        name="document_outlets",
    ),
    path(
        "van-ban/<int:portal_id>/dua-den-dan/<int:story_id>/to-a4.pdf",
        outlets.document_sheet,
        name="document_sheet",
    ),
    path("van-ban/<int:portal_id>/nhap-so/", registers.register_import, name="register_import"),
    path("nhap-so/<int:register_id>/", registers.register_look, name="register_look"),
    path("van-ban/<int:portal_id>/tu-tep/", intake.document_intake, name="document_intake"),
    path("van-ban/tep/<int:document_id>/", intake.document_confirm, name="document_confirm"),
    path("bieu/", at_current("sheet_upload"), name="sheets"),
    path("bieu/<int:portal_id>/tu-tep/", sheets.sheet_upload, name="sheet_upload"),
    path("bieu/gui/<int:sheet_id>/", sheets.sheet_look, name="sheet_look"),
    path("go-bai/<int:page_id>/", story_views.story_withdraw, name="story_withdraw"),
    path("chuyen-muc/<int:page_id>/", story_views.story_move, name="story_move"),
    path(
        "go-khoi-cong/<int:placement_id>/",
        story_views.placement_take_down,
        name="placement_take_down",
    ),
    path(
        "xem-tren-cong/<int:placement_id>/",
        story_views.placement_preview,
        name="placement_preview",
    ),
    path("cong/", at_current("portal_details"), name="own_details"),
    path("cong/<int:portal_id>/", detail_views.portal_details, name="portal_details"),
    path("cong/<int:portal_id>/lien-he/", detail_views.portal_contact, name="portal_contact"),
    path("cong/<int:portal_id>/xac-nhan/", detail_views.portal_confirm, name="portal_confirm"),
    path("cong/<int:portal_id>/don-vi/", detail_views.unit_add, name="unit_add"),
    path("cong/<int:portal_id>/khu-pho/", group_views.group_add, name="residential_group_add"),
    path(
        "khu-pho/<int:residential_id>/", group_views.group_change, name="residential_group_change"
    ),
    path(
        "khu-pho/<int:residential_id>/xoa/",
        group_views.group_remove,
        name="residential_group_remove",
    ),
    path("cong/<int:portal_id>/nguoi/", detail_views.official_add, name="official_add"),
    path("cong/<int:portal_id>/chuyen-muc/", standing.SectionAges.as_view(), name="section_ages"),
    path(
        "cong/<int:portal_id>/nguoi-doc/", standing.StoryReadersList.as_view(), name="story_readers"
    ),
    path(
        "cong/<int:portal_id>/loi-ban-doc/", remarks.ReaderRemarks.as_view(), name="reader_remarks"
    ),
    path("cong/<int:portal_id>/loi-ban-doc/da-doc/", remarks.remarks_read, name="remarks_read"),
    path("cong/<int:portal_id>/luot-xem/", readership.portal_readership, name="portal_readership"),
    path(
        "cong/<int:portal_id>/luot-xem.csv",
        readership.portal_readership_file,
        name="portal_readership_file",
    ),
    path("luot-xem/", readership.readership_below, name="readership_below"),
    path("luot-xem.csv", readership.readership_below_file, name="readership_below_file"),
    path("luot-xem/nam-truoc/", readership.EnterFormerYear.as_view(), name="enter_former_year"),
    path("don-vi/<int:unit_id>/", detail_views.unit_change, name="unit_change"),
    path("don-vi/<int:unit_id>/xoa/", detail_views.unit_remove, name="unit_remove"),
    path("nguoi/<int:official_id>/", detail_views.official_change, name="official_change"),
    path("nguoi/<int:official_id>/xoa/", detail_views.official_remove, name="official_remove"),
    path("doi-ten-chuyen-muc/<int:page_id>/", standing.section_rename, name="section_rename"),
]
