"""French reported speech, read in steps: tokens -> phrases -> citations. `index.speakers` makes Speakers of them."""
