"""The year's plan: tasks, targets and guarantee measures."""
