"""Screenshots of the desk (not part of the project)."""
import os, sys
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]="1"
import pytest
from django.conf import settings
from datetime import timedelta
from playwright.sync_api import sync_playwright
from axe_playwright_python.sync_playwright import Axe
from articles import clock
from articles.models import *
from reviewers import submission, signoff
from reviewers.models import Role
from tests.factories import *
from articles.groups import after_migrate as ga
from reviewers.groups import after_migrate as gr

OUT="/tmp/shots"; os.makedirs(OUT, exist_ok=True)

def cookies(user, live_server):
    from django.test import Client
    c=Client(); c.force_login(user)
    return [{"name":settings.SESSION_COOKIE_NAME,"value":c.cookies[settings.SESSION_COOKIE_NAME].value,"url":live_server.url}]

LONG = """## Why this study matters

Falls break hips [@walking]. After surgery, people often stay in bed.

## What the researchers did

- They asked 312 people
- They compared two groups

| Group | Walked on day 1 |
| --- | ---: |
| Early | 83% |
| Usual | 41% |

## What you can do

Walk a little every day and rest in between.
"""

@pytest.mark.django_db(transaction=True)
def test_shots(live_server):
    settings.SECURE_SSL_REDIRECT=False
    ga("default"); gr("default")
    only=os.environ.get("ONLY","")
    root=make_user("editor","writer",name="Edgar Editor")
    admin=make_user("auditor",name="Ada Root",is_superuser=True)
    rev=make_reviewer(name="Mira Medic"); both=make_reviewer("medical","editorial",name="Nora Nephrology")
    art=make_article(body=LONG, title="Walking early after a hip fracture: what a trial of 312 people found")
    draft=make_article(title="A draft (with a bracket", key_points=[{"uuid":str(uuid.uuid4()),"text":"Rest well, e.g. at night.","evidence":[]}])
    ed=submission.submit(art,by=art.owner,change_kind="first",change_note="",acknowledgements=acknowledge_all(art),requests=[(rev,"medical",in_days(5)),(both,"editorial",in_days(5))])
    live=make_publication(make_article(title="Bone density scans explained")).article
    change(live, title="Bone density scans, explained")
    ready=make_signed_edition(make_article(title="Ready one")).article
    for i in range(5): make_article(title=f"Another article number {i}")
    stale=make_article(title="Stale article")
    pages=[
     ("login",None,"/admin/login/"),
     ("index-editor",root,"/admin/"),
     ("index-reviewer",rev.user,"/admin/"),
     ("index-root",admin,"/admin/"),
     ("list",root,"/admin/articles/article/"),
     ("add",root,"/admin/articles/article/add/"),
     ("change-review",root,f"/admin/articles/article/{art.pk}/change/"),
     ("change-draft",root,f"/admin/articles/article/{draft.pk}/change/"),
     ("change-ro",admin if False else make_publisher(),f"/admin/articles/article/{ready.pk}/change/"),
     ("submit",root,f"/admin/articles/article/{draft.pk}/submit/"),
     ("submit-update",root,f"/admin/articles/article/{live.pk}/submit/"),
     ("publish",make_publisher(),f"/admin/articles/article/{ready.pk}/publish/"),
     ("schedule",make_publisher(),f"/admin/articles/article/{ready.pk}/schedule/"),
     ("withdraw",root,f"/admin/articles/article/{live.pk}/withdraw/"),
     ("publish-refused",root,f"/admin/articles/article/{ready.pk}/publish/"),
     ("review",rev.user,f"/admin/articles/edition/{ed.pk}/review/"),
     ("review-both",both.user,f"/admin/articles/edition/{ed.pk}/review/"),
     ("review-ro",root,f"/admin/articles/edition/{ed.pk}/review/"),
     ("edition",root,f"/admin/articles/edition/{ed.pk}/change/"),
     ("editions",root,"/admin/articles/edition/"),
     ("versions",root,f"/admin/articles/article/{live.pk}/history/"),
     ("version",root,f"/admin/articles/article/{live.pk}/history/2/"),
     ("users",admin,"/admin/articles/user/"),
     ("user",admin,f"/admin/articles/user/{root.pk}/change/"),
     ("user-add",admin,"/admin/articles/user/add/"),
     ("user-password",admin,f"/admin/articles/user/{root.pk}/password/"),
     ("reviewer",root,f"/admin/reviewers/reviewer/{rev.pk}/change/"),
     ("credential-add",root,"/admin/reviewers/credential/add/"),
     ("signoffs",admin,"/admin/reviewers/signoff/"),
     ("audit",admin,"/admin/articles/auditentry/"),
     ("reset",None,"/admin/password_reset/"),
     ("password-change",root,"/admin/password_change/"),
     ("author-add",root,"/admin/articles/author/add/"),
     ("delete",root,f"/admin/articles/article/{art.pk}/delete/"),
    ]
    with sync_playwright() as p:
        b=p.chromium.launch(executable_path="/usr/bin/chromium",args=["--no-sandbox","--disable-gpu","--disable-background-networking"])
        for name,user,path in pages:
            if only and name not in only.split(","): continue
            for scheme in ["light","dark"]:
                for width in [1440,390]:
                    if os.environ.get("AXE_ONLY") and width==390 and False: continue
                    ctx=b.new_context(viewport={"width":width,"height":900},color_scheme=scheme,bypass_csp=True)
                    if user: ctx.add_cookies(cookies(user,live_server))
                    page=ctx.new_page()
                    page.goto(live_server.url+path); page.wait_for_timeout(500 if "change" in name or name=="add" else 100)
                    w=page.evaluate("document.documentElement.scrollWidth")
                    if w>width: print("OVERFLOW",name,scheme,width,w, page.evaluate("""() => [...document.querySelectorAll('body *')].filter(e=>e.getBoundingClientRect().right>innerWidth+1).slice(0,5).map(e=>e.tagName+'.'+e.className+'#'+e.id)"""))
                    if not os.environ.get("NOAXE"):
                        r=Axe().run(page,options={"runOnly":["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa"]})
                        for v in r.response["violations"]:
                            print("AXE",name,scheme,width,v["id"],len(v["nodes"]),v["nodes"][0]["target"],v["nodes"][0]["failureSummary"][:200].replace("\n"," "))
                    page.screenshot(path=f"{OUT}/{name}-{width}-{scheme}.png",full_page=True)
                    ctx.close()
        # CSP
        for name,user,path in pages:
            if only and name not in only.split(","): continue
            ctx=b.new_context(viewport={"width":1440,"height":900})
            if user: ctx.add_cookies(cookies(user,live_server))
            page=ctx.new_page(); page.on("console",lambda m: print("CONSOLE",name,m.text[:300]) if m.type in("error","warning") else None)
            page.on("pageerror",lambda e: print("PAGEERROR",name,e))
            page.goto(live_server.url+path); page.wait_for_timeout(300); ctx.close()
        b.close()
