"""What `seedbed inspect` shows besides a run's overview and a row's chain: each as plain data, and drawn."""
