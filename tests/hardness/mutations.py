"""Which small faults a module can have: a sample of them, the same for the same seed.

Those of cosmic-ray, and two of ours for what it leaves alone: statements that are missing, and SQL.
"""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import parso
from cosmic_ray.ast import ast_nodes
from cosmic_ray.mutating import MutationVisitor
from cosmic_ray.operators.operator import Operator
from cosmic_ray.plugins import get_operator, operator_names

SAME_THING = re.compile(
    "Variable|_(Eq_Is|Is_Eq|NotEq_IsNot|IsNot_NotEq)$"
)  # need arguments, or change nothing

COMPOUND = ("if_stmt", "while_stmt", "for_stmt", "with_stmt", "try_stmt", "funcdef", "lambdef")


class Without(Operator):
    "A statement that calls, raises or returns something does nothing."

    def mutation_positions(self, node: Any) -> Iterator[Any]:
        if node.type != "simple_stmt" or node.children[0].type not in (
            "atom_expr",
            "raise_stmt",
            "return_stmt",
        ):
            return
        if node.children[0].get_code(include_prefix=False) != "return None":
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        nothing = parso.parse("return\n" if node.children[0].type == "return_stmt" else "pass\n").children[0]
        nothing.get_first_leaf().prefix = node.get_first_leaf().prefix
        return nothing

    @classmethod
    def examples(cls) -> tuple[()]:
        return ()


class OtherSql(Operator):
    "A condition of an SQL statement, or its order, is another one."

    SQL = re.compile(r"\b(select|update|delete|where|order by|join)\b")
    OTHERS = (
        (r"\band\b", "or"),
        (r"\bis not\b", "is"),
        (r"\bis (?!not)", "is not "),
        (r"\bnot in\b", "in"),
        (r"\bnot exists\b", "exists"),
        (r" desc\b", ""),
        (r" (<|>) ", r" \1= "),
        (r" = ", " != "),
        (r"\bleft join\b", "join"),
    )

    def mutation_positions(self, node: Any) -> Iterator[Any]:
        for place in self._places(node):
            yield (node.start_pos[0], node.start_pos[1] + place[0]), node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        start, end, other = self._places(node)[index]
        node.value = node.value[:start] + other + node.value[end:]
        return node

    def _places(self, node: Any) -> list[tuple[int, int, str]]:
        if node.type not in ("string", "fstring_string") or not self.SQL.search(node.value):
            return []
        if node.parent.type == "simple_stmt":  # a docstring
            return []
        found = ((old, new, match) for old, new in self.OTHERS for match in re.finditer(old, node.value))
        return sorted((match.start(), match.end(), match.expand(new)) for old, new, match in found)

    @classmethod
    def examples(cls) -> tuple[()]:
        return ()


@dataclass(frozen=True, slots=True)
class Mutant:
    module: str
    lines: range  # of the statement
    code: str
    folders: tuple[str, ...]

    @property
    def difference(self) -> str:
        changes = difflib.unified_diff(
            Path(self.module).read_text().splitlines(), self.code.splitlines(), n=0, lineterm=""
        )
        return "\n".join([self.module, *(f"    {line}" for line in list(changes)[2:])])


def sample(modules: Mapping[str, tuple[str, ...]], number: int, seed: int) -> list[Mutant]:
    "Any place of the code is as likely as any other, however many operators fit it. `modules`: path → tests."
    operators = [get_operator(name)() for name in operator_names() if not SAME_THING.search(name)]
    places = defaultdict[tuple[str, Any], list[Any]](list)
    for module in modules:
        nodes = list(ast_nodes(parso.parse(Path(module).read_text())))
        for operator in (*operators, Without(), OtherSql()):
            for occurrence, (node, position) in enumerate(_positions(operator, nodes)):
                if not _is_declared(node):
                    places[module, position[0]].append((operator, occurrence, _statement(node)))
    random, mutants = Random(seed), list[Mutant]()
    for place in random.sample(sorted(places), len(places)):
        if len(mutants) == number:
            break
        operator, occurrence, lines = random.choice(places[place])
        try:
            code = MutationVisitor.mutate_code(Path(place[0]).read_text(), operator, occurrence)
        except AttributeError:  # cosmic-ray replaces no exception with a dot in its name
            continue
        if _compiles(code):
            mutants.append(Mutant(place[0], lines, code, modules[place[0]]))
    return mutants


def _compiles(code: str) -> bool:
    try:
        compile(code, "", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def _positions(operator: Any, nodes: list[Any]) -> Iterator[tuple[Any, Any]]:
    return ((node, position) for node in nodes for position in operator.mutation_positions(node))


def _is_declared(node: Any) -> bool:
    "A type, or how a decorator is set (`slots=True`): other values of these make no difference."
    while above := node.parent:
        if above.type in ("tfpdef", "decorator") or (above.type == "annassign" and node is above.children[1]):
            return True
        if above.type == "funcdef" and node is above.annotation:
            return True
        node = above
    return False


def _statement(node: Any) -> range:
    "The lines of its statement; all of the module for what runs once, when the module is imported."
    if node.search_ancestor("funcdef", "lambdef") is None:
        return range(1, node.get_root_node().end_pos[0] + 1)
    last = node.end_pos[0] + 1
    while node.type != "simple_stmt" and node.type not in COMPOUND:
        node = node.parent
    return range(node.start_pos[0], node.end_pos[0] if node.type == "simple_stmt" else last)
