"""What is installed, and what reaches the user by wheel and sdist."""
