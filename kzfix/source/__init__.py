"""From paths to trees: find files, look for words, mask what is no plain C, cut out functions, parse them.

Knows the C of the kernel and of vendors as bytes. Never judges code, and never changes it.
"""
