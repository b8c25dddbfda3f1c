"""The demonstration's own images: charts, drawn when it is loaded."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

_PAPER, _INK, _BAR = "#fbfaf7", "#1c2326", "#0a5c66"
_WIDTH, _MARGIN, _BAR_HEIGHT, _ROW = 1600, 80, 110, 240


def bar_chart(heading: str, bars: Sequence[tuple[str, int]]) -> bytes:
    """A PNG of lying bars, each with its name above it and its number behind it, all to one scale from nothing."""
    image = Image.new("RGB", (_WIDTH, 220 + _ROW * len(bars)), _PAPER)
    draw = ImageDraw.Draw(image)
    draw.text((_MARGIN, 70), heading, fill=_INK, font=ImageFont.load_default(60))
    longest = _WIDTH - 2 * _MARGIN - 160
    most = max(number for _name, number in bars)
    for row, (name, number) in enumerate(bars):
        top = 210 + row * _ROW
        draw.text((_MARGIN, top), name, fill=_INK, font=ImageFont.load_default(48))
        end = _MARGIN + round(longest * number / most)
        bar_top = top + 72
        draw.rectangle((_MARGIN, bar_top, end, bar_top + _BAR_HEIGHT), fill=_BAR)
        draw.text(
            (_MARGIN + longest + 30, bar_top + 15), str(number), fill=_INK, font=ImageFont.load_default(72)
        )
    out = io.BytesIO()
    image.save(out, format="PNG")
    return out.getvalue()
