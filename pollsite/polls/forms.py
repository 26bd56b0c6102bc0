"""What a poll's forms may send."""

from uuid import UUID

from flask import request
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectMultipleField
from wtforms.validators import Optional

from pollsite.accounts.identity import ensure_reader_id


class BallotForm(FlaskForm):
    """A vote: option keys, the wording they answer, and the order seed the script drew.

    Which options exist is polls.choosing's business, where a refusal gets its sentence.
    """

    option = SelectMultipleField(validate_choice=False)
    wording = IntegerField(validators=[Optional()])
    order = IntegerField(validators=[Optional()])


def acting_reader() -> UUID:
    """The reader who sent the request's form; a new one keeps the order of options the form was shown in."""
    return ensure_reader_id(order_seed=request.form.get("order", type=int))
