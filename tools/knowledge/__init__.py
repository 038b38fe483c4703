"""Documents in, cited answers out; nothing here needs a language model.

`sources` reads what the user has, `chunks` cuts it with exact offsets, `embedder` and `index` find passages
again, `citations` ties a claim to a place, `questions/` makes questions whose answers are spans, `prices`
reads price facts, `langchain_tools` offers search and reading to models that can call tools.
"""
