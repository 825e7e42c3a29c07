"""The rule language: semantic patches read into rules. It knows no source file and judges nothing."""
