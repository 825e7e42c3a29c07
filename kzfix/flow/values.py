"""Where the values of a callee's expressions lead, and what evaluating them does.

Half of a reading: the expressions. What an assignment or a call does is told by the other half, `kzfix.flow.reader`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kzfix.facts.functions import Definition
from kzfix.facts.lookup import Lookup
from kzfix.facts.macros import Macros
from kzfix.facts.scope import CType, Scope
from kzfix.facts.types import Types
from kzfix.flow import callees
from kzfix.flow.addresses import ANYWHERE, NOWHERE, VOID, Addresses, Path, Spot, Steps, UnclearError
from kzfix.flow.uses import NOT_CALLS, UNEVALUATED
from kzfix.source import keys
from kzfix.source.tree import Node

COMPARES = frozenset({"==", "!=", "<", ">", "<=", ">=", "&&", "||"})
LITERALS = frozenset(
    {"number_literal", "null", "true", "false", "string_literal", "concatenated_string", "char_literal"}
)


@dataclass(slots=True)
class Found:
    """What a reading has met so far."""

    reads: bool = False
    writes: set[Path] = field(default_factory=set)
    stores: bool = False
    frees: bool = False
    returns: bool = False
    roams: bool = False
    type: CType | None = None
    calls: Node | None = None  # a call that may do anything with what it finds in memory
    inner: bool = False  # an address other than the object's own is stored
    far: list[tuple[CType | None, Node]] = field(default_factory=list)  # writes through pointers from elsewhere
    linked: bool = False  # the object may hold its own list head's address
    loads: bool = False  # returns what may have been loaded from memory


class Values:
    """Expressions of one tree of a definition, read for one parameter."""

    def __init__(
        self,
        lookup: Lookup,
        definition: Definition,
        tree: Node,
        number: int,
    ) -> None:
        self.lookup, self.definition, self.tree = lookup, definition, tree
        self.data = definition.data
        self.scope = Scope(tree, self.data)
        self.types = Types(self.scope, lookup, self.data)
        self.macros = Macros(tree, self.data, self.scope, lookup)
        self.places = Steps(self.types)
        self.param = definition.params[number]
        self.found = Found()
        self.aliases: dict[str, set[Spot]] = {}
        self.assigned: set[str] = set()  # variables that get a value that is not followed

    def statement(self, node: Node) -> None:
        """Visit a statement, or an expression whose value is not used."""
        raise NotImplementedError

    def called(self, node: Node) -> Addresses:
        """Judge a call: the places that its value may be the address of."""
        raise NotImplementedError

    def assign(self, target: Node, leads: Addresses, value: Node | None) -> None:
        """`target` gets an address in the object, or (empty) something else."""
        raise NotImplementedError

    def call(self, node: Node) -> None:
        """Code that is not known runs here; it gets no address in the object."""
        self.found.calls = self.found.calls or node

    def is_near(self, node: Node) -> bool:
        """Whether an lvalue outside the object is a variable, or stands behind a pointer that was there all along."""
        node = keys.strip(node)
        if node.kind == "identifier":
            return True
        base = node.child("argument")
        if base is None:
            return False
        if node.kind == "field_expression" and not any(child.kind == "->" for child in node.children):
            return self.is_near(base)
        base = keys.strip(base)
        if keys.is_address(base, self.data):
            return self.is_near(keys.strip(base.child("argument") or base))
        if node.kind == "subscript_expression" and self.has_size(base):
            return self.is_near(base)
        if base.kind == "update_expression":
            base = keys.strip(base.child("argument") or base)
        name = keys.text(base, self.data)
        return base.kind == "identifier" and self.scope.is_local(name) and name not in self.assigned

    def has_size(self, node: Node) -> bool:
        """Whether an lvalue is an array."""
        type_ = self.places.plain(self.types.of(node))
        return type_ is not None and bool(type_.dims)

    def _in_variable(self, node: Node) -> bool:
        """Whether an lvalue is part of a structure or array that is a local variable."""
        node = keys.strip(node)
        while node.kind in ("field_expression", "subscript_expression"):
            base = node.child("argument")
            if base is None or any(child.kind == "->" for child in node.children):
                return False
            type_ = self.types.of(base)
            if node.kind == "subscript_expression" and (type_ is None or not type_.dims):
                return False
            node = keys.strip(base)
        return node.kind == "identifier" and self.scope.is_local(keys.text(node, self.data))

    def lvalue(self, node: Node) -> Addresses:
        """The places in the object that an lvalue may be; its operands are evaluated."""
        node = keys.strip(node)
        base = node.child("argument")
        if node.kind == "identifier" or base is None:
            return NOWHERE
        match node.kind:
            case "field_expression":
                arrow = any(child.kind == "->" for child in node.children)
                name = node.child("field")
                member = keys.text(name, self.data) if name is not None else ""
                inside = self.value(base) if arrow else self._whole(base)
                return frozenset(self.places.member(place, member) for place in inside)
            case "subscript_expression":
                return self._element(node, base)
            case "pointer_expression" if keys.text(node, self.data)[:1] == "*":
                return self.value(base)
        raise UnclearError("an expression that is not understood", node)

    def _whole(self, base: Node) -> Addresses:
        """The places of the structure in front of a dot."""
        base = keys.strip(base)
        if keys.is_lvalue(base, self.data):
            return self.lvalue(base)
        if self.value(base):
            raise UnclearError("a member of something that is not understood", base)
        return NOWHERE

    def _element(self, node: Node, base: Node) -> Addresses:
        index = node.child("index")
        if index is None or self.value(index):
            raise UnclearError("an index that is not understood", node)
        first = keys.number(keys.text(keys.strip(index), self.data)) == 0
        inside = self.value(base)
        return frozenset(place if first else self.places.element(place) for place in inside)

    def value(self, node: Node) -> Addresses:
        """Evaluate an expression: the places in the object that its value may be the address of."""
        node = keys.strip(node, casts=False)
        kind = node.kind
        if kind in UNEVALUATED or kind in LITERALS:
            return NOWHERE
        if kind == "identifier":
            return self._name(node)
        if keys.is_lvalue(node, self.data) and kind != "cast_expression":
            return self._loaded(node)
        match kind:
            case "pointer_expression":
                return self._address(node)
            case "cast_expression":
                return self._cast(node)
            case "assignment_expression":
                return self._assignment(node)
            case "update_expression":
                return self._update(node)
            case "call_expression":
                return NOWHERE if keys.callee(node, self.data) in NOT_CALLS else self.called(node)
            case "conditional_expression":
                return self._either(node)
            case "comma_expression":
                return [self.value(part) for part in node.parts()][-1]
            case "binary_expression" | "unary_expression":
                return self._operation(node)
            case "parenthesized_expression":
                return self._statements(node)
            case "gnu_asm_expression":
                return self._assembler(node)
        return self._list(node)

    def _name(self, node: Node) -> Addresses:
        name = keys.text(node, self.data)
        macro = self.macros.get(name)
        if macro is not None and (macro.effect or not all(callees.leaves_alone(called) for called in macro.calls)):
            self.call(node)
        return frozenset(self.aliases.get(name, ()))

    def _loaded(self, node: Node) -> Addresses:
        places = self.lvalue(node)
        self.found.reads |= any(not self._is_array(place) for place in places)
        if places and self.places.is_number(self.types.of(node)):
            return NOWHERE
        return frozenset(inner for place in places for inner in self.places.value(place))

    def _is_array(self, place: Spot) -> bool:
        return place.type is not None and bool(place.type.dims)

    def _address(self, node: Node) -> Addresses:
        target = keys.strip(node.child("argument") or node)
        if target.kind == "identifier":
            if keys.text(target, self.data) in self.aliases:
                raise UnclearError("the address of a variable that holds it is taken", node)
            return NOWHERE
        if keys.is_lvalue(target, self.data):
            return self.lvalue(target)
        if target.kind == "compound_literal_expression":
            return self.value(target)
        raise UnclearError("an address that is not understood", node)

    def _cast(self, node: Node) -> Addresses:
        value, type_ = node.child("value"), self.types.described(node.child("type"))
        leads = self.value(value) if value is not None else NOWHERE
        if not leads or type_ == VOID:
            return NOWHERE
        type_ = self.places.plain(type_)
        pointee = type_.pointee() if type_ is not None and type_.is_pointer else None
        return frozenset(self.places.seen_as(place, pointee) for place in leads)

    def _assignment(self, node: Node) -> Addresses:
        left, right, operator = node.child("left"), node.child("right"), node.child("operator")
        if left is None or right is None:
            raise UnclearError("an assignment that is not understood", node)
        leads = self.value(right)
        if operator is not None and operator.kind == "=":
            self.assign(left, leads, right)
            return leads
        old = self.value(left)
        moved = frozenset(self.places.element(place) for place in old) if leads or old else NOWHERE
        self.assign(left, moved | (frozenset({ANYWHERE}) if leads else NOWHERE), None)
        return moved

    def _update(self, node: Node) -> Addresses:
        target = node.child("argument")
        if target is None:
            raise UnclearError("an update that is not understood", node)
        old = self.value(target)
        moved = frozenset(self.places.element(place) for place in old)
        self.assign(target, moved, None)
        return old | moved

    def _either(self, node: Node) -> Addresses:
        condition, then, other = (node.child(name) for name in ("condition", "consequence", "alternative"))
        tested = self.value(condition) if condition is not None else NOWHERE
        yes = self.value(then) if then is not None else tested
        return yes | (self.value(other) if other is not None else NOWHERE)

    def _operation(self, node: Node) -> Addresses:
        leads = frozenset(place for part in node.parts() for place in self.value(part))
        operator = node.child("operator")
        sign = operator.kind if operator is not None else ""
        if not leads or sign in COMPARES or sign == "!":
            return NOWHERE
        if sign in ("+", "-") and node.kind == "binary_expression":
            return frozenset(self.places.element(place) for place in leads)
        return frozenset({ANYWHERE})

    def _statements(self, node: Node) -> Addresses:
        """A statement expression: its value is the last statement's."""
        parts = [part for block in node.parts() for part in block.parts()]
        for part in parts[:-1]:
            self.statement(part)
        if not parts:
            return NOWHERE
        if parts[-1].kind != "expression_statement":
            self.statement(parts[-1])
            return NOWHERE
        return frozenset(place for part in parts[-1].parts() for place in self.value(part))

    def _assembler(self, node: Node) -> Addresses:
        if any(part.kind == "identifier" and keys.text(part, self.data) in self.aliases for part in node.walk()):
            raise UnclearError("assembler code gets it", node)
        self.call(node)
        return NOWHERE

    def _list(self, node: Node) -> Addresses:
        """An initialiser, or a kind of expression that is not listed: its operands must not lead to the object."""
        for part in node.parts():
            if part.kind in ("type_descriptor", "field_designator", "field_identifier"):
                continue
            if self.value(part):
                raise UnclearError("a structure of its own holds the address", part)
        return NOWHERE
