"""HTML as content systems and word processors save it."""

import pytest

from articles.importing import reading
from articles.importing.manuscript import Dates, Manuscript, Person, Quotation, Reference, Section


def read(page: str) -> Manuscript:
    return reading.read_bytes(page.encode(), suffix=".html")


PAGE = """<!DOCTYPE html>
<html lang="es-MX"><head><meta charset="utf-8"><title>Dormir de noche | Salud Farol</title><style>p{}</style></head>
<body><header><a href="/">Salud Farol</a></header><nav><ul><li><a href="/a">Inicio</a><li>Temas</ul></nav>
<main><article><h1>Dormir de noche</h1>
<div class="byline">Por <a href="/rita">Rita Soler Paz</a>, <span>MD</span><br>
Revisado médicamente por Dr. Juan Vela, PhD el 3 de marzo de 2026</div>
<p>Dormir ayuda<sup>1</sup> en 10<sup>9</sup>/L &amp; CO<sub>2</sub>.</p>
<h2>Puntos clave</h2><ul><li>Ayuda un poco</li><li>Nadie <b>se lastimó</b>, p&lt;0.001</li></ul>
<h2>Resultados</h2><p>Con <strong>negrita:</strong> y 5*3 y [x](y), <a href="https://example.org/r">aquí</a>.</p>
<p><img src="a.png" alt="Una gráfica"></p>
<table><tr><th>Grupo</th><th>n</th></tr><tr><td><p>A|B</p></td><td>12</td></tr></table>
<blockquote><p>«Me siento mejor»</p><footer>Rosa Prado, enfermera</footer></blockquote>
<p>• uno</p><p>• dos</p>
<h2>Referencias</h2><ol><li>Soler R. <i>Pasos</i>. 2024. <a href="https://doi.org/10.5555/abc(1)">enlace</a></li></ol>
</article></main><aside>Lo más leído</aside><footer>© 2026 Salud Farol.</footer><script>alert(1)</script></body></html>
"""


def test_a_page_saved_from_a_content_system():
    found = read(PAGE)

    assert (found.title, found.language) == ("Dormir de noche", "es")
    assert found.authors == [Person("Rita Soler Paz", ["MD"])]
    assert found.reviewers == [Person("Dr. Juan Vela", ["PhD"])]
    assert found.dates == Dates(reviewed="2026-03-03")
    assert found.key_points == ["Ayuda un poco", "Nadie se lastimó, p<0.001"]
    assert found.quotations == [Quotation("Me siento mejor", "Rosa Prado", [], "enfermera")]
    assert found.sections == [
        Section("", "Dormir ayuda^1^ en 10^9^/L & CO~2~."),
        Section(
            "Resultados",
            "Con **negrita:** y 5\\*3 y \\[x\\](y), [aquí](https://example.org/r).\n\n"
            "| Grupo | n |\n| --- | --- |\n| A\\|B | 12 |\n\n- uno\n- dos",
        ),
    ]
    assert found.references == [
        Reference("Soler R. Pasos. 2024. enlace", "https://doi.org/10.5555/abc(1)", "10.5555/abc(1)")
    ]
    assert found.unmapped == [
        "Salud Farol",
        "Inicio",
        "Temas",
        "Image: Una gráfica",
        "Lo más leído",
        "© 2026 Salud Farol.",
        "Dormir de noche | Salud Farol",
    ]


def test_the_window_gives_a_title_only_where_there_is_no_other():
    found = read(
        "<html><head><title>Naps | Lantern</title></head><body><h2>Background</h2><p>They help.</p></body></html>"
    )

    assert found.title == "Naps"
    assert found.unmapped == ["Naps | Lantern"]
    assert found.warnings == ["The title was taken from the page's window: “Naps | Lantern”."]


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<p>one<p>two<p>three", "one\n\ntwo\n\nthree"),
        ("<ul><li>one<li>two<ul><li>inner</ul><li>three</ul>", "- one\n- two\n    - inner\n- three"),
        ("<ol start=3><li>one</li><li>two</li></ol>", "3. one\n4. two"),
        ("one<br>two<br><br>three", "one\n\ntwo\n\nthree"),
        ("<p>a <b> bold </b>word and <i>emphasis</i>.</p>", "a **bold** word and *emphasis*."),
        ("<p>in<b>si</b>de and <b>end:</b>next</p>", "in**si**de and end:next"),
        ("<p><span style='font-weight:700'>heavy</span> words go on.</p>", "**heavy** words go on."),
        ("<pre><code>a = 1\nb = 2</code></pre>", "```\na = 1\nb = 2\n```"),
        ("<p>He said <q>yes</q> to us all.</p>", "He said “yes” to us all."),
        ("<p><a href='/page'>a</a> <a href='javascript:x()'>b</a> <a href='#n'>c</a>.</p>", "a b c."),
        (
            "<blockquote>Words without a speaker, in a row.</blockquote>",
            "> Words without a speaker, in a row.",
        ),
        ("<table><tr><td><p>laid</p><p>out</p></td></tr></table>", "laid\n\nout"),
    ],
)
def test_markup_becomes_markdown(inside, expected):
    found = read(f"<h1>A Title</h1><h2>Details</h2><div>{inside}</div>")

    assert found.sections == [Section("Details", expected)]


def test_a_table_of_labels_is_read_as_lines():
    found = read(
        "<h1>Naps</h1><table><tr><td>Author</td><td>Mara Oduya, RN</td></tr>"
        "<tr><td>Last updated</td><td>March 3, 2026</td></tr></table><p>Naps help.</p>"
    )

    assert found.authors == [Person("Mara Oduya", ["RN"])]
    assert found.dates == Dates(updated="2026-03-03")


def test_a_label_and_its_value_may_be_two_elements():
    found = read(
        "<h1>Naps</h1><div>Written by</div><div>Mara Oduya, RN</div><div>Medically reviewed by</div>"
        "<div>Piet Okonjo, MD</div><p>Naps help.</p>"
    )

    assert (found.authors, found.reviewers) == (
        [Person("Mara Oduya", ["RN"])],
        [Person("Piet Okonjo", ["MD"])],
    )


def test_hidden_text_is_listed_not_shown():
    found = read("<h1>Naps</h1><p>Naps help.</p><p style='display: none'>Secret words</p><p hidden>More</p>")

    assert found.sections == [Section("", "Naps help.")]
    assert found.unmapped == ["Secret words", "More"]


def test_a_text_that_only_is_named_so_is_text():
    assert read("A Title\n\nResults\n\nThey helped: p<0.05 & more.").sections == [
        Section("Results", "They helped: p<0.05 & more.")
    ]


@pytest.mark.parametrize(
    "page", ["<a " * 200_000, "<!--" * 200_000, "<div>" * 60_000 + "x", "<table><tr><td>a" * 3_000]
)
def test_hostile_markup_takes_no_time(page):
    found = read("<p>Naps help.</p>" + page)

    assert found.sections or found.title
