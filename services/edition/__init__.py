"""The edition (届次): its cities, quotas, words, settings and stages."""
