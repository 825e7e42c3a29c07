"""`python -m kzfix` is the command `kzfix`."""

from kzfix.cli import main

if __name__ == "__main__":
    main()
