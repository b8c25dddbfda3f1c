import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse, NoReverseMatch
from tests import factories
import re

def walk(ps,pre='',ns=()):
    for p in ps:
        if isinstance(p,URLResolver):
            yield from walk(p.url_patterns,pre+str(p.pattern),ns+((p.namespace,) if p.namespace else ()))
        else: yield ':'.join(ns+(p.name or '',)),pre+str(p.pattern)

@pytest.mark.django_db
def test_probe():
    root=factories.make_user(is_superuser=True)
    pub=factories.make_publication(); pub2=factories.make_publication()
    fig=factories.make_figure()
    c=Client(); c.force_login(root)
    for n,p in walk(get_resolver().url_patterns):
        if not p.startswith('admin/'): continue
        path=p
        from articles.models import Author,Topic,AuditEntry
        from reviewers.models import Credential
        pk={'articles/article':pub.edition.article_id,'edition':pub.edition_id,'figure':fig.pk,'author':Author.objects.first().pk,'topic':Topic.objects.first().pk,'user':root.pk,'auditentry':AuditEntry.objects.first().pk,'credential':Credential.objects.first().pk,'signoff':pub.edition.signoffs.first().pk,'reviewers/reviewer':pub.edition.signoffs.first().signer_id}
        v=next((v for k,v in pk.items() if ('/'+k+'/') in path or k+'/' in path),1)
        path=re.sub(r'<(path:object_id|int:pk|id)>',str(v),path)
        path=re.sub(r'<int:\w+>','1',path); path=re.sub(r'<\w+:\w+>','x',path); path=re.sub(r'<\w+>','x',path)
        try:
            r=c.get('/'+path)
            print(n,'/'+path,r.status_code,r.headers.get('Content-Type','')[:20],r.headers.get('Location',''))
        except Exception as e: print(n,path,'EXC',repr(e)[:100])
