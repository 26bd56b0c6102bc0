"""What the form of a comment prints: an empty one, or one that comes back with everything that was typed."""

from collections.abc import Iterable
from dataclasses import dataclass

from pollsite.discussion.limits import MAX_TAGS
from pollsite.markup import MAX_CHARACTERS
from pollsite.polls.types import PollDefinition


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What a person has entered: words, questions by key, a guest's name, the tick, and the form's own key.

    `key` names this one submission; "" where the form came from a page that many readers share. `as_member`: the
    form was shown to somebody who was signed in.
    """

    body: str = ""
    polls: tuple[str, ...] = ()
    name: str = ""
    stance_shown: bool = False
    key: str = ""
    as_member: bool = False


NOTHING_TYPED = Typed()


@dataclass(frozen=True, slots=True)
class TagView:
    """A question the comment may carry; `checked` if it does."""

    key: str
    question: str
    checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView:
    """One form. `draft` names what the browser keeps of it; `parent_id` is 0 where the article is answered.

    `tags` are empty for a reply. `token` and `key` may be places that are filled in last. `preview` is rendered
    comment HTML, "" for none; `error` is the sentence of a refusal. `parent_gone`: what was to be answered cannot
    be any more, and the article can be answered instead. `closed`: nothing is taken, and the words are there to copy.
    `signed_out`: who wrote them as a member is to sign in again. `explained_at`: the page that says more about the
    refusal, "" for none.
    """

    action: str
    draft: str
    label: str
    button: str
    typed: Typed
    parent_id: int = 0
    tags: tuple[TagView, ...] = ()
    is_edit: bool = False
    signed_in: bool = False
    holding: bool = False
    token: str = ""
    error: str = ""
    preview: str = ""
    parent_gone: bool = False
    closed: bool = False
    signed_out: bool = False
    explained_at: str = ""
    max_characters: int = MAX_CHARACTERS
    max_tags: int = MAX_TAGS


def article_form(
    *,
    article_id: int,
    polls: Iterable[PollDefinition],
    signed_in: bool,
    holding: bool = False,
    typed: Typed = NOTHING_TYPED,
    token: str = "",
) -> FormView:
    """The form that answers the article. The same for all who are, or are not, signed in, but for `token`."""
    return FormView(
        action=f"/articles/{article_id}/comments",
        draft=f"{article_id}/0",
        label="Your comment",
        button="Post",
        typed=typed,
        tags=_tags(polls, typed),
        signed_in=signed_in,
        holding=holding,
        token=token,
    )


def reply_form(
    *,
    article_id: int,
    parent_id: int,
    author: str,
    signed_in: bool,
    holding: bool = False,
    typed: Typed = NOTHING_TYPED,
    token: str = "",
) -> FormView:
    """The form that answers the comment `parent_id` by `author`."""
    return FormView(
        action=f"/articles/{article_id}/comments",
        draft=f"{article_id}/{parent_id}",
        label=f"Your reply to {author}",
        button="Post reply",
        typed=typed,
        parent_id=parent_id,
        signed_in=signed_in,
        holding=holding,
        token=token,
    )


def edit_form(
    *, comment_id: int, polls: Iterable[PollDefinition] = (), typed: Typed, token: str = ""
) -> FormView:
    """The form in which an author rewrites the comment."""
    return FormView(
        action=f"/comments/{comment_id}/edit",
        draft=f"edit/{comment_id}",
        label="Your comment",
        button="Save",
        typed=typed,
        tags=_tags(polls, typed),
        is_edit=True,
        signed_in=True,
        token=token,
    )


def _tags(polls: Iterable[PollDefinition], typed: Typed) -> tuple[TagView, ...]:
    return tuple(TagView(poll.key, poll.question, poll.key in typed.polls) for poll in polls)
