"""What the forms of signing in may send, where Flask-Security's own are not enough."""

from collections.abc import Callable
from typing import Any

from flask import g
from flask_security import (
    ChangePasswordForm,
    ForgotPasswordForm,
    LoginForm,
    RegisterFormV2,
    ResetPasswordForm,
    SendConfirmationForm,
    TwoFactorVerifyCodeForm,
    WebAuthnRegisterForm,
    hash_password,
)
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField, ValidationError
from wtforms.validators import InputRequired

from pollsite.accounts.doors import refuse_name
from pollsite.accounts.errors import AccountRefused, NameTaken
from pollsite.accounts.names import NameRefused, clean_name, clean_staff_name, fold_name
from pollsite.accounts.queries import is_name_kept
from pollsite.accounts.rehearsing import rehearse_letter
from pollsite.clock import now
from pollsite.db import db

WRONG_CODE = "pollsite_wrong_code"
"""Where a request keeps the form whose first code of an app was wrong."""
NAME_MISSING = "Choose the name that stands beside your comments."
UNCONFIRMED = (
    "This mail address is not confirmed yet. Open the link in the email we sent, or have a new one sent."
)
CLOSED = "This account is closed."


def free_name(form: Any, field: Any) -> None:
    """Make the field's text a name as it is stored; refuses one that cannot or may not be, or that somebody has."""
    _take_name(form, field, clean_name)
    try:
        refuse_name(field.data)
    except AccountRefused as refusal:
        raise ValidationError(str(refusal)) from refusal


def free_staff_name(form: Any, field: Any) -> None:
    """The same, for somebody who runs this site and may say so."""
    _take_name(form, field, clean_staff_name)


def _take_name(form: Any, field: Any, clean: Callable[[str], str]) -> None:
    try:
        field.data = clean(field.data or "")
    except NameRefused as refusal:
        raise ValidationError(str(refusal)) from refusal
    if is_name_kept(db.session(), fold_name(field.data), at=now(), email=(form.email.data or "").lower()):
        raise ValidationError(str(NameTaken()))


class RegisterForm(RegisterFormV2):
    """Mail address, display name, password."""

    name = StringField(validators=[InputRequired(NAME_MISSING), free_name])

    def validate(self, **kwargs: Any) -> bool:
        """As Flask-Security's, but that an address which nobody confirmed is free: see services.create_account."""
        super().validate(**kwargs)
        if self.existing_email_user is not None and self.existing_email_user.confirmed_at is None:
            self.existing_email_user, self.email.errors = None, ()
        return not self.errors


class SignInForm(LoginForm):
    """Who has shown the right password is told what else is in the way."""

    def validate(self, **kwargs: Any) -> bool:
        """As Flask-Security's, whose sentences about the mail address the page does not show."""
        valid = bool(super().validate(**kwargs))
        if not valid and self.user_authenticated:
            self.form_errors.append(UNCONFIRMED if self.requires_confirmation else CLOSED)
            self.email.errors = ()
        return valid


class ConfirmAgainForm(SendConfirmationForm):
    """Takes as long where no letter is sent."""

    def validate(self, **kwargs: Any) -> bool:
        """As Flask-Security's."""
        valid = bool(super().validate(**kwargs))
        if not valid:
            rehearse_letter("confirm", to=self.email.data or "")
        return valid


class RecoverForm(ForgotPasswordForm):
    """A letter may also go to an address that was never confirmed: who opens it has shown that it is theirs."""

    def validate(self, **kwargs: Any) -> bool:
        """As Flask-Security's; takes as long where there is an account as where there is none."""
        valid = bool(super().validate(**kwargs))
        if not valid and self.requires_confirmation:
            self.email.errors = ()
            valid = True
        if valid:
            hash_password("as long as for an unknown address")
        else:
            rehearse_letter("reset", to=self.email.data or "")
        return valid


class NewPasswordForm(ResetPasswordForm):
    """One password, typed once: it can be looked at, and set anew."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.password_confirm


class OwnPasswordForm(ChangePasswordForm):
    """The present password and a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.new_password_confirm


class CodeForm(TwoFactorVerifyCodeForm):
    """Six digits of an app."""

    def validate(self, **kwargs: Any) -> bool:
        """As Flask-Security's; keeps itself for the page on which an app is set up."""
        valid = bool(super().validate(**kwargs))
        if self.is_setup and not valid:
            g.setdefault(WRONG_CODE, self)
        return valid


class PasskeyForm(WebAuthnRegisterForm):
    """A passkey's name. Each is for signing in."""

    def validate(self, **kwargs: Any) -> bool:
        """As Flask-Security's."""
        self.usage.data = "first"
        return bool(super().validate(**kwargs))


class FirstAdminForm(FlaskForm):
    """What the first admin's account needs; further rules are first_admin's."""

    email = EmailField(validators=[InputRequired("Type your mail address.")])
    name = StringField(validators=[InputRequired(NAME_MISSING), free_staff_name])
    password = PasswordField(validators=[InputRequired("Type a password.")])
