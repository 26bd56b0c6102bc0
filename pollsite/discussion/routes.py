"""The doors of a discussion: post, edit, delete, mark, show a stance, credit a comment."""

from flask import Blueprint

blueprint = Blueprint("discussion", __name__)
