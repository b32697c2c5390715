"""Our own rules: each is a function from one file to the numbers of the lines that break it."""

from __future__ import annotations

import ast
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    Rule = Callable[["Source"], Iterator[int]]

FILE_LINES = 400
FUNCTION_LINES = 50
NESTING = 3
FOLDER_FILES = 16

BROAD_EXCEPTS = {
    "bot/scheduling/sweeps.py",
    "store/databases/transactions.py",
    "adapters/web/app.py",
    "adapters/edge.py",
}
"""The sweep loop and the writer's thread, which must outlive one bad item, and the edges over HTTP."""

DAY_MAKER = "bot/domain/hours.py"
CLOCK_READERS = ("bot/clock.py", "store/")
CLOCK_CALLS = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
    *("time.time", "time.time_ns", "time.localtime", "time.gmtime"),
}
LOG_METHODS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
MAY_WRITE = ("bot/log.py", "bot/commands/", "bot/__main__.py", "bot/rota/child.py")  # a pipe to its parent
WRITES = {"print", "typer.echo", "typer.secho", "traceback.print_exc", "warnings.warn", "structlog.get_logger"}
STREAMS = {"sys.stdout", "sys.stderr", "sys.__stdout__", "sys.__stderr__"}
VAGUE_NAMES = {"utils", "helpers", "common", "manager", "base"}
MACHINE_TRACE = re.compile(
    r"file:///\w"  # a wheel or a folder on somebody's disk
    r"|(?<![\w.-])/(?:work|opt|root|Users)/\w"
    r"|(?:index-url|find-links|registry)[ =]+\S*://",
)

BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Source:
    """One file: where it is, seen from the root of the repository, and what it says."""

    path: PurePosixPath
    text: str

    @classmethod
    def read(cls, root: Path, file: Path) -> Source:
        return cls(PurePosixPath(file.relative_to(root).as_posix()), file.read_text(encoding="utf-8"))

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))

    @property
    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        return (node for node in self.nodes if isinstance(node, FUNCTIONS))


def a_file_has_at_most_400_lines(source: Source) -> Iterator[int]:
    """A file has at most 400 lines: longer ones do more than one thing."""
    if len(source.text.splitlines()) > FILE_LINES:
        yield FILE_LINES + 1


def a_function_has_at_most_50_lines(source: Source) -> Iterator[int]:
    """A function has at most 50 lines, its docstring included."""
    for function in source.functions:
        if (function.end_lineno or function.lineno) - function.lineno >= FUNCTION_LINES:
            yield function.lineno


def blocks_nest_at_most_3_deep(source: Source) -> Iterator[int]:
    """Blocks nest at most three deep in a function; an elif is as deep as its if."""
    for function in source.functions:
        yield from _too_deep(function.body, depth=1)


def a_module_says_what_it_is_for(source: Source) -> Iterator[int]:
    """A module opens with a docstring that says what the file is for."""
    if not ast.get_docstring(source.tree):
        yield 1


def a_module_has_a_telling_name(source: Source) -> Iterator[int]:
    """No module or folder is called utils, helpers, common, manager or base."""
    if VAGUE_NAMES & {*source.path.parts[:-1], source.path.stem}:
        yield 1


def a_dataclass_of_the_bot_is_frozen(source: Source) -> Iterator[int]:
    """Every dataclass in bot/ is frozen: what was decided does not change."""
    if source.path.parts[0] != "bot":
        return
    for node in source.nodes:
        if isinstance(node, ast.ClassDef) and any(_thaws(decorator) for decorator in node.decorator_list):
            yield node.lineno


def a_log_call_has_a_constant_sentence(source: Source) -> Iterator[int]:
    """A log call's sentence is a constant: what varies follows it and is seen there."""
    for node in source.nodes:
        if isinstance(node, ast.Call) and _is_log_call(node) and any(map(_is_built, node.args)):
            yield node.lineno


def only_the_log_writes(source: Source) -> Iterator[int]:
    """Only bot/log.py logs, and only a command speaks to the terminal: one place that leaves values out."""
    if str(source.path).startswith(MAY_WRITE):
        return
    for node in source.nodes:
        match node:
            case ast.Call() if _is_log_call(node) or ast.unparse(node.func) in WRITES:
                yield node.lineno
            case ast.Attribute() if ast.unparse(node) in STREAMS:
                yield node.lineno
            case _:
                pass


def only_a_line_makes_a_link_that_dials(source: Source) -> Iterator[int]:
    """Only bot/domain/lines/line.py makes ``tel:`` and ``sms:`` links: a second place would dial other digits."""
    if str(source.path) == "bot/domain/lines/line.py":
        return
    asked = {
        id(inner)
        for node in source.nodes
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".startswith")
        for inner in ast.walk(node)
    }
    for node in source.nodes:
        match node:
            case ast.Constant(value=str() as text) if re.match(r"(tel|sms):", text) and id(node) not in asked:
                yield node.lineno
            case _:
                pass


def only_the_clock_and_the_store_read_the_time(source: Source) -> Iterator[int]:
    """Only bot/clock.py and store/ read the time; everywhere else `now` is given."""
    if str(source.path).startswith(CLOCK_READERS):
        return
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and ".".join(ast.unparse(node).split(".")[-2:]) in CLOCK_CALLS:
            yield node.lineno


def a_moment_becomes_a_day_in_one_place(source: Source) -> Iterator[int]:
    """A day depends on whose clock it is read from: only ``day_in``, which takes a zone, makes one out of a moment."""
    if str(source.path) == DAY_MAKER:
        return
    for node in source.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "date":
            yield node.lineno


