"""The questions of the front matter: their fields, their answers, their times."""

import re
from collections.abc import Sequence

import yaml

from pollsite.articles.fields import Fields, fields_of, line_of
from pollsite.articles.types import Kind, OptionSpec, Problem, Question, Visibility

KEY = re.compile(r"[a-z0-9-]+")
KEY_LENGTH = 40
KEY_HINT = "use small letters a–z, digits and hyphens only"
QUESTION_LENGTH = 200
LABEL_LENGTH = 80
QUOTE_LENGTH = 1_000
MOST_QUESTIONS = 60
"""Each is looked for in the whole text; a reader answers nine or ten."""
FEWEST_OPTIONS, MOST_OPTIONS = 2, 12
SCALE_STEPS = 5
MOST_WORDINGS = 9_999
NOT_SURE_KEY = "not-sure"
NOT_SURE_LABEL = "Not sure"
QUESTION_FIELDS = (
    "key",
    "question",
    "kind",
    "visibility",
    "options",
    "max",
    "opens",
    "closes",
    "beside",
    "before",
    "after",
    "wording",
    "not_sure",
)
OPTION_FIELDS = ("key", "label", "exclusive")
AGREEMENT = (
    OptionSpec(key="strongly-agree", label="Strongly agree"),
    OptionSpec(key="agree", label="Agree"),
    OptionSpec(key="neither", label="Neither agree nor disagree"),
    OptionSpec(key="disagree", label="Disagree"),
    OptionSpec(key="strongly-disagree", label="Strongly disagree"),
)


def read_questions(nodes: Sequence[yaml.Node], problems: list[Problem]) -> tuple[Question, ...]:
    """The questions in the publisher's order; what is wrong with them is added to `problems`."""
    if len(nodes) > MOST_QUESTIONS:
        told = f"There are {len(nodes)} questions; an article asks at most {MOST_QUESTIONS}. Remove some."
        problems.append(Problem(line_of(nodes[MOST_QUESTIONS]), told))
    questions = tuple(_read_question(node, problems) for node in nodes[:MOST_QUESTIONS])
    seen: set[str] = set()
    for question in questions:
        if question.key and question.key in seen:
            message = f"Question “{question.key}”: another question has this key; give each its own."
            problems.append(Problem(question.line, message))
        seen.add(question.key)
    return questions


def _read_question(node: yaml.Node, problems: list[Problem]) -> Question:
    fields = fields_of(node, owner=_name_of(node), known=QUESTION_FIELDS, problems=problems)
    kind = fields.choice("kind", Kind.SINGLE)
    options = _read_options(fields, kind)
    question = Question(
        key=fields.code("key", shape=KEY, limit=KEY_LENGTH, hint=KEY_HINT),
        question=fields.text("question", limit=QUESTION_LENGTH),
        kind=kind,
        options=(*options, _not_sure(fields, options)),
        beside=fields.text("beside", limit=QUOTE_LENGTH),
        visibility=fields.choice("visibility", Visibility.ALWAYS),
        wording=fields.whole_number("wording", most=MOST_WORDINGS, default=1),
        max_choices=_max_choices(fields, kind, options),
        opens_at=fields.moment("opens"),
        closes_at=fields.moment("closes"),
        before=fields.text("before", limit=QUOTE_LENGTH, default=""),
        after=fields.text("after", limit=QUOTE_LENGTH, default=""),
        line=fields.line,
    )
    _check_kind_is_given(fields)
    _check_times(fields, question)
    return question


def _name_of(node: yaml.Node) -> str:
    """How messages call a question: by its key, or by its line while it has none."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    for key, value in pairs:
        if key.value == "key" and isinstance(value, yaml.ScalarNode) and value.value:
            return f"Question “{value.value}”"
    return f"The question on line {line_of(node)}"


def _read_options(fields: Fields, kind: Kind) -> tuple[OptionSpec, ...]:
    if kind is Kind.SCALE and "options" not in fields.nodes:
        return AGREEMENT
    options = tuple(_read_option(node, fields) for node in fields.items("options"))
    if kind is Kind.SCALE and len(options) != SCALE_STEPS:
        told = f"a scale has {SCALE_STEPS} answers, from one end to the other; here are {len(options)}."
        fields.report(f"{told} Leave “options” out for strongly agree … strongly disagree.", "options")
    elif not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
        told = f"{FEWEST_OPTIONS} to {MOST_OPTIONS} answers belong under “options”; here are {len(options)}."
        fields.report(told, "options")
    _check_distinct(fields, options)
    return options


def _read_option(node: yaml.Node, question: Fields) -> OptionSpec:
    owner = f"{question.owner}, answer"
    fields = fields_of(node, owner=owner, known=OPTION_FIELDS, problems=question.problems)
    option = OptionSpec(
        key=fields.code("key", shape=KEY, limit=KEY_LENGTH, hint=KEY_HINT),
        label=fields.text("label", limit=LABEL_LENGTH),
        exclusive=fields.flag("exclusive"),
    )
    if option.key == NOT_SURE_KEY:
        fields.report("“Not sure” is added to every question by itself; remove it from the list.", "key")
    return option


def _check_distinct(fields: Fields, options: tuple[OptionSpec, ...]) -> None:
    for name, values in (
        ("key", [option.key for option in options]),
        ("label", [option.label.casefold() for option in options]),
    ):
        for value in sorted({value for value in values if value and values.count(value) > 1}):
            fields.report(f"two answers have the {name} “{value}”; each needs its own.", "options")


def _not_sure(fields: Fields, options: tuple[OptionSpec, ...]) -> OptionSpec:
    label = fields.text("not_sure", limit=LABEL_LENGTH, default=NOT_SURE_LABEL)
    if any(option.label.casefold() == label.casefold() and option.key != NOT_SURE_KEY for option in options):
        fields.report(f"“{label}” is added to every question by itself; remove it from the list.", "options")
    return OptionSpec(key=NOT_SURE_KEY, label=label, exclusive=True, not_sure=True)


def _max_choices(fields: Fields, kind: Kind, options: tuple[OptionSpec, ...]) -> int | None:
    if kind is Kind.MULTIPLE:
        most = max(len(options), 1)
        return fields.whole_number("max", most=most, default=most)
    if "max" in fields.nodes:
        fields.report("“max” belongs to “kind: multiple” only; remove it, or change the kind.", "max")
    return None


def _check_kind_is_given(fields: Fields) -> None:
    if "kind" not in fields.nodes:
        fields.report(f"“kind” is missing; add a line “kind: {' or '.join(kind.value for kind in Kind)}”.")


def _check_times(fields: Fields, question: Question) -> None:
    opens, closes = question.opens_at, question.closes_at
    if opens and closes and closes <= opens:
        fields.report("“closes” must be later than “opens”.", "closes")
    if question.visibility is Visibility.AFTER_CLOSE and "closes" not in fields.nodes:
        fields.report("“visibility: after_close” needs “closes”, or the results never show.", "visibility")
