"""Markdown passes as it is; its parts are found like anybody's."""

from articles.importing import reading
from articles.importing.manuscript import Dates, Person, Quotation, Reference, Section

NAPS = """\
---
title: "Naps at work"
author: Mara Oduya, PhD
date: 2026-03-03
layout: post
tags: [sleep, work]
---

# Naps at work

**Fact checked by** [Piet Okonjo](https://example.org/piet), PharmD

Short naps made nurses sharper.

## At a glance

* Nurses made **fewer** errors
* Naps raised it by 10^9^/L

> “We sleep too little.”
> — Mara Oduya, PhD, Sleep Institute

## What happened?

Some *emphasis*, a [link](https://example.org/x)
and a citation [@1].

### A detail

| a | b |
|---|---|
| 1 | 2 |

```
# code
```

Sources
-------

- [The paper](https://doi.org/10.5555/naps.1)
"""


def test_a_markdown_article_with_front_matter():
    found = reading.read_bytes(NAPS.encode(), suffix=".md")

    assert found.title == "Naps at work"
    assert found.authors == [Person("Mara Oduya", ["PhD"])]
    assert found.reviewers == [Person("Piet Okonjo", ["PharmD"])]
    assert found.dates == Dates(published="2026-03-03")
    assert found.topics == ["sleep", "work"]
    assert found.summary == "Short naps made nurses sharper."
    assert found.key_points == ["Nurses made fewer errors", "Naps raised it by 10⁹/L"]
    assert found.quotations == [Quotation("We sleep too little.", "Mara Oduya", ["PhD"], "Sleep Institute")]
    assert found.sections == [
        Section(
            "What happened?",
            "Some *emphasis*, a [link](https://example.org/x)\nand a citation [@1].\n\n### A detail\n\n"
            "| a | b |\n|---|---|\n| 1 | 2 |\n\n```\n# code\n```",
        )
    ]
    assert found.references == [
        Reference("The paper", url="https://doi.org/10.5555/naps.1", doi="10.5555/naps.1")
    ]
    assert found.unmapped == [
        "layout: post",
        "Fact checked by Piet Okonjo, PharmD <https://example.org/piet>",
    ]


def test_a_text_file_with_markdown_headings_is_markdown():
    found = reading.read_bytes(b"# Naps\n\nSome **bold** text.\n\n## Results\n\nThey helped.", suffix=".txt")

    assert found.title == "Naps"
    assert found.sections == [Section("", "Some **bold** text."), Section("Results", "They helped.")]


def test_a_fence_that_never_closes_swallows_nothing_after_the_import():
    found = reading.read_bytes(b"# Naps\n\n```\ncode\nmore", suffix=".md")

    assert found.sections == [Section("", "```\ncode\nmore\n```")]
