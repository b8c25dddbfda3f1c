import pytest
from tests.factories import *
from reviewers import verification
@pytest.mark.django_db
def test_p():
    import time
    t=time.time(); p=make_publication(); print(time.time()-t)
    t=time.time(); print(list(verification.flaws())); print(time.time()-t)
    from django.db import connection
    if connection.vendor=="sqlite":
        import sqlite3
        raw=connection.connection
        t=sqlite3.connect("/tmp/h7.sqlite3"); raw.backup(t); print(t.execute("select count(*) from articles_publication").fetchall())
