"""What becomes of image files: upright, in the screen's colours, bare of all else, or refused with a sentence."""

import hashlib
import random
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from articles.figures import decoding
from articles.figures.decoding import BadImage, Picture, decoded

from . import images
from .images import BLUE, RED, drawn, opened, saved


def largest(picture: Picture) -> Image.Image:
    return opened(picture.sizes[-1].content)


def is_like(pixel: tuple[int, ...], colour: tuple[int, ...]) -> bool:
    return all(abs(one - other) < 30 for one, other in zip(pixel, colour, strict=False))


@pytest.mark.parametrize(
    ("kind", "extension"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("AVIF", "avif")]
)
def test_each_format_is_written_anew_and_named_by_what_it_is(kind: str, extension: str):
    content = saved(drawn(), kind)

    picture = decoded(content)

    only = picture.sizes[0]
    assert (len(picture.sizes), only.width, only.height, only.extension) == (1, 60, 40, extension)
    assert only.digest == hashlib.sha256(only.content).hexdigest() == picture.digest
    assert only.content != content or kind == "PNG"
    image = largest(picture)
    assert image.format == kind
    assert is_like(image.convert("RGB").getpixel((30, 5)), RED)
    assert is_like(image.convert("RGB").getpixel((30, 35)), BLUE)


@pytest.mark.parametrize(
    ("width", "widths"),
    [(1, [1]), (480, [480]), (481, [480, 481]), (1600, [480, 960, 1600]), (2400, [480, 960, 1600])],
)
def test_sizes_are_never_wider_than_the_image_came(width: int, widths: list[int]):
    picture = decoded(saved(drawn(width, 30), "PNG"))

    assert [size.width for size in picture.sizes] == widths
    assert picture.sizes[-1].height == round(30 * widths[-1] / width)


@pytest.mark.parametrize("kind", decoding.EXTENSIONS)
def test_the_same_bytes_always_give_the_same_picture(kind: str):
    content = saved(drawn(500, 20), kind)

    assert decoded(content) == decoded(content)


def test_a_phones_photo_stands_upright_and_tells_nothing_of_where_it_was_taken():
    picture = decoded(images.turned_phone_photo())

    image = largest(picture)
    assert image.size == (40, 60)
    assert is_like(image.getpixel((20, 5)), RED)
    assert is_like(image.getpixel((20, 55)), BLUE)
    assert not image.getexif()
    assert {"exif", "icc_profile", "comment"}.isdisjoint(image.info)
    for told in [b"ACME", b"Exif", b"Ward 7"]:
        assert told not in picture.sizes[-1].content


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_brought_upright(orientation: int):
    exif = Image.Exif()
    exif[0x0112] = orientation
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # Transpose members that lay an upright picture so
    laid = drawn(40, 60)
    if orientation > 1:
        laid = laid.transpose(Image.Transpose(undo[orientation]))

    image = largest(decoded(saved(laid, "PNG", exif=exif)))

    assert image.size == (40, 60)
    assert is_like(image.getpixel((20, 5)), RED)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF:UserWarning")
