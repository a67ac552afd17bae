"""The index: from bulletins on disk to passages that answer a question. It knows nothing of Telegram."""
