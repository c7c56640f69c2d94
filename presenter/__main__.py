"""`python -m presenter`."""

import sys

from presenter.app import main

if __name__ == "__main__":
    sys.exit(main())
