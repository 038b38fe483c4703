"""The world in which tools are called: a pure function of world, state and call (`World.call`)."""
