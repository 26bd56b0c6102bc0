"""Why an article is refused, in sentences that say what to do."""

from collections.abc import Iterable

from pollsite.articles.types import Problem


class ArticleError(Exception):
    """Parent of every refusal of this feature; str() is the sentence for the publisher or the reader."""

    status = 422


class ArticleInvalid(ArticleError):
    """The article file has errors. `problems` lists them, and the warnings, in the order of their lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__("\n".join(f"line {problem.line}: {problem.message}" for problem in self.problems))
