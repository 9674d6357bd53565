"""遴选: which cases a list takes under its rules, exactly, and why."""
