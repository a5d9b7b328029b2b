"""The blocks a story is written with. Each renders without script, style or third party."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

RICH_TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]
VIDEO_HOSTS = frozenset({"www.youtube.com", "youtube.com", "youtu.be", "m.youtube.com"})


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(
        label=_("Heading"), max_length=160, help_text=_("A few words that name what follows.")
    )
    level = blocks.ChoiceBlock(
        label=_("Level"),
        choices=[("2", _("Main heading")), ("3", _("Sub-heading"))],
        default="2",
        help_text=_("A sub-heading only below a main heading."),
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "editorial/blocks/heading.html"


class FigureBlock(blocks.StructBlock):
    image = ImageBlock(
        label=_("Image"),
        help_text=_("Say what it shows; only a mere ornament may be marked as decorative."),
    )
    caption = blocks.CharBlock(
        label=_("Caption"),
        max_length=300,
        required=False,
        help_text=_("Who, where, when, and who took the photo. It stands below the image."),
    )
    text = blocks.TextBlock(
        label=_("The graphic in words"),
        required=False,
        help_text=_(
            "Only for an infographic: all that it says, in sentences. Who cannot see it reads this below it."
        ),
    )

    def get_prep_value(self, value: Any) -> dict[str, Any]:
        """Leave the words out where there are none: what was stored before there could be any stays byte for byte."""
        stored: dict[str, Any] = super().get_prep_value(value)
        if not stored.get("text"):
            stored.pop("text", None)
        return stored

    class Meta:
        icon = "image"
        label = _("Image")
        template = "editorial/blocks/figure.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(
        label=_("Quotation"), help_text=_("Word for word, without quotation marks.")
    )
    attribution = blocks.CharBlock(
        label=_("Who said it"),
        max_length=160,
        required=False,
        help_text=_("Name and post of the speaker."),
    )

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "editorial/blocks/quote.html"


class CaptionedTableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(
        label=_("Title of the table"),
        max_length=200,
        help_text=_("What the table shows; it is read out before the table."),
    )
    table = TypedTableBlock(
        [
            ("text", blocks.CharBlock(label=_("Text"), required=False)),
            ("number", blocks.DecimalBlock(label=_("Number"), required=False)),
        ],
        label=_("Table"),
        help_text=_("Add columns first, then rows. Leave no row of headings empty."),
    )

    class Meta:
        icon = "table"
        label = _("Table")
        template = "editorial/blocks/table.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        table = cleaned["table"]
        if not table.columns or not table.row_data:
            raise blocks.StructBlockValidationError(
                {"table": ValidationError(_("A table needs at least one column and one row."))}
            )
        return cleaned


class FileBlock(blocks.StructBlock):
    document = DocumentChooserBlock(
        label=_("File"), help_text=_("A PDF or another file that readers may download.")
    )
    title = blocks.CharBlock(
        label=_("Title"),
        max_length=200,
        required=False,
        help_text=_("What the link says; empty: the title of the file."),
    )

    class Meta:
        icon = "doc-full"
        label = _("Attached file")
        template = "editorial/blocks/file.html"


class VideoLinkBlock(blocks.StructBlock):
    """A link to a video: public pages load nothing from third parties, so nothing is embedded."""

    url = blocks.URLBlock(
        label=_("Address of the video"), help_text=_("The address of a video on YouTube.")
    )
    title = blocks.CharBlock(
        label=_("Title"), max_length=200, help_text=_("What the video shows, in a few words.")
    )

    class Meta:
        icon = "media"
        label = _("Video link")
        template = "editorial/blocks/video_link.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if urlsplit(cleaned["url"]).hostname not in VIDEO_HOSTS:
            raise blocks.StructBlockValidationError(
                {"url": ValidationError(_("Only YouTube addresses can be used here."))}
            )
        return cleaned


class StoryBody(blocks.StreamBlock):
    text = blocks.RichTextBlock(
        label=_("Paragraph"),
        features=RICH_TEXT_FEATURES,
        help_text=_("Paragraphs and lists. What you paste from Word keeps headings and tables."),
        icon="pilcrow",
        template="editorial/blocks/text.html",
    )
    heading = HeadingBlock()
    figure = FigureBlock()
    quote = QuoteBlock()
    table = CaptionedTableBlock()
    file = FileBlock()
    video = VideoLinkBlock()
