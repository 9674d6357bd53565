"""评分表: kept as it is typed, in versions; submitted, reopened."""
