"""Where the frozen presenter begins: a worker process turns off here, before any Qt is loaded."""

import multiprocessing
import sys

if __name__ == "__main__":
    multiprocessing.freeze_support()
    from presenter.app import main

    sys.exit(main())
