"""Answers owed: reception, intake, classification, clocks, answer, publication. Never a field about a person's religion, ethnicity or opinion."""
