"""From what a rule asks for to bytes: edits, tidy layout, patches. Never decides whether a change is right."""
