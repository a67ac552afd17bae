"""The index: from bulletins on disk to passages that answer a question. It knows nothing of Telegram."""

import os

# Linear algebra on one thread: on a small machine more of them only take turns with the bot, and spin while they wait.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
