"""The Telegram bot: questions in, passages of the bulletins out."""
