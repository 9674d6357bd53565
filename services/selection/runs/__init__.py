"""遴选的运行: the problem stated, tried out, run; why each case stands where it does; ties settled."""
