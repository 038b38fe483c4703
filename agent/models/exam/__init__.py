"""The exam: what a model can do, before it gets the job."""
