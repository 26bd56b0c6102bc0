"""Why a discussion refuses, each in a sentence that says what to do. `status` is the HTTP code of the answer."""

from pollsite.discussion.types import Status


class DiscussionRefused(Exception):
    """Parent of every refusal; str() is the sentence for the reader. `address`: the page on which they find more, or do
    something about it, and from which they come back to what they wrote; "" if there is none. `unwritten`: the
    sentence where nothing is written yet, "" if it is the same. `is_final`: the same words will not be taken later
    either, so that they are only offered to be copied.
    """

    status = 409
    retry_after_s: int | None = None
    address = ""
    unwritten = ""
    is_final = False


class ArticleNotFound(DiscussionRefused):
    """There is no such article to discuss."""

    status = 404

    def __init__(self) -> None:
        super().__init__("The article you write about is not here any more. Your text was not stored.")


class SignedOut(DiscussionRefused):
    """The form was shown to a member, and nobody is signed in by now."""

    status = 403

    def __init__(self) -> None:
        super().__init__("You are signed out. Sign in again; your words are kept.")


class CommentNotFound(DiscussionRefused):
    """There is no such comment, or nothing is left of it."""

    status = 404

    def __init__(self) -> None:
        super().__init__("This comment is not here any more. Nothing was changed.")


class DiscussionClosed(DiscussionRefused):
    """The article's discussion takes no comments."""

    unwritten = "This discussion is closed: it can be read, and takes no new comments."
    is_final = True

    def __init__(self) -> None:
        super().__init__(
            "This discussion was closed meanwhile, so your comment was not posted. Your text is still here to copy."
        )


class RemovedWords(DiscussionRefused):
    """Somebody sends again what a moderator has removed."""

    def __init__(self) -> None:
        super().__init__(
            "A moderator removed these words, so they were not posted again. Your text is still here: "
            "you can post it in other words."
        )


class SignedOutMeanwhile(DiscussionRefused):
    """The account in whose name somebody writes is gone."""

    status = 403

    def __init__(self) -> None:
        super().__init__(
            "The account you wrote with is not here any more, so nothing was posted. Your text is still here to copy; "
            "without an account you can post it under a name."
        )


class ThreadLocked(DiscussionRefused):
    """A moderator has locked the thread."""

    unwritten = "A moderator locked this thread: it can be read, and takes no replies."

    def __init__(self) -> None:
        super().__init__(
            "A moderator locked this thread, so your reply was not posted. Your text is still here: "
            "you can post it as a comment of its own."
        )


class EditingClosed(DiscussionRefused):
    """The article's discussion takes no other words for those that are there."""

    is_final = True

    def __init__(self) -> None:
        super().__init__(
            "This discussion is closed, so your comment stays as it was. Your text is still here to copy; "
            "you can still delete the comment."
        )


class ParentGone(DiscussionRefused):
    """What the comment answers can no longer be answered."""

    def __init__(self, status: Status | None) -> None:
        super().__init__(
            f"The comment you answer {_GONE[status]}, so your reply was not posted. Your text is still here: "
            "you can post it as a comment of its own."
        )


_GONE = {
    None: "is not part of this discussion",
    Status.HELD: "is waiting for a moderator",
    Status.REMOVED: "was removed by a moderator meanwhile",
    Status.DELETED: "was removed by its author meanwhile",
    Status.VISIBLE: "cannot be answered just now",
}


class TooManyTags(DiscussionRefused):
    """A comment carries more questions than it may."""

    status = 422

    def __init__(self, *, limit: int) -> None:
        super().__init__(f"A comment can be about {limit} questions at most. Untick some, then post it.")


class TagNotAsked(DiscussionRefused):
    """A comment carries a question that its article does not ask."""

    def __init__(self) -> None:
        super().__init__(
            "One of the questions you ticked is no longer asked in this article. "
            "Please look at them again, then post."
        )


class RepliesCarryNoTags(DiscussionRefused):
    """A reply carries questions; it is about what its thread is about."""

    status = 422

    def __init__(self) -> None:
        super().__init__(
            "A reply is about what its thread is about. Untick the questions, or write a comment of its own."
        )


class GuestNameTaken(DiscussionRefused):
    """A guest gave a name that is a member's, or looks like it."""

    def __init__(self) -> None:
        super().__init__(
            "A member has this name, or one that looks like it. Sign in if it is yours, or choose another."
        )


class StatusMoved(DiscussionRefused):
    """A decision was made for a comment that stands elsewhere by now."""

    def __init__(self, status: Status) -> None:
        super().__init__(f"This comment {_STANDS[status]} by now, so nothing was changed.")


_STANDS = {
    Status.VISIBLE: "is visible",
    Status.HELD: "is held",
    Status.REMOVED: "was removed by a moderator",
    Status.DELETED: "was removed by its author",
}


class WordsMoved(DiscussionRefused):
    """A decision was made about words that are not the comment's any more."""

    def __init__(self) -> None:
        super().__init__(
            "Its author has changed this comment's words since. Read them, then decide about that revision; "
            "nothing was changed."
        )


class NothingLeft(DiscussionRefused):
    """A removed comment has no words any more."""

    def __init__(self) -> None:
        super().__init__("Its author has erased its words, so there is nothing left to restore.")


class NameTakenMeanwhile(DiscussionRefused):
    """A guest's comment would now be read as a member's."""

    def __init__(self) -> None:
        super().__init__(
            "A member has this guest's name by now, or one that looks like it, so nothing was changed. "
            "You can remove the comment."
        )


class NotYours(DiscussionRefused):
    """Only its author may do this to a comment."""

    status = 403

    def __init__(self) -> None:
        super().__init__("Only its author can do this, so nothing was changed. Are you signed in as they?")


class RemovedByModerator(DiscussionRefused):
    """A moderator removed the comment, so its author can no longer change what it says."""

    unwritten = "A moderator removed this comment, so it cannot be edited. You can still delete it."
    is_final = True

    def __init__(self) -> None:
        super().__init__(
            "A moderator removed this comment, so it cannot be edited. Your text is still here to copy."
        )


class NotToBeRead(DiscussionRefused):
    """A comment that is not visible takes no marks, votes or thanks."""

    def __init__(self) -> None:
        super().__init__("This comment cannot be read just now, so nothing was counted.")


class YourOwn(DiscussionRefused):
    """Nobody marks or credits their own comment."""

    def __init__(self) -> None:
        super().__init__("This comment is yours. Marks and thanks are for others to give.")


class NoVoteToShow(DiscussionRefused):
    """The author has no vote on what the thread is about."""

    def __init__(self) -> None:
        super().__init__(
            "There is no vote of yours to show here: this thread is about none of the questions you have answered."
        )


class MindNotChanged(DiscussionRefused):
    """The reader's vote was never another one, or there is none."""

    def __init__(self) -> None:
        super().__init__(
            "Your vote on this question has not changed, so there is no change to credit. Change your vote first."
        )


class NothingCredited(DiscussionRefused):
    """There is no credit to take back."""

    def __init__(self) -> None:
        super().__init__("You have credited no comment with changing your mind on this question.")


class SubmissionIncomplete(DiscussionRefused):
    """The form came without its key, or a guest's without a name."""

    status = 422

    def __init__(self) -> None:
        super().__init__("The form arrived incomplete, so nothing was stored. Please send it again.")


class NotStored(DiscussionRefused):
    """The database did not take the act."""

    status = 503
    retry_after_s = 10

    def __init__(self) -> None:
        super().__init__(
            "The site could not store this just now, so nothing was changed. Please try again in a moment."
        )
