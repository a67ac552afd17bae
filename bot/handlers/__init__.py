"""Updates to answers, one file per kind of conversation: each handler reads, searches and sends.

What a handler needs comes as keyword arguments, bound in `bot/application.py`.
"""
