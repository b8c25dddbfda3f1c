"""The public addresses of this app."""

from django.urls import path

from articles.public import corrections, feeds, figures, health, history, proof, views

urlpatterns = [
    path("", views.home, name="home"),
    path("articles/", views.articles, name="articles"),
    path("articles/<slug:slug>/", views.article, name="article"),
    path("articles/<slug:slug>/history/", history.history, name="history"),
    path("articles/<slug:slug>/editions/<int:number>/", views.edition, name="edition"),
    path("articles/<slug:slug>/editions/<int:number>/record.json", proof.record, name="record"),
    path(".well-known/signing-keys.json", proof.signing_keys, name="signing_keys"),
    path("verify_record.py", proof.program, name="program"),
    path("feeds/articles.atom", feeds.articles, name="feed"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections/<slug:slug>/retraction/", corrections.retraction, name="retraction"),
    path("corrections/<slug:slug>/<int:number>/", corrections.correction, name="correction"),
    path("topics/", views.topics, name="topics"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("figures/<slug:digest>.<slug:extension>", figures.figure, name="figure"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
