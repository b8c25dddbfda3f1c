from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class ReviewersConfig(AppConfig):
    name = "reviewers"
    verbose_name = "Review and publication"

    def ready(self) -> None:
        from reviewers import checks, groups, guards

        checks.register_all()
        pre_migrate.connect(guards.before_migrate, sender=self)
        post_migrate.connect(guards.after_migrate, sender=self)
        post_migrate.connect(groups.after_migrate, sender=self)
