"""What people do about patents; each module holds the verbs of one matter."""
