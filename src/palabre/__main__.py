"""``python -m palabre`` is ``palabre``."""

from palabre.cli import main

raise SystemExit(main())
