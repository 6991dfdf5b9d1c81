"""`grant EMAIL ROLE`: the first operator has nobody to ask."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from standard_site.accounts.models import Role, RoleGrant, User


class Command(BaseCommand):
    help = "Grant a person a role."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("role", choices=Role.values)

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError(f"Nobody has the address '{options['email']}'. They sign up first.")
        _, created = RoleGrant.objects.get_or_create(user=user, role=options["role"])
        self.stdout.write(f"{user.email}: {options['role']} {'granted' if created else 'was granted before'}")
