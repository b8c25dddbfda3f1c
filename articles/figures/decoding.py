"""Image bytes to clean renditions, or one sentence why not. Judged by decoding, never by name or claimed type."""

import hashlib
import io
import threading
from dataclasses import dataclass

from PIL import Image, ImageCms

from articles.refusals import Refused

MAX_BYTES = 20_000_000
MAX_PIXELS = 40_000_000
MAX_SIDE = 12_000
WIDTHS = (480, 960, 1600)
EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif"}
# The same pixels give the same bytes: no option here may depend on the machine.
_WRITING = {
    "JPEG": {"quality": 85, "optimize": True, "progressive": True},
    "PNG": {"compress_level": 6},
    "WEBP": {"quality": 85, "method": 4},
    "AVIF": {"quality": 75, "speed": 6, "max_threads": 1},
}
_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_TAKEN = "Use a JPEG, PNG, WebP or AVIF image."
_TOO_LARGE = (
    f"The image has too many pixels. It may have {MAX_PIXELS // 1_000_000} million, and {MAX_SIDE:,} on a side: "
    "make it smaller and choose it again."
)
# One at a time in each process: this bounds the memory that images may take, however many arrive together.
_turn = threading.Lock()


class BadImage(Refused):
    """Bytes that cannot become a figure; the reason is a sentence for the person who chose them."""


@dataclass(frozen=True)
class Size:
    """One rendition: its bytes, named by their SHA-256."""

    content: bytes
    digest: str
    extension: str
    width: int
    height: int


@dataclass(frozen=True)
class Picture:
    """An image written anew: upright, sRGB, without metadata. `sizes` are smallest first, at least one."""

    sizes: tuple[Size, ...]

    @property
    def digest(self) -> str:
        """What the figure is named by: the digest of its largest rendition."""
        return self.sizes[-1].digest


def decoded(content: bytes) -> Picture:
    """The picture in these bytes, in all its sizes, none of them wider than it came. Raises BadImage.

    The same bytes always give the same picture. Nothing of the bytes themselves is kept, so whatever they carry
    beside the pixels (a place, a script, a second file) is gone.
    """
    if not content:
        raise BadImage("The file is empty. Choose another.")
    if len(content) > MAX_BYTES:
        raise BadImage(
            f"The file is larger than {MAX_BYTES // 1_000_000} MB. Make it smaller and choose it again."
        )
    with _turn:
        image, kind = _pixels(content)
        width = min(image.width, WIDTHS[-1])
        largest = _in_srgb(_scaled(image, width))
        widths = [*(smaller for smaller in WIDTHS if smaller < width), width]
        return Picture(tuple(_written(_scaled(largest, width), kind) for width in widths))


def _pixels(content: bytes) -> tuple[Image.Image, str]:
    """The image, upright and in a mode that can be scaled, and the format to write it in."""
    try:
        image = Image.open(io.BytesIO(content), formats=tuple(EXTENSIONS))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise BadImage(_TOO_LARGE) from problem
    except Exception as problem:  # a decoder may raise anything at all on hostile bytes
        raise BadImage(_what_it_is(content)) from problem
    # A phone's photo may carry further pictures (depth, brightness) behind the first: that is no animation.
    kind = "JPEG" if image.format == "MPO" else str(image.format)
    if image.width * image.height > MAX_PIXELS or max(image.size) > MAX_SIDE:
        raise BadImage(_TOO_LARGE)
    if kind != "JPEG" and getattr(image, "n_frames", 1) > 1:
        raise BadImage("The image moves. Articles show still images: save one picture of it and choose that.")
    try:
        if kind == "JPEG":
            # Large photos are decoded at a fraction of their size.
            image.draft(None, (WIDTHS[-1], WIDTHS[-1]))
        image.load()
    except Exception as problem:
        raise BadImage("The image is damaged or not complete. Save or download it again.") from problem
    turned = _UPRIGHT.get(_orientation(image))
    return _scalable(image.transpose(turned) if turned is not None else image), kind


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # damaged metadata around a whole image: it is dropped anyhow
        return 1


def _scalable(image: Image.Image) -> Image.Image:
    """The image in L, RGB, RGBA or CMYK: palettes, bits and deep greys become what can be scaled."""
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        coloured = image if image.mode == "RGBA" else image.convert("RGBA")
        lowest, _highest = coloured.getchannel("A").getextrema()
        return coloured.convert("RGB") if lowest == 255 else coloured
    if image.mode.startswith("I"):
        # 16 bits of grey: the upper eight.
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in {"L", "RGB", "CMYK"} else image.convert("RGB")


def _scaled(image: Image.Image, width: int) -> Image.Image:
    if width == image.width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _in_srgb(image: Image.Image) -> Image.Image:
    """The image in the colours that every screen takes unlabelled pixels for, and with nothing beside the pixels."""
    plain = "RGB" if image.mode == "CMYK" else image.mode
    result = _by_profile(image) or (image.copy() if image.mode == plain else image.convert(plain))
    result.info = {}
    return result


def _by_profile(image: Image.Image) -> Image.Image | None:
    profile = image.info.get("icc_profile")
    if not profile:
        return None
    try:
        return ImageCms.profileToProfile(
            image,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGBA" if image.mode == "RGBA" else "RGB",
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None  # a damaged profile, or one for other pixels: they are shown as they are


def _written(image: Image.Image, kind: str) -> Size:
    out = io.BytesIO()
    image.save(out, format=kind, **_WRITING[kind])
    content = out.getvalue()
    return Size(content, hashlib.sha256(content).hexdigest(), EXTENSIONS[kind], image.width, image.height)


def _what_it_is(content: bytes) -> str:
    """A sentence for bytes that are none of the images we take. For the words only: nothing is let in by it."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"gif87a", b"gif89a")):
        return "This is a GIF. Save it as PNG and choose that."
    if content[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc"}:
        return "This is a HEIC photo, which browsers do not show. Save it as JPEG and choose that."
    if b"<svg" in start:
        return "This is an SVG drawing, which can carry scripts. Save it as PNG and choose that."
    if start.startswith((b"\xff\xd8\xff", b"\x89png", b"riff")) or content[4:8] == b"ftyp":
        return "The image is damaged or not complete. Save or download it again."
    return f"This is not an image that can be shown here. {_TAKEN}"
