from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "standard_site.files"
    label = "files"
