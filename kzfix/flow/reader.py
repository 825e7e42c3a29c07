"""One reading of a callee: every use of one parameter, of what is assigned from it, and of what it points to.

Nothing is executed and no order is kept. The body is visited until the set of local variables that may hold an address
in the object grows no more; each visit notes what may be read, written, kept, freed or returned.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from kzfix.facts.functions import Definition
from kzfix.facts.lookup import Lookup
from kzfix.facts.scope import CType
from kzfix.facts.types import BYTES, WIDE
from kzfix.flow.addresses import ANYWHERE, VOID, Addresses, Spot, UnclearError
from kzfix.flow.body import CLEANUP
from kzfix.flow.passed import Passed
from kzfix.flow.uses import UNEVALUATED, declared_name
from kzfix.flow.values import LITERALS, Found, Values
from kzfix.source import keys
from kzfix.source.tree import Node

if TYPE_CHECKING:
    from kzfix.flow.summary import Summary

SKIPPED = frozenset({"preproc_def", "preproc_function_def", "preproc_call", "preproc_defined", "type_definition"})
DIRECTIVE = re.compile(rb"^[ \t]*#[ \t]*(include|define|undef)[ \t]+[\"<]?(\w*)", re.M)
MOST_VISITS = 12


class Reader(Values):
    """Reads one tree of a definition for one parameter. `ask` gives the summary of another function."""

    def __init__(
        self,
        lookup: Lookup,
        definition: Definition,
        tree: Node,
        number: int,
        ask: Callable[[Lookup, str, int], Summary],
    ) -> None:
        super().__init__(lookup, definition, tree, number)
        self._passed = Passed(self, ask)

    def read(self) -> Found:
        """Everything that the body may do. Raises UnclearError."""
        self._begin()
        body = self.tree.child("body")
        for _ in range(MOST_VISITS):
            before = {name: set(places) for name, places in self.aliases.items()}, set(self.assigned)
            self.found = Found()
            if body is not None:
                self.statement(body)
            if before == (self.aliases, self.assigned):
                return self._ended()
        raise UnclearError("its variables are too many to follow", self.tree)

    def _begin(self) -> None:
        declared = self.places.plain(self.scope.type_of(self.param))
        pointee = self.places.plain(declared.pointee()) if declared is not None else None
        self.places.root = None if pointee == VOID else pointee
        self.aliases[self.param] = {Spot((), pointee) if pointee is not None else ANYWHERE}
        for word, name in DIRECTIVE.findall(self.definition.raw, self.tree.start, self.tree.end):
            if word == b"include" or name.decode("latin-1") in self.scope.variables:
                raise UnclearError("it holds an #include, or a #define of a variable", self.tree)

    def _ended(self) -> Found:
        """What follows when the address is stored: it may be found again in the function itself."""
        found = self.found
        found.type = self.places.root
        for name in self.aliases:
            if name in self.scope.shadowed or name in self.scope.unsure or not self.scope.is_private(name):
                raise UnclearError(f"{name} is more than one variable, or its address is taken", self.tree)
            self._captured(name)
        if found.stores:
            if found.calls is not None:
                raise UnclearError("the address is stored, and others are called", found.calls)
            for type_, node in found.far:
                if found.inner or found.type is None or type_ is None or self.places.may_hold(found.type, type_):
                    raise UnclearError("the address is stored, and memory is written that it may be", node)
            found.reads, found.returns = True, found.returns or found.loads
        for type_, node in found.far if found.linked else ():
            if type_ is None or type_ == CType("struct list_head"):
                raise UnclearError("the object holds a list head, and memory is written that it may be", node)
        found.roams = found.roams or found.calls is not None or bool(found.far)
        return found

    def _captured(self, name: str) -> None:
        for macro in self.macros.known.values():
            if name in macro.captured:
                raise UnclearError(f"the macro {macro.name} speaks of {name}", self.tree)

    def called(self, node: Node) -> Addresses:
        """Judge a call: the places that its value may be the address of."""
        return self._passed.call(node)

    # Statements

    def statement(self, node: Node) -> None:
        """Visit a statement, or an expression whose value is not used."""
        kind = node.kind
        if kind in SKIPPED or kind in UNEVALUATED or kind.endswith("_specifier"):
            return
        if kind == "declaration":
            self._declaration(node)
        elif kind == "return_statement":
            for part in node.parts():
                self._returned(part)
        elif kind == "while_statement" and self._is_macro(node):
            self._passed.loop(node)
        elif kind == "function_definition":
            raise UnclearError("a function inside a function", node)
        elif kind.endswith("_expression") or kind in ("identifier", "call_expression"):
            self.value(node)
            if kind == "identifier" and node.parent is not None and node.parent.kind == "expression_statement":
                self.call(node)  # a macro that nobody knows
        elif kind.endswith(("_statement", "_clause")) or kind.startswith(("preproc_", "compound", "translation")):
            for part in node.parts():
                if not (kind.startswith("preproc_") and part.field in ("condition", "name")):
                    self.statement(part)
        elif kind not in LITERALS and kind not in ("statement_identifier", "attribute_declaration"):
            raise UnclearError(f"a {kind} that is not understood", node)

    def _is_macro(self, node: Node) -> bool:
        known = self.definition
        return node.start in known.iterators or node.start in known.foreign or node.start in known.once

    def _declaration(self, node: Node) -> None:
        cleaned = CLEANUP.search(self.definition.raw, node.start, node.end) is not None
        if cleaned:
            self.call(node)
        for part in node.children:
            if part.field != "declarator":
                continue
            for size in part.walk():
                if size.field == "size":
                    self.value(size)
            value, name = part.child("value"), declared_name(part)
            if value is None:
                continue
            if name is None:
                raise UnclearError("a declaration that is not understood", node)
            leads = self.value(value)
            if leads and cleaned:
                raise UnclearError("a variable that is cleaned up holds it", node)
            self.assign(name, leads, value)

    def _returned(self, value: Node) -> None:
        leads = self.value(value)
        self.found.returns = self.found.returns or bool(leads)
        if keys.strip(value).kind in LITERALS or keys.strip(value).kind == "unary_expression":
            return
        head = self.tree.child("type")
        plain = keys.text(head, self.data) if head is not None else ""
        declarator = self.tree.child("declarator")
        scalar = (plain in BYTES or plain in WIDE) and declarator is not None
        self.found.loads |= not scalar or (declarator is not None and declarator.kind == "pointer_declarator")

    # Assignments

    def assign(self, target: Node, leads: Addresses, value: Node | None) -> None:
        """`target` gets an address in the object, or (empty) something else."""
        target = keys.strip(target)
        if target.kind == "identifier":
            self._variable(target, leads, value)
            return
        if not keys.is_lvalue(target, self.data):
            raise UnclearError("an assignment to something that is not understood", target)
        mine = self.lvalue(target)
        self.write(mine)
        if not self.is_near(target):
            base = target.child("argument")
            self.found.far.append((self._pointee(base) if base is not None else None, target))
        if leads:
            if self._in_variable(target):
                raise UnclearError("a structure of its own holds the address", target)
            self.store(leads)

    def _variable(self, target: Node, leads: Addresses, value: Node | None) -> None:
        name = keys.text(target, self.data)
        if not leads:
            if value is None or not self._is_fresh(value):
                self.assigned.add(name)
            return
        if not self.scope.is_local(name):
            self.store(leads)
            return
        declared = self.places.plain(self.scope.type_of(name))
        pointee = declared.pointee() if declared is not None and declared.is_pointer else None
        self.aliases.setdefault(name, set()).update(self.places.seen_as(place, pointee) for place in leads)

    def _is_fresh(self, value: Node) -> bool:
        """A value that leads to no memory that was there before: nothing, or the address of a variable."""
        inner = keys.strip(value)
        if keys.is_address(inner, self.data):
            return self.is_near(keys.strip(inner.child("argument") or inner))
        return inner.kind in LITERALS

    def store(self, leads: Iterable[Spot]) -> None:
        """The addresses go where others may find them."""
        self.found.stores = True
        self.found.inner = self.found.inner or any(place.path or place == ANYWHERE for place in leads)

    def write(self, places: Iterable[Spot]) -> None:
        """These places may be written."""
        for place in places:
            self.found.writes.add(place.path)
            self.found.roams |= place == ANYWHERE

    def _pointee(self, node: Node) -> CType | None:
        type_ = self.places.plain(self.types.of(node))
        if type_ is None or type_.function:
            return None
        return self.places.plain(type_.pointee() or type_)
