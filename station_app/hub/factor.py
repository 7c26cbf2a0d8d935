"""How allauth's second factors fit this hub: secrets at rest, words, and what an account must do first."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import lazy

from station_app.hub import texts

_word = lazy(texts.word, str)


class FactorAdapter(DefaultMFAAdapter):
    """Secrets are stored under a key that is not in the database: a copy of the database makes no codes."""

    error_messages = {  # noqa: RUF012 - as allauth declares it
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _word("factor-wrong"),
    }

    def encrypt(self, text: str) -> str:
        """As it is stored."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """As it was."""
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """A passkey's first name."""
        return texts.word("passkey-first-name")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Whom a passkey is for: this host."""
        asked: Any = context.request
        return {"id": asked.get_host().partition(":")[0], "name": texts.word("site")}


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; who has a second factor confirms with it and not with the password."""

    error_messages = {  # noqa: RUF012 - as allauth declares it
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _word("too-many"),
        "rate_limited": _word("too-many"),
        "incorrect_password": _word("password-wrong"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by an admin, or at the terminal."""
        return False

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The second factor where there is one."""
        methods = super().get_reauthentication_methods(user)
        return [one for one in methods if one["id"].startswith("mfa")] or methods

    def post_login(self, request: HttpRequest, user: Any, **told: Any) -> HttpResponse:
        """An account without a second factor is led to setting one up; the password was typed a moment ago."""
        response = super().post_login(request, user, **told)
        if is_mfa_enabled(user):
            return response
        reauthenticate_by_password(request)
        return redirect("mfa_activate_totp")


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"second factor\0" + settings.SECRET_KEY.encode()).digest()))
