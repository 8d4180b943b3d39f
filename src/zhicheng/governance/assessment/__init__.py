"""The annual assessment 年度考核 of the cities' effort, and the review of a term 复核."""
