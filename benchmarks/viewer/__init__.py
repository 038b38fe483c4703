"""How quickly the viewer answers on a run of a hundred thousand rows."""
