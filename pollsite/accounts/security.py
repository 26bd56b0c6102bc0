"""Signing in, with Flask-Security: what of it this site uses, under which addresses, and in whose words."""

import base64
import hashlib
import re
import unicodedata
from datetime import timedelta
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask import Flask, current_app
from flask_security import MailUtil, PasswordUtil, Security, WebauthnUtil, current_user
from flask_security.mail_util import EmailValidateException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from pollsite.accounts.codes import CodesForOneUse
from pollsite.accounts.datastore import Accounts
from pollsite.accounts.forms import (
    CodeForm,
    ConfirmAgainForm,
    NewPasswordForm,
    OwnPasswordForm,
    PasskeyForm,
    RecoverForm,
    RegisterForm,
    SignInForm,
)
from pollsite.accounts.passwords import MIN_PASSWORD, why_refused
from pollsite.accounts.wording import MESSAGES, SUBJECTS
from pollsite.clock import now
from pollsite.db import db
from pollsite.mail import Letter, Postman

CODE_WINDOW_S = 30
"""A code of an authenticator app is taken this long before and after its half minute, and once."""
MAX_MAIL = 254
MAX_PASSKEY_NAME = 40

ADDRESSES = {
    "URL_PREFIX": "/account",
    "LOGIN_URL": "/sign-in",
    "LOGOUT_URL": "/sign-out",
    "REGISTER_URL": "/register",
    "CONFIRM_URL": "/confirm",
    "RESET_URL": "/recover",
    "CHANGE_URL": "/password",
    "CHANGE_EMAIL_URL": "/mail-address",
    "VERIFY_URL": "/verify",
    "TWO_FACTOR_SETUP_URL": "/codes",
    "TWO_FACTOR_TOKEN_VALIDATION_URL": "/code",
    "TWO_FACTOR_SELECT_URL": "/code-select",
    "TWO_FACTOR_RESCUE_URL": "/code-rescue",
    "MULTI_FACTOR_RECOVERY_CODES_URL": "/recovery-codes",
    "MULTI_FACTOR_RECOVERY_URL": "/recovery-code",
    "WAN_REGISTER_URL": "/passkeys",
    "WAN_DELETE_URL": "/passkey-removal",
    "WAN_SIGNIN_URL": "/passkey",
    "WAN_VERIFY_URL": "/passkey-verify",
    "POST_LOGIN_VIEW": "/",
    "POST_LOGOUT_VIEW": "/",
    "POST_REGISTER_VIEW": "/account/letter-sent",
    "POST_CONFIRM_VIEW": "/account/sign-in",
    "POST_RESET_VIEW": "/account/sign-in",
    "POST_CHANGE_VIEW": "/account/password",
    "POST_CHANGE_EMAIL_VIEW": "/account/mail-address",
    "POST_VERIFY_VIEW": "/account",
}
PAGES = {
    "LOGIN_USER_TEMPLATE": "sign_in",
    "LOGOUT_USER_TEMPLATE": "sign_out",
    "REGISTER_USER_TEMPLATE": "register",
    "SEND_CONFIRMATION_TEMPLATE": "confirm",
    "FORGOT_PASSWORD_TEMPLATE": "recover",
    "RESET_PASSWORD_TEMPLATE": "reset",
    "CHANGE_PASSWORD_TEMPLATE": "password",
    "CHANGE_EMAIL_TEMPLATE": "mail_address",
    "VERIFY_TEMPLATE": "verify",
    "TWO_FACTOR_SETUP_TEMPLATE": "codes",
    "TWO_FACTOR_VERIFY_CODE_TEMPLATE": "code",
    "MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "recovery_codes",
    "MULTI_FACTOR_RECOVERY_TEMPLATE": "recovery_code",
    "WAN_REGISTER_TEMPLATE": "passkeys",
    "WAN_SIGNIN_TEMPLATE": "passkey",
    "WAN_VERIFY_TEMPLATE": "passkey_verify",
}
LETTERS = {
    "REGISTER_EMAIL_TEMPLATE": "confirm",
    "REGISTER_EMAIL_EXISTING_TEMPLATE": "registered_already",
    "EMAIL_TEMPLATE_CONFIRM": "confirm",
    "EMAIL_TEMPLATE_PASSWORD_RESET": "reset",
    "EMAIL_TEMPLATE_PASSWORD_RESET_NOTICE": "password_changed",
    "EMAIL_TEMPLATE_PASSWORD_CHANGE_NOTICE": "password_changed",
    "CHANGE_EMAIL_EMAIL_TEMPLATE": "mail_address",
}
CHOICES: dict[str, Any] = {
    "REGISTERABLE": True,
    "CONFIRMABLE": True,
    "RECOVERABLE": True,
    "CHANGEABLE": True,
    "CHANGE_EMAIL": True,
    "TWO_FACTOR": True,
    "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "TWO_FACTOR_AUTHENTICATOR_VALIDITY": CODE_WINDOW_S,
    "TWO_FACTOR_IMPLEMENTATIONS": {"code": "flask_security.twofactor.CodeTfPlugin"},
    "TWO_FACTOR_RESCUE_EMAIL": False,
    "MULTI_FACTOR_RECOVERY_CODES": True,
    "MULTI_FACTOR_RECOVERY_CODES_N": 10,
    "WEBAUTHN": True,
    "WAN_ALLOW_AS_MULTI_FACTOR": True,
    "WAN_ALLOW_AS_VERIFY": ["first"],
    "WAN_ALLOW_USER_HINTS": False,
    "WAN_SIGNIN_WITHIN": timedelta(minutes=5),
    "RETURN_GENERIC_RESPONSES": True,
    "CACHE_CONTROL": None,  # guarding.py says it, of every page below /account
    "DEFAULT_REMEMBER_ME": False,
    "FRESHNESS": timedelta(hours=2),
    "API_ENABLED_METHODS": ["session"],
    "EMAIL_HTML": False,
    "PASSWORD_LENGTH_MIN": MIN_PASSWORD,
    "PASSWORD_CONFIRM_REQUIRED": False,
    "PASSWORD_SCHEMES": ["argon2"],
    # OWASP's smaller choice of memory: sixteen threads may be at it at once.
    "PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__memory_cost": 19_456,
        "argon2__time_cost": 2,
        "argon2__parallelism": 1,
    },
    "PASSWORD_SINGLE_HASH": {"argon2"},
    # What stands in signed addresses, of what nobody can guess: no reason to be slow.
    "HASHING_SCHEMES": ["hex_sha256"],
    "DEPRECATED_HASHING_SCHEMES": [],
    "STATIC_FOLDER": None,
    "CLI_USERS_NAME": None,
    "CLI_ROLES_NAME": None,
}