def a_broad_except_stands_at_an_edge(source: Source) -> Iterator[int]:
    """Only the sweep loop, the writer's thread and the HTTP edges catch everything, once each."""
    handlers = (node for node in source.nodes if isinstance(node, ast.ExceptHandler))
    broad = [handler.lineno for handler in handlers if _catches_everything(handler) and not _raises_again(handler)]
    yield from broad[1:] if str(source.path) in BROAD_EXCEPTS else broad


def a_match_over_classes_is_closed(source: Source) -> Iterator[int]:
    """A match over classes ends in a case that takes what is left: it asserts never, raises, or answers."""
    for node in source.nodes:
        if isinstance(node, ast.Match) and _takes_classes(node) and not _is_catch_all(node.cases[-1]):
            yield node.lineno


def every_function_is_annotated(source: Source) -> Iterator[int]:
    """Every parameter and every result has a type."""
    for function in source.functions:
        given = function.args
        named = [
            *given.posonlyargs,
            *given.args,
            *given.kwonlyargs,
            *filter(None, (given.vararg, given.kwarg)),
        ]
        bare = [arg for arg in named if arg.annotation is None and arg.arg not in {"self", "cls"}]
        if bare or function.returns is None:
            yield function.lineno


def nothing_tells_of_a_machine(source: Source) -> Iterator[int]:
    """No tracked file names a folder of somebody's machine or the address of a package registry."""
    for number, line in enumerate(source.text.splitlines(), start=1):
        if MACHINE_TRACE.search(line) or (source.path.name == "requirements.lock" and "://" in line):
            yield number


SIZE_RULES: tuple[Rule, ...] = (
    a_file_has_at_most_400_lines,
    a_function_has_at_most_50_lines,
    blocks_nest_at_most_3_deep,
    a_module_has_a_telling_name,
)
CODE_RULES: tuple[Rule, ...] = (
    a_module_says_what_it_is_for,
    a_dataclass_of_the_bot_is_frozen,
    a_log_call_has_a_constant_sentence,
    only_the_clock_and_the_store_read_the_time,
    only_the_log_writes,
    only_a_line_makes_a_link_that_dials,
    a_moment_becomes_a_day_in_one_place,
    a_broad_except_stands_at_an_edge,
    a_match_over_classes_is_closed,
    every_function_is_annotated,
)


def crowded_folders(paths: Iterable[PurePosixPath]) -> list[str]:
    """Folders with more than 16 modules; ``__init__.py`` is a marker, and migrations pile up by nature."""
    modules = (path for path in paths if path.suffix == ".py" and path.name != "__init__.py")
    counted = Counter(path.parent for path in modules if path.parent.parts[-2:] != ("migrations", "versions"))
    return sorted(str(folder) for folder, files in counted.items() if files > FOLDER_FILES)


def lonely_folders(paths: Iterable[PurePosixPath]) -> list[str]:
    """Folders with one module: it could stand in the folder above, where somebody would look for it first."""
    modules = [path for path in paths if path.suffix == ".py" and path.name != "__init__.py"]
    counted = Counter(path.parent for path in modules)
    return sorted(str(folder) for folder, files in counted.items() if files == 1)


def _too_deep(body: Iterable[ast.AST], *, depth: int) -> Iterator[int]:
    for node in body:
        if isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.Lambda)):
            continue
        if not isinstance(node, BLOCKS):
            yield from _too_deep(ast.iter_child_nodes(node), depth=depth)
        elif depth > NESTING:
            yield node.lineno
        else:
            yield from _too_deep(_inside(node), depth=depth + 1)
            yield from _too_deep(_elif(node), depth=depth)


def _inside(block: ast.AST) -> list[ast.AST]:
    return [child for child in ast.iter_child_nodes(block) if child not in _elif(block)]


def _elif(block: ast.AST) -> list[ast.stmt]:
    """The `if` that an `elif` is, in the syntax tree, inside the `else` of the one before."""
    if isinstance(block, ast.If) and len(block.orelse) == 1 and isinstance(block.orelse[0], ast.If):
        return block.orelse
    return []


def _thaws(decorator: ast.expr) -> bool:
    call = decorator if isinstance(decorator, ast.Call) else ast.Call(decorator, [], [])
    if ast.unparse(call.func) not in {"dataclass", "dataclasses.dataclass"}:
        return False
    return not any(option.arg == "frozen" and ast.unparse(option.value) == "True" for option in call.keywords)


def _is_log_call(call: ast.Call) -> bool:
    method = call.func
    return (
        isinstance(method, ast.Attribute) and method.attr in LOG_METHODS and "log" in ast.unparse(method.value).lower()
    )


def _is_built(argument: ast.expr) -> bool:
    """Whether a text is put together before the call: an f-string, ``+``, ``%`` or ``.format()``."""
    if isinstance(argument, ast.Call):
        return isinstance(argument.func, ast.Attribute) and argument.func.attr == "format"
    texts = [node for node in ast.walk(argument) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return isinstance(argument, ast.JoinedStr) or (isinstance(argument, ast.BinOp) and bool(texts))


def _catches_everything(handler: ast.ExceptHandler) -> bool:
    caught = {ast.unparse(node) for node in ast.walk(handler.type)} if handler.type else {"BaseException"}
    return not caught.isdisjoint({"Exception", "BaseException"})


def _raises_again(handler: ast.ExceptHandler) -> bool:
    return isinstance(last := handler.body[-1], ast.Raise) and last.exc is None


def _takes_classes(match: ast.Match) -> bool:
    return any(isinstance(node, ast.MatchClass) for case in match.cases for node in ast.walk(case.pattern))


def _is_catch_all(case: ast.match_case) -> bool:
    return isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None and case.guard is None
