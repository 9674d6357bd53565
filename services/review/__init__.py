"""专家评审: who scores which cases by which rubric, and what they said."""
