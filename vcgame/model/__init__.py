"""What an author wrote: model files, their parameters, expressions and claims."""
