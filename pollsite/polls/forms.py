"""What a poll's forms may send."""

from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectMultipleField
from wtforms.validators import Optional


class BallotForm(FlaskForm):
    """A vote: option keys, the wording they answer, and the order seed the script drew.

    Which options exist is polls.choosing's business, where a refusal gets its sentence.
    """

    option = SelectMultipleField(validate_choice=False)
    wording = IntegerField(validators=[Optional()])
    order = IntegerField(validators=[Optional()])
