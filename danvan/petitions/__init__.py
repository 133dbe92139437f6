"""Answers owed: reception, classification, clocks, answer, publication. No field about a person's religion, ethnicity or opinion."""
