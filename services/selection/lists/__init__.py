"""已确认的名单: confirmed by a second member, in versions, announced."""
