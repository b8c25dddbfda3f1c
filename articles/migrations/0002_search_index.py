"""The indexes by which the desk finds articles, which each engine has in its own way, and the words of what is there.

SQLite: an FTS5 table beside the texts, kept in step by triggers. A later migration that rebuilds
`articles_searchtext` drops these and must make them anew. PostgreSQL: a column made from the texts, with a GIN index.
"""

import json

from django.db import migrations

from articles.search import indexing

_SQLITE = [
    """
    CREATE VIRTUAL TABLE articles_searchwords USING fts5(
        title, people, body, sources, content='articles_searchtext', content_rowid='article_id',
        tokenize='unicode61 remove_diacritics 2', prefix='2 3'
    )
    """,
    """
    CREATE TRIGGER articles_searchtext_inserted AFTER INSERT ON articles_searchtext BEGIN
        INSERT INTO articles_searchwords(rowid, title, people, body, sources)
        VALUES (new.article_id, new.title, new.people, new.body, new.sources);
    END
    """,
    """
    CREATE TRIGGER articles_searchtext_deleted AFTER DELETE ON articles_searchtext BEGIN
        INSERT INTO articles_searchwords(articles_searchwords, rowid, title, people, body, sources)
        VALUES ('delete', old.article_id, old.title, old.people, old.body, old.sources);
    END
    """,
    """
    CREATE TRIGGER articles_searchtext_updated AFTER UPDATE ON articles_searchtext BEGIN
        INSERT INTO articles_searchwords(articles_searchwords, rowid, title, people, body, sources)
        VALUES ('delete', old.article_id, old.title, old.people, old.body, old.sources);
        INSERT INTO articles_searchwords(rowid, title, people, body, sources)
        VALUES (new.article_id, new.title, new.people, new.body, new.sources);
    END
    """,
]
_POSTGRESQL = [
    # The words stand in the columns as they are looked for: "simple" only parts them, and stems nothing.
    """
    ALTER TABLE articles_searchtext ADD COLUMN words tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', people), 'B')
        || setweight(to_tsvector('simple', body), 'C') || setweight(to_tsvector('simple', sources), 'D')
    ) STORED
    """,
    "CREATE INDEX articles_searchtext_words ON articles_searchtext USING gin (words)",
]
_BACK = {
    "sqlite": [
        "DROP TRIGGER articles_searchtext_updated",
        "DROP TRIGGER articles_searchtext_deleted",
        "DROP TRIGGER articles_searchtext_inserted",
        "DROP TABLE articles_searchwords",
    ],
    "postgresql": ["ALTER TABLE articles_searchtext DROP COLUMN words"],
}


def make(apps, schema_editor):
    for statement in {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def unmake(apps, schema_editor):
    for statement in _BACK[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def fill(apps, schema_editor):
    """Write down the words of each article, as its last version has them."""
    article, text, term = (apps.get_model("articles", name) for name in ["Article", "SearchText", "SearchTerm"])
    version = apps.get_model("articles", "ArticleVersion")
    text.objects.all().delete()
    terms = set()
    for each in article.objects.select_related("owner").iterator(chunk_size=200):
        last = version.objects.filter(article=each).order_by("-number").first()
        if last is None:
            continue
        columns = indexing.columns_of(json.loads(last.document), slug=each.slug, owner=each.owner)
        text.objects.create(article=each, **columns)
        terms |= indexing.terms_in(columns)
    term.objects.bulk_create(
        (term(term=word, initial=word[0], length=len(word)) for word in sorted(terms)),
        ignore_conflicts=True,
        batch_size=300,
    )


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]

    operations = [
        migrations.RunPython(make, unmake),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
