"""What happens in which order inside one function: control flow, uses of memory, sizes as values.

Knows C, not rules: it never says whether a change is right.
"""
