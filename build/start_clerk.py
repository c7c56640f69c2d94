"""Where the frozen clerk begins: a worker process turns off here, before the rest is loaded."""

import multiprocessing
import sys

if __name__ == "__main__":
    multiprocessing.freeze_support()
    from presenter.clerk.cli import main

    sys.exit(main())
