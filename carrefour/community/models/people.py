"""People who sign in: no more is kept of them than what works."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from carrefour.community.models.belonging import Mandate, Membership
    from carrefour.community.models.proof import Identity, SecondFactor
    from carrefour.community.models.session import Session


class UserManager(BaseUserManager["User"]):
    """Makes users, known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **more: object) -> User:
        """A new user; without a password none can sign in until one is set."""
        user = self.model(email=self.normalize_email(email).lower(), **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """The user of an address, however its letters are cased."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person with an account. An operator may do everything.

    ``declined`` names the kinds of letters (`carrefour.community.letters.Kind`) that they do not
    want. ``seen_on`` is the last day they came, ``warned_at`` when they were told that their
    account goes if they do not. An operator has a second step by ``second_step_by`` at the latest.
    """

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150, blank=True)
    language = models.CharField(max_length=2, default="fr")
    is_operator = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    declined = models.JSONField(default=list, blank=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    seen_on = models.DateField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    second_step_by = models.DateTimeField(null=True, blank=True)

    if TYPE_CHECKING:
        memberships: RelatedManager[Membership]
        mandates: RelatedManager[Mandate]
        identities: RelatedManager[Identity]
        sessions: RelatedManager[Session]
        second_factor: SecondFactor

    USERNAME_FIELD = "email"
    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.name or self.email
