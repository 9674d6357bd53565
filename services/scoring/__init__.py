"""评分的汇总: means, how severe reviewers are, how far they agree."""