def test_damaged_metadata_around_a_whole_image_is_dropped():
    assert largest(decoded(saved(drawn(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff"))).size == (60, 40)
    assert largest(decoded(saved(drawn(), "PNG", icc_profile=b"no profile at all"))).size == (60, 40)


def test_colours_of_another_profile_become_the_screens():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    swapped = ImageCms.createProfile("sRGB")
    assert largest(decoded(saved(drawn(), "PNG", icc_profile=profile))).getpixel((30, 5)) == RED
    kept = largest(decoded(saved(drawn(), "PNG", icc_profile=ImageCms.ImageCmsProfile(swapped).tobytes())))
    assert is_like(kept.getpixel((30, 5)), RED)
    assert "icc_profile" not in kept.info


@pytest.mark.parametrize("mode", ["CMYK", "L", "1", "P"])
def test_printers_scanners_and_palettes_give_ordinary_colours(mode: str):
    image = largest(decoded(saved(drawn(mode=mode), "JPEG" if mode == "CMYK" else "PNG")))

    assert image.mode in {"RGB", "L"}
    upper, lower = image.convert("RGB").getpixel((30, 5)), image.convert("RGB").getpixel((30, 35))
    if mode in {"CMYK", "P"}:
        assert is_like(upper, RED)
        assert is_like(lower, BLUE)


def test_sixteen_bits_of_grey_keep_their_shades():
    image = largest(decoded(images.deep_grey()))

    assert (image.mode, image.getpixel((30, 5)), image.getpixel((30, 35))) == ("L", 0x20, 0xE0)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_what_is_transparent_stays_so(kind: str):
    clear = drawn(mode="RGBA")
    clear.putalpha(Image.linear_gradient("L").resize(clear.size))

    image = largest(decoded(saved(clear, kind)))

    assert image.mode == "RGBA"
    assert image.getchannel("A").getextrema()[0] < 30


def test_a_palette_with_a_transparent_colour_keeps_it():
    image = largest(decoded(saved(drawn().quantize(4), "PNG", transparency=0)))

    assert image.mode == "RGBA"
    assert image.getchannel("A").getextrema() == (0, 255)


def test_a_photo_with_a_depth_map_is_no_animation():
    assert largest(decoded(images.with_second_picture())).format == "JPEG"


@pytest.mark.parametrize("content", [images.polyglot(), images.commented()])
def test_what_is_hidden_beside_the_pixels_is_gone(content: bytes):
    assert b"<script>" in content

    assert all(b"script" not in size.content for size in decoded(content).sizes)


REFUSED = {
    "nothing": (b"", "empty"),
    "svg": (images.SVG, "SVG"),
    "html": (images.HTML, "not an image"),
    "html as gif": (images.HTML_AS_GIF, "GIF"),
    "gif": (saved(drawn(), "GIF"), "GIF"),
    "tiff": (saved(drawn(), "TIFF"), "not an image"),
    "heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
    "a bomb": (images.bomb(), "too many pixels"),
    "two thousand million pixels a side": (images.claiming(2**31 - 1, 2**31 - 1), "too many pixels"),
    "48 million pixels": (images.claiming(8000, 6000), "too many pixels"),
    "a long side": (images.claiming(12_001, 10), "too many pixels"),
    "nothing behind the header": (images.claiming(60, 40), "damaged"),
    "a moving PNG": (images.moving("PNG"), "moves"),
    "a moving WebP": (images.moving("WEBP"), "moves"),
    "a moving AVIF": (images.moving("AVIF"), "moves"),
} | {
    f"half a {kind}": (saved(Image.effect_noise((60, 40), 50), kind)[:400], "damaged")
    for kind in decoding.EXTENSIONS
}


@pytest.mark.parametrize("what", REFUSED)
def test_everything_else_is_refused_with_a_sentence(what: str):
    content, word = REFUSED[what]

    with pytest.raises(BadImage, match=word) as refusal:
        decoded(content)

    assert str(refusal.value).endswith(".")


def test_a_file_that_is_too_large_is_not_even_opened(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(decoding, "MAX_BYTES", 10)

    with pytest.raises(BadImage, match="larger than"):
        decoded(saved(drawn(), "PNG"))


@pytest.mark.filterwarnings("ignore::UserWarning")
@given(st.sampled_from(sorted(decoding.EXTENSIONS)), st.integers(0, 2**32))
def test_spoilt_bytes_give_a_picture_or_a_sentence_and_nothing_else(kind: str, seed: int):
    chance = random.Random(seed)
    content = bytearray(saved(drawn(30, 20), kind))
    for _ in range(chance.randint(1, 8)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    try:
        picture = decoded(bytes(content))
    except BadImage:
        return
    assert largest(picture).size == (picture.sizes[-1].width, picture.sizes[-1].height)


def test_one_image_is_decoded_at_a_time():
    found: list[Picture] = []
    waiting = threading.Thread(target=lambda: found.append(decoded(saved(drawn(), "PNG"))))
    with decoding._turn:
        waiting.start()
        waiting.join(timeout=0.2)
        assert not found
    waiting.join()
    assert len(found) == 1
