"""Who may see a poll's results: the one rule, asked by pages, streams and exports alike."""

from datetime import datetime

from pollsite.articles.types import Visibility
from pollsite.polls.types import Phase, PollDefinition, Standing


def results_visible(poll: PollDefinition, standing: Standing, *, at: datetime) -> bool:
    """Whether this reader may see counts now. Nothing but the poll's own rule ever opens them."""
    if poll.visibility is Visibility.ALWAYS or poll.phase(at) is Phase.CLOSED:
        return True
    if poll.visibility is Visibility.AFTER_CLOSE:
        return False
    return standing.choices != 0 or standing.peeked


def may_peek(poll: PollDefinition, standing: Standing, *, at: datetime) -> bool:
    """Whether "show results without voting" is on offer: only where a vote would open them."""
    opens_by_vote = poll.visibility is Visibility.AFTER_VOTE and poll.phase(at) is Phase.OPEN
    return opens_by_vote and not results_visible(poll, standing, at=at)
