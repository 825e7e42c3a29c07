"""What a call in a callee does with an address in the object: by the table, by another summary, or not known."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kzfix.facts.functions import declared, definitions
from kzfix.facts.lookup import Lookup
from kzfix.facts.macros import Macro
from kzfix.facts.types import BYTES
from kzfix.flow import callees
from kzfix.flow.addresses import ANYWHERE, ELEMENT, NOWHERE, Addresses, Path, Spot, UnclearError, within
from kzfix.flow.callees import STORES
from kzfix.flow.formats import shown_as_address
from kzfix.source import keys
from kzfix.source.tree import Node
from kzfix.source.words import is_loop

if TYPE_CHECKING:
    from kzfix.flow.reader import Reader
    from kzfix.flow.summary import Summary

UNMEASURED = frozenset({"clear_page", "strcpy", "sprintf", "strcat", "strncat"})  # no argument says how much they write
RETURNED = ("mem", "strc", "strn", "_rtw_mem")  # these return what they wrote
LINKS = frozenset({"INIT_LIST_HEAD"})  # makes the object point into itself
HEAD_LOOPS = ("list_for_each_entry", "hlist_for_each_entry")


class Passed:
    """Calls and loop macros of one reading."""

    def __init__(self, reader: Reader, ask: Callable[[Lookup, str, int], Summary]) -> None:
        self._reader = reader
        self._ask = ask
        self._data = reader.data

    def call(self, node: Node) -> Addresses:
        """Judge a call: the places that its value may be the address of."""
        reader, name, args = self._reader, keys.callee(node, self._data), keys.arguments(node)
        function = node.child("function")
        plain = function is not None and keys.strip(function).kind == "identifier"
        if function is not None and not plain:
            reader.value(function)
        given = [reader.value(arg) for arg in args]
        if not plain or name in reader.scope.variables:
            return self._stranger(node, name, args, given, function=True)
        if name in keys.WRAPPERS:
            return given[0] if given else NOWHERE
        macro = reader.macros.get(name)
        if macro is not None and macro.params is None:
            name, macro = reader.macros.resolve(name), None
            if reader.macros.get(name) is not None:
                return self._stranger(node, name, args, given)
        if macro is not None:
            return self._macro(macro, node, args, given)
        if not reader.macros.redefines(name):
            known = self._known(node, name, args, given)
            if known is not None:
                return known
        return self._text(node, name, args, given)

    # By text

    def _text(self, node: Node, name: str, args: list[Node], given: list[Addresses]) -> Addresses:
        """A function whose text may be found."""
        lookup = self._reader.lookup
        if not any(given):
            return self._stranger(node, name, args, given, function=bool(definitions(lookup, name)))
        result = NOWHERE
        for number, places in enumerate(given):
            if places:
                result |= self._summed(node, self._ask(lookup, name, number), places)
        self._plain_arguments(node, name, args, function=True)
        return result

    def _summed(self, node: Node, answer: Summary, places: Addresses) -> Addresses:
        found = self._reader.found
        if not answer.known:
            raise UnclearError(answer.where, node)
        for place in places:
            if answer.writes and answer.type is not None:
                place = self._reader.places.seen_as(place, answer.type)
            for path in answer.paths(place.type):
                self._write(within(place, path))
        found.reads |= answer.reads
        found.frees |= answer.frees
        found.roams |= answer.roams
        if answer.roams:
            self._reader.call(node)
        if answer.stores:
            found.stores = found.inner = True
        return frozenset({ANYWHERE}) if answer.returns else NOWHERE

    def _write(self, path: Path) -> None:
        self._reader.write((ANYWHERE if path == ANYWHERE.path else Spot(path, None),))

    def _stranger(
        self, node: Node, name: str, args: list[Node], given: list[Addresses], *, function: bool = False
    ) -> Addresses:
        """Code that nobody knows. It may be a macro, and then write what stands in its arguments."""
        for arg, places in zip(args, given, strict=True):
            if places:
                raise UnclearError(f"{name}() gets {keys.text(arg, self._data)}", node)
        self._reader.call(node)
        self._plain_arguments(node, name, args, function=function)
        return NOWHERE

    def _plain_arguments(self, node: Node, name: str, args: list[Node], *, function: bool) -> None:
        reader = self._reader
        for arg in args:
            inner = keys.strip(arg)
            if keys.is_address(inner, self._data):
                inner = keys.strip(inner.child("argument") or inner)
                if inner.kind == "identifier":  # what stands in it by now may lead anywhere
                    reader.assigned.add(keys.text(inner, self._data))
                continue
            if inner.kind == "identifier":
                continue
            if function or not keys.is_lvalue(inner, self._data):
                continue
            places = reader.lvalue(inner)
            if places and not declared(reader.lookup, name):
                self._written_by_macro(node, name, places)

    def _written_by_macro(self, node: Node, name: str, places: Addresses) -> None:
        if any(place.type is None or not self._is_scalar(place) for place in places):
            raise UnclearError(f"{name}() may be a macro that gets a part of it", node)
        self._reader.write(places)

    def _is_scalar(self, place: Spot) -> bool:
        type_ = place.type
        if type_ is None or type_.dims:
            return False
        return bool(type_.pointers) or type_.function or not type_.base.startswith(("struct ", "union "))

    def _macro(self, macro: Macro, node: Node, args: list[Node], given: list[Addresses]) -> Addresses:
        """A macro of the file: one that only computes may pass its arguments on, another must not get the object."""
        reader = self._reader
        alone = not macro.effect and all(callees.leaves_alone(called) for called in macro.calls)
        if "return" in reader.lookup.macro_words(macro.name):
            reader.found.loads = True
            reader.found.returns |= any(given)
        if alone and not macro.assigned:
            reader.found.reads |= any(given)
            return frozenset({ANYWHERE}) if any(given) else NOWHERE
        for arg, places in zip(args, given, strict=True):
            inner = keys.strip(arg)
            if places or (inner.kind == "identifier" and keys.text(inner, self._data) in reader.aliases):
                raise UnclearError(f"the macro {macro.name} gets {keys.text(arg, self._data)}", node)
            if keys.is_lvalue(inner, self._data):
                reader.assign(inner, NOWHERE, None)
                if any(not self._is_scalar(place) for place in reader.lvalue(inner)):
                    raise UnclearError(f"the macro {macro.name} gets {keys.text(arg, self._data)}", node)
        reader.call(node)
        return NOWHERE

    def loop(self, node: Node) -> None:
        """A loop macro, or a block that a macro guards: `NAME(a, b) { … }`, of which the tree shows a `while`."""
        reader, condition, body = self._reader, node.child("condition"), node.child("body")
        raw = reader.definition.raw
        end = condition.start if condition is not None else node.end
        name = raw[node.start : end].split(b"(")[0].strip()
        args = _operands(condition) if condition is not None else []
        given = [reader.value(arg) for arg in args]
        word = name.decode("latin-1")
        if not reader.lookup.macro_words(word).isdisjoint(reader.aliases):
            raise UnclearError(f"the macro {word} speaks of what leads to it", node)
        if word == "scoped_guard" and not reader.lookup.defines(word):
            for places in given:
                reader.write(places)  # a lock of the object
            reader.call(node)
        elif node.start in reader.definition.once or not is_loop(name) or reader.lookup.defines(word):
            self._stranger(node, word, args, given)
        if node.start not in reader.definition.once:
            self._cursors(word, args, given)
        if body is not None:
            reader.statement(body)

    def _cursors(self, name: str, args: list[Node], given: list[Addresses]) -> None:
        """Each plain variable among a loop's arguments gets what any of them leads to."""
        reader = self._reader
        reader.found.reads |= any(given)
        leads = NOWHERE if name.startswith(HEAD_LOOPS) else frozenset({ANYWHERE} if any(given) else ())
        for arg in args:
            inner = keys.strip(arg)
            word = keys.text(inner, self._data)
            if not keys.is_lvalue(inner, self._data) or word.isupper() or reader.has_size(inner):
                continue
            if inner.kind != "identifier":
                reader.assign(inner, leads, None)
            elif reader.scope.is_local(word):
                reader.assigned.add(word)
                reader.assign(inner, leads, None)
            elif leads and reader.lookup.global_type(word) is not None:
                reader.store(leads)

    # By the table

    def _known(self, node: Node, name: str, args: list[Node], given: list[Addresses]) -> Addresses | None:
        """What the table says of a callee; None when it says nothing."""
        reader, table = self._reader, callees.table()
        if name in table.noreturn:
            return NOWHERE
        if name in table.free_exactly:
            self._far(node, args, given)
            reader.found.frees |= any(given)
            return NOWHERE
        if name in table.assigns:
            return self._assigns(node, name, args, given)
        if name in table.keeps:
            return self._keeps(name, given)
        if name in table.stores:
            return self._stores(args, given)
        if name in table.publishes and any(given):
            return self._publishes(node, name, args, given)
        if name in table.writes:
            return self._writes(node, name, args, given, table.writes[name])
        if name in table.spans:
            return self._writes(node, name, args, given, (table.spans[name],))
        if any(STORES.search(keys.text(arg, self._data)) for arg in args if arg.kind.endswith("string_literal")):
            return None
        if name in table.values:
            return NOWHERE
        if name in table.addresses:
            return frozenset({ANYWHERE}) if any(given) else NOWHERE
        reads = name in table.reads or name in table.reads_pointee
        if reads or name in table.computes or self._prints(name, args, given):
            seen = (places and not shown_as_address(args, at, self._data) for at, places in enumerate(given))
            reader.found.reads |= any(seen)
            return frozenset({ANYWHERE}) if any(given) and name in table.computes else NOWHERE
        if name in table.harmless and not any(given):
            return NOWHERE
        if name in table.yields:
            for places in given:
                reader.write(places)  # a lock of the object
            reader.call(node)
            return NOWHERE
        return None

    def _prints(self, name: str, args: list[Node], given: list[Addresses]) -> bool:
        """As in `kzfix.flow.calls`: a format string with a conversion for each of what stands behind it."""
        if not callees.prints(name):
            return False
        for number, arg in enumerate(args):
            if arg.kind in ("string_literal", "concatenated_string"):
                behind = args[number + 1 :]
                text = keys.text(arg, self._data).replace("%%", "")
                fits = text.count("%") + text.count("%*") == len(behind)
                addresses = any(keys.is_address(other, self._data) for other in behind)
                return fits and not addresses and not any(given[:number])
        return False

    def _far(self, node: Node, args: list[Node], given: list[Addresses]) -> None:
        """Something outside the object is written or freed through a pointer."""
        for arg, places in zip(args, given, strict=True):
            inner = keys.strip(arg)
            if not places and inner.kind not in ("number_literal", "sizeof_expression", "null"):
                target = keys.strip(inner.child("argument") or inner)
                if not keys.is_address(inner, self._data) or not self._reader.is_near(target):
                    self._reader.found.far.append((None, node))
                elif target.kind == "identifier":
                    self._reader.assigned.add(keys.text(target, self._data))

    def _assigns(self, node: Node, name: str, args: list[Node], given: list[Addresses]) -> Addresses:
        """A macro that assigns to some arguments; a lock among the others is written."""
        written = callees.table().assigns[name]
        for number, (arg, places) in enumerate(zip(args, given, strict=True)):
            inner = keys.strip(arg)
            held = inner.kind == "identifier" and keys.text(inner, self._data) in self._reader.aliases
            if number in written:
                if places or held:
                    raise UnclearError(f"{name}() assigns to {keys.text(arg, self._data)}", node)
                self._reader.assign(inner, NOWHERE, None)
            elif places:
                if "lock" not in name:
                    raise UnclearError(f"{name}() gets {keys.text(arg, self._data)}", node)
                self._reader.write(places)
        if "lock" in name:
            self._reader.call(node)
        return NOWHERE

    def _stores(self, args: list[Node], given: list[Addresses]) -> Addresses:
        for number, (arg, places) in enumerate(zip(args, given, strict=True)):
            if number == 0:
                self._reader.write(places)
                if not places and keys.is_address(arg, self._data):
                    continue
            elif places:
                self._reader.store(places)
        return NOWHERE

    def _keeps(self, name: str, given: list[Addresses]) -> Addresses:
        """A callee that writes a member of some structure and keeps a pointer there."""
        known = callees.table().keeps[name]
        for number, places in enumerate(given):
            if number in known.writes:
                self._reader.write(places)
            elif places and number in known.keeps:
                self._reader.store(places)
        return NOWHERE

    def _publishes(self, node: Node, name: str, args: list[Node], given: list[Addresses]) -> Addresses:
        """A callee that makes the object known to others through a member."""
        for number, places in enumerate(given):
            if places and number not in callees.table().publishes[name]:
                raise UnclearError(f"{name}() gets {keys.text(args[number], self._data)}", node)
            if places:
                self._reader.write(places)
                self._reader.store(places)
        self._reader.call(node)
        return NOWHERE

    def _writes(
        self, node: Node, name: str, args: list[Node], given: list[Addresses], written: tuple[int, ...]
    ) -> Addresses:
        result = NOWHERE
        for number, places in enumerate(given):
            if number not in written:
                self._reader.found.reads |= bool(places)
                continue
            if not places:
                self._far(node, [args[number]], [places])
            for place in places:
                self._write(self._extent(name, args, number, place))
            result |= frozenset({ANYWHERE}) if places and name.startswith(RETURNED) else NOWHERE
        if name in LINKS:
            self._reader.found.linked |= any(given)
        return result

    def _extent(self, name: str, args: list[Node], number: int, place: Spot) -> Path:
        """What a writer writes, beginning at a place: that place alone when the length says so."""
        at = callees.table().lengths.get(name)
        if name in UNMEASURED or (at is None and name in callees.table().spans):
            return ANYWHERE.path
        if at is None:
            return place.path
        length = keys.strip(args[at]) if at < len(args) else None
        own = self._reader.types.of(keys.strip(args[number]))
        own = self._reader.places.plain(own)
        array = own is not None and bool(own.dims)
        whole = place.path[:-1] if array and place.path[-1:] == (ELEMENT,) else place.path
        if length is None:
            return whole if name == "strscpy" or name == "strscpy_pad" else ANYWHERE.path
        if length.kind == "sizeof_expression":
            type_ = self._reader.types.sizeof(length)[0]
            exact = type_ is not None and type_ == (own if array else place.type)
            return whole if exact else ANYWHERE.path
        if own is not None and array and len(own.dims) == 1 and BYTES.get(own.base) == 1 and not own.pointers:
            return whole if keys.exact(length, self._data) == own.dims[0] else ANYWHERE.path
        return ANYWHERE.path


def _operands(condition: Node) -> list[Node]:
    """The arguments of a macro that the tree shows as the condition of a loop."""
    found: list[Node] = []
    stack = [condition]
    while stack:
        node = stack.pop()
        if node.kind in ("parenthesized_expression", "comma_expression", "argument_list"):
            stack.extend(reversed(node.parts()))
        else:
            found.append(node)
    return found
