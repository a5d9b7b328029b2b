"""A new PDF of pictures with words to be read and searched over them, unseen. Nothing of another file comes into it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, ImageChops, ImageStat

from .boxes import WHOLE
from .pdf_words import PageWord

QUALITY = 75
# Of a sign's own height; each sign is as wide as any other, and the line is stretched to its words.
SIGN_WIDTH = 500
SIGNS_A_FONT = 250
# Colours apart by less are what a scanner makes of grey.
GREY_WITHIN = 12
SMALLEST = 0.5


@dataclass
class _Letters:
    """Fonts without shapes: each sign that is written gets a number in one of them, in the order of its coming."""

    codes: dict[str, int] = field(default_factory=dict)

    def code_of(self, sign: str) -> tuple[int, int]:
        number = self.codes.setdefault(sign, len(self.codes))
        return divmod(number, SIGNS_A_FONT)

    def fonts(self) -> list[list[str]]:
        signs = list(self.codes)
        return [signs[at : at + SIGNS_A_FONT] for at in range(0, len(signs), SIGNS_A_FONT)]


class PdfOfPictures:
    """Pages are added one by one, then it is written."""

    def __init__(self) -> None:
        self._pdf = Pdf.new()
        self._pdf.Root.Lang = pikepdf.String("vi")
        self._letters = _Letters()
        self._fonts = self._pdf.make_indirect(Dictionary())

    def add(
        self, picture: Image.Image, size: tuple[float, float], words: Iterable[PageWord]
    ) -> None:
        """Add a page of `size` in points that shows `picture` and can be read as `words`."""
        width, height = size
        pdf = self._pdf
        pdf.add_blank_page(page_size=(width, height))
        drawn = f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /P Do Q\nBT 3 Tr\n"
        lines = (self._written(word, width, height) for word in words)
        content = drawn + "".join(lines) + "ET\n"
        page = pdf.pages[-1]
        page.Contents = pdf.make_stream(content.encode("ascii"))
        page.Resources = Dictionary(XObject=Dictionary(P=self._image(picture)), Font=self._fonts)

    def content(self) -> bytes:
        """Return the file. The same pages give the same bytes."""
        for number, signs in enumerate(self._letters.fonts()):
            self._fonts[f"/F{number}"] = self._font(signs)
        out = io.BytesIO()
        self._pdf.save(out, deterministic_id=True, compress_streams=True)
        return out.getvalue()

    def _written(self, word: PageWord, width: float, height: float) -> str:
        place = word.place
        size = max((place.bottom - place.top) * height / WHOLE, SMALLEST)
        across = max((place.right - place.left) * width / WHOLE, SMALLEST)
        stretch = 100 * across / (len(word.text) * size * SIGN_WIDTH / 1000)
        x, y = place.left * width / WHOLE, height - place.bottom * height / WHOLE
        shown = "".join(
            f"/F{font} {size:.3f} Tf <{code:02x}> Tj\n"
            # Whoever copies two words gets the blank between them.
            for font, code in map(self._letters.code_of, f"{word.text} ")
        )
        return f"{stretch:.2f} Tz 1 0 0 1 {x:.3f} {y:.3f} Tm\n{shown}"

    def _image(self, picture: Image.Image) -> pikepdf.Object:
        plain = _without_colours(picture)
        out = io.BytesIO()
        plain.save(out, "JPEG", quality=QUALITY, optimize=True)
        image = self._pdf.make_stream(out.getvalue())
        image.Type, image.Subtype = Name.XObject, Name.Image
        image.Width, image.Height = plain.size
        image.BitsPerComponent, image.Filter = 8, Name.DCTDecode
        image.ColorSpace = Name.DeviceGray if plain.mode == "L" else Name.DeviceRGB
        return image

    def _font(self, signs: Sequence[str]) -> pikepdf.Object:
        pdf = self._pdf
        unseen = pdf.make_stream(f"{SIGN_WIDTH} 0 0 0 {SIGN_WIDTH} 1000 d1".encode())
        names = [Name(f"/s{code}") for code in range(len(signs))]
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type3,
                FontBBox=Array([0, 0, SIGN_WIDTH, 1000]),
                FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
                CharProcs=Dictionary({str(name): unseen for name in names}),
                Encoding=Dictionary(Type=Name.Encoding, Differences=Array([0, *names])),
                FirstChar=0,
                LastChar=len(signs) - 1,
                Widths=Array([SIGN_WIDTH] * len(signs)),
                Resources=Dictionary(),
                ToUnicode=pdf.make_stream(_to_unicode(signs).encode("ascii")),
            )
        )


def _to_unicode(signs: Sequence[str]) -> str:
    lines = [f"<{code:02x}> <{sign.encode('utf-16-be').hex()}>" for code, sign in enumerate(signs)]
    # A hundred a section are the most that the format allows.
    sections = "".join(
        f"{len(part)} beginbfchar\n{chr(10).join(part)}\nendbfchar\n"
        for part in (lines[at : at + 100] for at in range(0, len(lines), 100))
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Adobe-Identity-UCS def\n"
        "/CMapType 2 def\n1 begincodespacerange\n<00> <ff>\nendcodespacerange\n"
        f"{sections}endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    )


def _without_colours(picture: Image.Image) -> Image.Image:
    red, green, blue = picture.split()
    apart = (ImageChops.difference(red, green), ImageChops.difference(green, blue))
    is_grey = all(ImageStat.Stat(one).extrema[0][1] < GREY_WITHIN for one in apart)
    return picture.convert("L") if is_grey else picture
