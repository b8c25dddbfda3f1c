"""Word documents for tests, written part by part as a zip."""

import io
import zipfile
from xml.sax.saxutils import escape

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_A = "http://schemas.openxmlformats.org/drawingml/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = (
    f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
    '<Default Extension="jpeg" ContentType="image/jpeg"/><Default Extension="emf" ContentType="image/x-emf"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_ROOT = (
    f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_R}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_STYLE_NAMES = {
    "Title": "Title",
    "Heading1": "heading 1",
    "Heading2": "heading 2",
    "Heading3": "heading 3",
    "Quote": "Quote",
}
_NUMBERING = (
    f'<w:numbering xmlns:w="{_W}"><w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl>'
    '</w:abstractNum><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
)


def run(text: str, *, bold: bool = False, italic: bool = False, script: str = "") -> str:
    """A run of text; `script` is superscript or subscript."""
    marks = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    marks += f'<w:vertAlign w:val="{script}"/>' if script else ""
    return f'<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*content: str, style: str = "", numbered: int = 0, level: int = 0) -> str:
    """A paragraph of runs, or of plain words; `numbered` is 1 for a bulleted and 2 for a numbered list."""
    runs = "".join(piece if piece.startswith("<w:") else run(piece) for piece in content)
    marks = f'<w:pStyle w:val="{style}"/>' if style else ""
    if numbered:
        marks += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{numbered}"/></w:numPr>'
    return f"<w:p><w:pPr>{marks}</w:pPr>{runs}</w:p>"


def link(text: str, number: int) -> str:
    """A hyperlink to the document's link of this number, from 1."""
    return f'<w:hyperlink r:id="link{number}">{run(text)}</w:hyperlink>'


def picture(number: int, description: str = "") -> str:
    """A run that shows the document's image of this number, from 1."""
    return (
        '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        f'<wp:docPr id="{number}" name="Picture {number}" descr="{escape(description)}"/>'
        f'<a:graphic xmlns:a="{_A}/main"><a:graphicData uri="{_A}/picture"><pic:pic xmlns:pic="{_A}/picture">'
        f'<pic:blipFill><a:blip r:embed="image{number}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def table(*rows: list[str]) -> str:
    """A table of plain words."""
    cells = ["".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows]
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def document(
    *blocks: str,
    links: list[str] | None = None,
    parts: dict[str, str] | None = None,
    images: list[bytes] | None = None,
) -> bytes:
    """A .docx of these blocks; `parts` adds or replaces files in it."""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in _STYLE_NAMES.items()
    )
    relations = "".join(
        f'<Relationship Id="link{number}" Type="{_R}/hyperlink" Target="{escape(url)}" TargetMode="External"/>'
        for number, url in enumerate(links or [], start=1)
    )
    media: dict[str, bytes] = {}
    for number, content in enumerate(images or [], start=1):
        target = f"media/image{number}.{_extension(content)}"
        relations += f'<Relationship Id="image{number}" Type="{_R}/image" Target="{target}"/>'
        media[f"word/{target}"] = content
    for kind in ["styles", "numbering", "comments", "footnotes"]:
        relations += f'<Relationship Id="{kind}" Type="{_R}/{kind}" Target="{kind}.xml"/>'
    files = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _ROOT,
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
        "word/styles.xml": f'<w:styles xmlns:w="{_W}">{styles}</w:styles>',
        "word/numbering.xml": _NUMBERING,
        "word/document.xml": body(*blocks),
        **media,
        **(parts or {}),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _extension(content: bytes) -> str:
    return "png" if content.startswith(b"\x89PNG") else "jpeg" if content.startswith(b"\xff\xd8") else "emf"


def body(*blocks: str) -> str:
    """The document part."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>'
        + "".join(blocks)
        + "</w:body></w:document>"
    )


def part(tag: str, *blocks: str) -> str:
    """Another part with paragraphs in it, such as a running head: `part("hdr", paragraph("Draft"))`."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{tag} xmlns:w="{_W}">' + "".join(blocks) + f"</w:{tag}>"
