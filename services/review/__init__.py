"""专家评审: reviewers score the eligible cases of a round."""
