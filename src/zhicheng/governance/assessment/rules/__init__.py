"""Who may do what in the annual assessment, and when; each module one matter."""
