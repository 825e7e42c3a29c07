"""What stands around a file: its git tree, its kernel tree. Reads and asks, and never writes."""
