"""Image files as they come: from phones, printers, scanners, browsers and attackers. All drawn here."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageCms

RED, BLUE = (200, 20, 30), (20, 30, 200)


def drawn(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    """Red above, blue below: it shows which way up it is."""
    image = Image.new("RGB", (width, height), BLUE)
    image.paste(RED, (0, 0, width, height // 2))
    return image.convert(mode)


def saved(image: Image.Image, kind: str, **saving: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, format=kind, **saving)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def turned_phone_photo() -> bytes:
    """As a phone keeps a picture taken upright: on its side, with a note which way up, where, and by what."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "ACME Phones"
    exif.get_ifd(0x8825).update({1: "N", 2: (46.0, 57.0, 5.0), 3: "E", 4: (7.0, 26.0, 50.0)})
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    on_its_side = drawn(40, 60).transpose(Image.Transpose.ROTATE_90)
    return saved(on_its_side, "JPEG", exif=exif, icc_profile=profile, comment=b"Ward 7, bed 12", quality=95)


def with_second_picture() -> bytes:
    """A photo with a depth map behind it, as newer phones make them."""
    return saved(drawn(), "MPO", save_all=True, append_images=[drawn(mode="L").convert("RGB")])


def moving(kind: str) -> bytes:
    other = drawn().transpose(Image.Transpose.ROTATE_180)
    return saved(drawn(), kind, save_all=True, append_images=[other], duration=100)


def deep_grey() -> bytes:
    """Sixteen bits of grey, as scanners and X-ray viewers write: dark above, bright below."""
    rows = struct.pack(">60H", *[0x2000] * 60) * 20 + struct.pack(">60H", *[0xE000] * 60) * 20
    return _png(60, 40, 16, 0, b"".join(b"\0" + rows[start : start + 120] for start in range(0, 4800, 120)))


def bomb() -> bytes:
    """A few kilobytes that would become 400 million pixels."""
    squeezed = zlib.compressobj(9)
    row = b"\0" * 2501
    data = b"".join(squeezed.compress(row * 200) for _ in range(100)) + squeezed.flush()
    return _png(20_000, 20_000, 1, 0, data, compressed=True)


def claiming(width: int, height: int) -> bytes:
    """A header that promises any size at all, with nothing behind it."""
    return _png(width, height, 8, 2, b"\0")


def polyglot() -> bytes:
    """A whole PNG that is a web page with a script to whoever looks at its end, and an archive too."""
    return saved(drawn(), "PNG") + b"<html><script>alert(1)</script></html>PK\x03\x04"


def commented() -> bytes:
    """A JPEG with a script in its comment, where nobody looks and a sniffing browser might."""
    return saved(drawn(), "JPEG", comment=b"<script>alert(1)</script>")


SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>x</script></svg>'
)
HTML = b"<!doctype html><title>x</title><script>alert(1)</script>"
HTML_AS_GIF = b"GIF89a/*<script>alert(1)</script>*/=1;"


def _png(width: int, height: int, depth: int, colour: int, rows: bytes, *, compressed: bool = False) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    data = rows if compressed else zlib.compress(rows)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