def init_security(app: Flask, *, site_name: str) -> Security:
    """Open the doors of signing in. CSRF protection, the writer, the limiter and the postman must be there."""
    app.config.update({f"SECURITY_{name}": value for name, value in _settings(app, site_name).items()})
    app.config["SESSION_PROTECTION"] = None  # it would keep a hash of address and browser in the cookie
    accounts = Accounts(db, app.extensions["pollsite-writer"], clock=now)
    security = _Security(
        app,
        accounts,
        login_form=SignInForm,
        register_form=RegisterForm,
        send_confirmation_form=ConfirmAgainForm,
        forgot_password_form=RecoverForm,
        reset_password_form=NewPasswordForm,
        change_password_form=OwnPasswordForm,
        two_factor_verify_code_form=CodeForm,
        wan_register_form=PasskeyForm,
        mail_util_cls=_Letters,
        password_util_cls=_Passwords,
        totp_cls=CodesForOneUse,
        webauthn_util_cls=_Passkeys,
    )
    security.mf_recovery_codes_context_processor(lambda: {"has_codes": bool(current_user.mf_recovery_codes)})
    security.want_json(lambda _request: False)
    security.login_manager.request_loader(lambda _request: None)
    _look_nobody_up_unasked(app, security)
    return security


def _settings(app: Flask, site_name: str) -> dict[str, Any]:
    secret = str(app.secret_key).encode()
    return {
        **ADDRESSES,
        **{name: f"accounts/{page}.html" for name, page in PAGES.items()},
        **{name: f"accounts/mail/{letter}" for name, letter in LETTERS.items()},
        **{name: f"{site_name}: {subject}" for name, subject in SUBJECTS.items()},
        **{f"MSG_{name}": message for name, message in MESSAGES.items()},
        **CHOICES,
        "DATETIME_FACTORY": now,
        "PASSWORD_SALT": _derived(secret, "passwords").decode(),
        "TOTP_ISSUER": site_name,
        "TOTP_SECRETS": {"1": _derived(secret, "codes").decode()},
        "MULTI_FACTOR_RECOVERY_CODES_KEYS": [_derived(secret, "recovery codes")],
        "WAN_RP_NAME": site_name,
    }


