"""Talks in which real tools are called, a search of documents and the calculator, put together by rule.

What is asked, called and answered is a pure function of a problem or of a question with its place, and of
what the tools returned: whoever doubts a row puts it together again. Nothing here knows a model.
"""
