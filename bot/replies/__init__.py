"""What a reader sees, as values: an Answer, a Bulletin or a Section becomes text, entities and buttons.

Nothing here knows the network; every function is given the reader's language last.
"""