def _derived(secret: bytes, purpose: str) -> bytes:
    """A key of its own for each purpose, 32 bytes in base64."""
    return base64.urlsafe_b64encode(hashlib.sha256(purpose.encode() + b"\0" + secret).digest())


def _look_nobody_up_unasked(app: Flask, security: Security) -> None:
    """Who acts is known from the session (identity.py): take away what reads an account for every request."""
    before, after = app.before_request_funcs[None], app.after_request_funcs[None]
    before.remove(security.principal._on_before_request)
    after.remove(security.login_manager._update_remember_cookie)
    app.template_context_processors[None] = [
        processor
        for processor in app.template_context_processors[None]
        if processor.__module__ != "flask_login.utils"
    ]


class _Security(Security):
    """Without the cleaner of HTML that Flask-Security would ask names of passkeys about: see _Passkeys.name_svn."""

    def _check_modules(self, module: str, config_name: str) -> Any:
        return module == "nh3" or super()._check_modules(module, config_name)  # type: ignore[no-untyped-call]


class _Letters(MailUtil):
    """Posts what Flask-Security writes, and knows mail addresses in small letters only."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],
        body: str | None,
        html: str | None,
        **kwargs: Any,
    ) -> None:
        """As Flask-Security asks for it; letters are plain text."""
        postman: Postman = current_app.extensions["pollsite-postman"]
        postman.post(Letter(str(recipient), str(subject), body or ""))

    def normalize(self, email: str) -> str:
        """The address as it is stored: its domain in ASCII."""
        return self.validate(email)

    def validate(self, email: str) -> str:
        """The same; asks no name server. Raises EmailValidateException."""
        try:
            known = validate_email(email[: MAX_MAIL + 1], check_deliverability=False, allow_smtputf8=False)
        except EmailNotValidError as problem:
            raise EmailValidateException(MESSAGES["INVALID_EMAIL_ADDRESS"][0]) from problem
        return str(known.ascii_email).lower()


class _Passwords(PasswordUtil):
    """Refuses a password in one sentence."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        """As Flask-Security asks for it; `kwargs` say whom the password is for."""
        normalised = self.normalize(password)
        user = kwargs.get("user")
        about = (user.email, user.name) if user else (kwargs.get("email"), kwargs.get("name"))
        refusal = why_refused(normalised, about=tuple(str(word) for word in about if word))
        return ([refusal] if refusal else None), normalised


class _Passkeys(WebauthnUtil):
    """Passkeys of phones and computers as well as keys on a ring: no kind is asked for."""

    def authenticator_selection(self, user: Any, usage: str) -> AuthenticatorSelectionCriteria:
        """Such that the browser can offer the passkey without being told whose it is."""
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.PREFERRED,
        )

    def name_svn(self, value: str) -> tuple[str | None, str | None]:
        """As Flask-Security asks for it: a sentence that says what is wrong with a passkey's name, or the name."""
        name = " ".join(unicodedata.normalize("NFKC", value).split())
        if len(name) > MAX_PASSKEY_NAME:
            return f"Take at most {MAX_PASSKEY_NAME} characters.", None
        if not re.fullmatch(r"[\w .,'’()+&#-]+", name):
            return MESSAGES["WEBAUTHN_NAME_DISALLOWED_CHARACTERS"][0], None
        return None, name
