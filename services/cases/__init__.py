"""The registry of cases, the identity of enterprises, and what a viewer may see."""
