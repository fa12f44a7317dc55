"""The commands, one module each; `cli` imports one only when it is asked for."""
