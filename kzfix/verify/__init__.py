"""Evidence that a change keeps behaviour: both sides are run and compared, and compiled as the kernel compiles them.

This room never touches the tree that it looks at, nor the folder that a kernel was built in: what it writes stands
below a temporary folder of its own.
"""
