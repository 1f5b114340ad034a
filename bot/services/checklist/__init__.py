"""材料清单: what this applicant has to bring, by their answers."""
