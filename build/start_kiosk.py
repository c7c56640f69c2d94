"""Where the frozen kiosk begins: a worker process turns off here, before any Qt is loaded."""

import multiprocessing
import sys

if __name__ == "__main__":
    multiprocessing.freeze_support()
    from kiosk.app import main

    sys.exit(main())
