"""Pages of the annual assessment; each module one kind of visitor."""
