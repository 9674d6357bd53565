"""Materials: what cities send beside the 汇总表, and which case each piece belongs to."""
