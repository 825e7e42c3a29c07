"""What a function's text cannot tell: types and members, macros, caches, which APIs exist.

Looked up on demand: in the function, in its file, in the headers it includes, in the tree. Never guessed: an answer
of None means "not found", and the guard that asked says so.
"""
