"""评分标准: criteria with weights and anchor texts per category, in versions."""
