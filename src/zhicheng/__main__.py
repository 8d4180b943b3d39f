"""``python -m zhicheng`` is the command line."""

from zhicheng.portal.cli import main

if __name__ == "__main__":
    main()
