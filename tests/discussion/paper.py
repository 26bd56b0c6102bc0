"""Forms as a browser without scripts handles them: read from a page, filled in, sent with one of their buttons."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TYPED = ("body", "name")


@dataclass
class Form:
    """A form on a page: what it would send, and its buttons by their words."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[tuple[str, str]] = field(default_factory=list)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)
    words: str = ""

    def sent(self, name: str) -> list[str]:
        """What it would send under this name."""
        return [value for known, value in self.fields if known == name]

    @property
    def body(self) -> str:
        """What stands in its text field."""
        return (self.sent("body") or [""])[0]

    @property
    def sentence(self) -> str:
        """Why it was not taken; "" where it says nothing of the kind."""
        return self.words


def forms_on(answer: TestResponse) -> list[Form]:
    """Every form of the page."""
    reader = _Reader()
    reader.feed(answer.text)
    return reader.forms


def comment_form(answer: TestResponse) -> Form:
    """The page's one form for a comment."""
    (form,) = (form for form in forms_on(answer) if form.sent("body"))
    return form


def press(
    client: FlaskClient, form: Form, words: str, *, ticked: Sequence[tuple[str, str]] = (), **typed: str
) -> TestResponse:
    """Fill in what is `typed`, tick these boxes too, and press the button with these words."""
    name, value = form.buttons[words]
    sent: dict[str, list[str]] = {}
    for known, content in [*form.fields, *ticked]:
        sent.setdefault(known, []).append(typed.get(known, content))
    if name:
        sent[name] = [value]
    return client.post(form.action.partition("#")[0], data=sent)


class _Reader(HTMLParser):
    """Collects forms; text goes to whatever is open: a text field, a button, a line that tells an error."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._inside = False
        self._place = ""
        self._button = ("", "")
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag's place in its form."""
        known = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = True
            self.forms.append(Form(known["action"]))
        elif self._inside and tag == "input":
            self._note_input(known)
        elif self._inside and (tag in ("textarea", "button") or known.get("class") == "error"):
            self._place, self._text = tag, ""
            self._button = (known.get("name", ""), known.get("value", ""))

    def _note_input(self, known: dict[str, str]) -> None:
        form = self.forms[-1]
        pair = (known["name"], known.get("value", ""))
        is_box = known.get("type") == "checkbox"
        if is_box:
            form.boxes.append(pair)
        if not is_box or "checked" in known:
            form.fields.append(pair)

    def handle_data(self, data: str) -> None:
        """Gather the text of what is open."""
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        """Close what is open."""
        if tag == "form":
            self._inside = False
        if not self._inside or tag != self._place:
            return
        form, (name, value) = self.forms[-1], self._button
        if tag == "textarea":
            form.fields.append((name, self._text.removeprefix("\n")))
        elif tag == "button":
            form.buttons[self._text.strip()] = (name, value)
        else:
            form.words = self._text
        self._place = ""
