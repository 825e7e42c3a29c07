"""kzfix rewrites C so that memory is zeroed once, by the allocator, and only where it must be."""

__version__ = "0.1.0"
