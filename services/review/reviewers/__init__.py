"""评审专家: who they are, their pledges, and their accounts."""
