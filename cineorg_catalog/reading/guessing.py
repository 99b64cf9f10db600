"""The second reading of a name, by guessit: the only module that knows that parser.

It turns guessit's answer into plain values and makes the parser cheaper and harmless: the order of its
rules is worked out once instead of at every call, the user's own guessit configuration is not read, and
what it cannot read at all is answered with None. It judges nothing.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import groupby
from typing import Any

from guessit.api import GuessItApi, GuessitException
from rebulk.rules import Rules, execute_rule, toposort_rules

OPTIONS = {"no_user_config": True}
LONGEST = 300  # characters given to guessit; its time grows faster than the name


class OrderedRules(Rules):
    """guessit's rules, in the order in which rebulk runs them.

    rebulk sorts the same two hundred rules by priority and dependency for every single name, a quarter of
    its time. The order depends on the rules alone, so it is worked out once. What is run is the same.
    """

    def __init__(self, rules: Rules) -> None:
        super().__init__(*rules)
        self.ordered = list(_in_order(rules))

    def execute_all_rules(self, matches: Any, context: dict[str, Any] | None) -> list[Any]:
        "Run every rule in the order known; return those that did something with what they answered."
        answers = ((rule, execute_rule(rule, matches, context)) for rule in self.ordered)
        return [(rule, answer) for rule, answer in answers if answer is not None]


def _in_order(rules: Rules) -> Iterator[Any]:
    for _, same_priority in groupby(sorted(rules), lambda rule: rule.priority):
        for group in toposort_rules(list(same_priority)):
            yield from sorted(group, key=rules.index)


@cache
def _parser() -> GuessItApi:
    """A guessit of our own, with its rules in order; guessit's shared one is left as it is.

    The options are the same for every name, so the rules that apply are the same too.
    """
    parser = GuessItApi()
    parser.guessit("warm.up.2001.mkv", OPTIONS)
    rebulk, options = parser.rebulk, parser.effective_options
    assert rebulk is not None
    ordered = OrderedRules(rebulk.effective_rules(options))
    rebulk.effective_rules = lambda context=None: ordered  # type: ignore[method-assign]
    return parser


def guess(name: str) -> Mapping[str, Any] | None:
    """What guessit reads in a name or path, or None where it fails.

    Only the first LONGEST characters are read. Values are guessit's, except that lists are always lists
    of plain numbers or texts.
    """
    readable = name[:LONGEST].encode("utf-8", "replace").decode("utf-8")
    try:
        found = _parser().guessit(readable, OPTIONS)
    except GuessitException:
        return None
    return {key: _plain(value) for key, value in found.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value if isinstance(value, int | float) else str(value)
