"""`python -m presenter.clerk` is `wuzhi-clerk`."""

from __future__ import annotations

import sys

from presenter.clerk.cli import main

if __name__ == "__main__":
    sys.exit(main())
