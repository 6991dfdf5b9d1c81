from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "standard_site.accounts"
    label = "accounts"
