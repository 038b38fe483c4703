"""What a build endures: faults, a ceiling, kills, caps, an endpoint that is gone."""
